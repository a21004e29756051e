package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameListener;

import java.util.List;

/** Keeps why and how a connection ends, and notifies its streams of the end. */
final class ConnectionEndTracker {
  private final ConnectionListener listener;
  private ConnectionEnd end;
  private LimitReached limitReached;
  private boolean goAwaySubmitted;
  private boolean endedByLibrary;
  private boolean closed;

  ConnectionEndTracker(ConnectionListener listener) {
    this.listener = listener;
  }

  /** Why the connection takes no new streams, or why it was closed; {@code null} while it takes some. */
  ConnectionEnd end() {
    return end;
  }

  void end(ConnectionEnd cause) {
    end = cause;
  }

  /** The limit for which the connection ends, or {@code null}. */
  LimitReached limitReached() {
    return limitReached;
  }

  void limitReached(LimitReached reached) {
    limitReached = reached;
  }

  void goAwaySubmitted() {
    goAwaySubmitted = true;
  }

  /** The library cannot go on with the connection, because of what the peer did. */
  void endedByLibrary() {
    endedByLibrary = true;
  }

  /**
   * The library has sent GOAWAY with an error code. It does so for a fault of the peer, unless this side submitted
   * one.
   */
  void errorSent(ConnectionEnd why) {
    if (!goAwaySubmitted) {
      endedByLibrary = true;
      if (end == null) {
        end = why;
      }
    }
  }

  /** Whether {@link #close} was called. The session may have been closed before, by an exception out of it. */
  boolean isClosed() {
    return closed;
  }

  /**
   * From now on the connection is closed; {@link #notifyAllOfEnd} follows.
   *
   * @return the cause to report: a lost connection keeps the code and text of the peer's GOAWAY
   */
  ConnectionEnd close(ConnectionEnd cause) {
    closed = true;
    ConnectionEnd why = noted(cause.after(end));
    if (end == null || why.cause() == ConnectionEnd.Cause.LOST) {
      end = why;
    }
    return why;
  }

  /** A recording that is kept does not keep a connection from being closed. */
  private ConnectionEnd noted(ConnectionEnd why) {
    try {
      return listener.onEnding(why);
    } catch (RuntimeException e) {
      listener.onDiagnostic("the connection was not recorded: " + e);
      return why;
    }
  }

  /**
   * Notifies everyone of the end. Marks all streams as closed before it notifies the first, because a listener may call
   * any of them. If one listener throws, it still notifies the others.
   *
   * @param frames {@code null} for none
   * @param open the streams that were open when the connection was closed
   * @param unsent the requests that waited to be sent
   */
  void notifyAllOfEnd(ConnectionEnd why, FrameListener frames, List<Stream> open, List<Stream> unsent) {
    open.forEach(Stream::markClosed);
    unsent.forEach(Stream::markClosed);
    try {
      if (frames != null) {
        frames.ended(why.toString());
      }
      listener.onEnd(why, open.size() + unsent.size());
    } finally {
      StreamEndings endings = new StreamEndings();
      endings.notifyClosed(open, why.errorCode(), why.byRemote() ? ClosedBy.REMOTE : ClosedBy.LOCAL, why);
      notifyUnsent(endings, unsent, why);
      endings.rethrow();
    }
  }

  /**
   * Closes waiting requests that will not be sent, and notifies them.
   *
   * @param why {@code null} if the reason is not known
   */
  void notifyUnsent(List<Stream> unsent, ConnectionEnd why) {
    unsent.forEach(Stream::markClosed);
    StreamEndings endings = new StreamEndings();
    notifyUnsent(endings, unsent, why);
    endings.rethrow();
  }

  private void notifyUnsent(StreamEndings endings, List<Stream> unsent, ConnectionEnd why) {
    ClosedBy by = why != null && why.byRemote() ? ClosedBy.REMOTE
      : endedByLibrary ? ClosedBy.LIBRARY : ClosedBy.LOCAL;
    endings.notifyClosed(unsent, ErrorCode.REFUSED_STREAM.code(), by, why);
  }
}
