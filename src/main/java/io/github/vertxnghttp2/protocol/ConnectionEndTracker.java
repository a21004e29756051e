package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;

import java.util.List;
import java.util.function.UnaryOperator;

/** Keeps why and how a connection ends, and notifies its streams of the end. */
final class ConnectionEndTracker {
  private ConnectionEnd end;
  private LimitReached limitReached;
  private boolean goAwaySubmitted;
  private boolean endedByLibrary;
  private boolean closed;

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
   * @param noted adds to what is reported
   * @return the cause to report: a lost connection keeps the code and text of the peer's GOAWAY
   */
  ConnectionEnd close(ConnectionEnd cause, UnaryOperator<ConnectionEnd> noted) {
    closed = true;
    ConnectionEnd why = noted.apply(cause.after(end));
    if (end == null || why.cause() == ConnectionEnd.Cause.LOST) {
      end = why;
    }
    return why;
  }

  /** Notifies the streams that were open when the connection was closed. */
  void notifyOpen(StreamEndings endings, List<Stream> open, ConnectionEnd why) {
    endings.notifyClosed(open, why.errorCode(), why.byRemote() ? ClosedBy.REMOTE : ClosedBy.LOCAL, why);
  }

  /** Notifies the requests that waited to be sent. */
  void notifyUnsent(StreamEndings endings, List<Stream> unsent, ConnectionEnd why) {
    ClosedBy by = why != null && why.byRemote() ? ClosedBy.REMOTE
      : endedByLibrary ? ClosedBy.LIBRARY : ClosedBy.LOCAL;
    endings.notifyClosed(unsent, ErrorCode.REFUSED_STREAM.code(), by, why);
  }
}
