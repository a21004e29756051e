package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.binding.SessionException;
import io.github.vertxnghttp2.binding.SessionListener;
import io.github.vertxnghttp2.protocol.output.Output;
import io.github.vertxnghttp2.protocol.output.WindowStalls;
import io.netty.buffer.ByteBuf;

/** Flushes a connection's session to its output, and drops the commands of closed streams. */
final class ConnectionSender {
  private static final int OUT_CAPACITY = 32 << 10;
  /** Below this many bytes of commands, commands of closed streams are not dropped. */
  private static final int COMMANDS_KEPT = 64 << 10;

  private final Session session;
  private final SessionListener events;
  private final OpenStreams streams;
  private final OutputGatherer gatherer;
  private final WindowStalls windowStalls;
  private final ConnectionEndTracker end;
  /** {@code null} if there is none. */
  private final ConnectionRecorder recorder;
  private int commandsKept = COMMANDS_KEPT;

  ConnectionSender(Session session, SessionListener events, OpenStreams streams, OutputGatherer gatherer,
                   WindowStalls windowStalls, ConnectionEndTracker end, ConnectionRecorder recorder) {
    this.session = session;
    this.events = events;
    this.streams = streams;
    this.gatherer = gatherer;
    this.windowStalls = windowStalls;
    this.end = end;
    this.recorder = recorder;
  }

  /** @see Connection#flush */
  boolean flush(Output output) {
    boolean more = session.isWriteWanted() && send(output);
    if (!more && !session.hasCommands()) {
      windowStalls.look();
      if (recorder != null) {
        recorder.flushed();
      }
    }
    return more;
  }

  private boolean send(Output output) {
    gatherer.to(output);
    boolean more;
    do {
      ByteBuf out = output.allocate(OUT_CAPACITY);
      try {
        more = session.flush(out, output.room(), events, gatherer);
      } catch (SessionException e) {
        end.endedByLibrary();
        throw e;
      } finally {
        out.release();
      }
    } while (more && output.room() > 0 && !session.isClosed());
    return more;
  }

  /**
   * Drops the commands of closed streams. Searches for them only when the commands have doubled in size, so that the
   * search costs little.
   */
  void dropCommands() {
    int bytes = session.commandBytes();
    if (bytes < COMMANDS_KEPT) {
      commandsKept = COMMANDS_KEPT;
    } else if (bytes >= commandsKept) {
      session.dropCommands(id -> streams.get(id) == null);
      commandsKept = Math.max(COMMANDS_KEPT, 2 * session.commandBytes());
    }
  }
}
