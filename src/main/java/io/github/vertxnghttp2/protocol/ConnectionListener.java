package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.HeaderList;

/** What happened on a connection beside its streams. */
public interface ConnectionListener {

  /** There is something to send: {@link Connection#flush} is due. */
  void onDirty();

  /** A server's new stream; the listener gives it a {@link StreamListener} before it returns. */
  default void onRequest(Stream stream, HeaderList head, boolean endStream) {
  }

  /** The peer's SETTINGS are known; after that, each change. */
  default void onSettings(PeerSettings settings) {
  }

  /** The peer acknowledged ours. */
  default void onSettingsAck() {
  }

  default void onPingAck(long opaqueData) {
  }

  /** The peer takes no new streams from now on. Those above {@link ConnectionEnd#lastStreamId} have been closed. */
  default void onGoAway(ConnectionEnd end) {
  }

  /** A stream closed: there may be room for another. */
  default void onStreamClosed() {
  }

  /** A GOAWAY of this side was written. */
  default void onGoAwaySent(long errorCode) {
  }

  /** A stream was reset; streams that end with their connection are not. */
  default void onReset(long errorCode, ClosedBy by) {
  }

  /** A body of which there is more to send began to wait for its window, or the connection's (RFC 9113 section 5.2). */
  default void onWindowStall() {
  }

  /**
   * The connection is closed, for this reason; its streams are about to be told.
   *
   * @param streams that were open, requests that waited included
   */
  default void onEnd(ConnectionEnd why, int streams) {
  }

  /** The last stream closed. */
  default void onIdle() {
  }

  /** The peer passed a limit. If that was one of the connection, its end follows. */
  default void onLimit(LimitReached limit) {
  }

  /** Something that a person debugging a peer wants to read. */
  default void onDiagnostic(String text) {
  }
}
