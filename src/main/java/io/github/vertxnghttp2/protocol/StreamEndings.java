package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;

/** Tells the listeners of streams that are marked as closed. If one throws, the others are told all the same. */
final class StreamEndings {
  private Throwable failure;

  void tell(Iterable<Stream> streams, long errorCode, ClosedBy by, ConnectionEnd end) {
    for (Stream stream : streams) {
      try {
        stream.tellClosed(errorCode, by, end);
      } catch (RuntimeException | Error e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
  }

  /** Throws the first exception of a listener, to which the others are added as suppressed. */
  void rethrow() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }
}
