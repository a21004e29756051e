package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.Session;

/** Gives back memory of a connection whose peer and user have been silent for a while. */
final class Silence {
  private final Session session;
  private final OpenStreams streams;
  /** {@code null} if there is none. */
  private final ConnectionRecorder recorder;
  private long nativeCalls;

  Silence(Session session, OpenStreams streams, ConnectionRecorder recorder) {
    this.session = session;
    this.streams = streams;
    this.recorder = recorder;
  }

  /** Called periodically. The connection has been silent if nothing was read or written since the last call. */
  void check() {
    long calls = session.nativeCalls();
    if (calls != nativeCalls) {
      nativeCalls = calls;
    } else if (!session.isResting() && streams.size() == 0) {
      session.rest();
      streams.rest();
      if (recorder != null) {
        recorder.rest();
      }
    }
  }
}
