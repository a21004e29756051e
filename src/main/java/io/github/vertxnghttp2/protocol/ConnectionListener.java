package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.PrioritySpec;

/** Is notified of what happens on a connection. {@link StreamListener} is notified of its streams. */
public interface ConnectionListener {

  /** There is something to send: {@link Connection#flush} is due. */
  void onDirty();

  /** A server's new stream; the listener gives it a {@link StreamListener} before it returns. */
  default void onRequest(Stream stream, HeaderList head, boolean endStream) {
  }

  /** The request or response that is reported next came with a priority, RFC 7540 section 6.2. */
  default void onHeadersPriority(int streamId, PrioritySpec priority) {
  }

  /** PRIORITY of a stream was received, RFC 7540 section 6.3. */
  default void onPriority(int streamId, PrioritySpec priority) {
  }

  /** SETTINGS of the peer were received. */
  default void onSettings(PeerSettings settings) {
  }

  /** The peer acknowledged our SETTINGS. */
  default void onSettingsAck() {
  }

  /** A PING of the peer was received. The library acknowledges it. */
  default void onPing(long opaqueData) {
  }

  /** The peer acknowledged {@link Connection#ping}. */
  default void onPingAck(long opaqueData) {
  }

  /** The peer takes no new streams from now on. Those above {@link ConnectionEnd#lastStreamId} have been closed. */
  default void onGoAway(ConnectionEnd end) {
  }

  /**
   * A frame of a type beyond those of RFC 9113 was received, of which the session reports this type.
   *
   * @param streamId 0 for the connection
   */
  default void onExtension(int frameType, int flags, int streamId, byte[] payload) {
  }

  /** A stream closed. There may be room for another. */
  default void onStreamClosed() {
  }

  /** A GOAWAY of this side was written; the first one of a graceful shutdown has the highest of all stream ids. */
  default void onGoAwaySent(int lastStreamId, long errorCode) {
  }

  /** A stream was reset. Not called for streams that end with their connection. */
  default void onReset(long errorCode, ClosedBy by) {
  }

  /** A body of which there is more to send waits for its window, or the connection's (RFC 9113 section 5.2). */
  default void onWindowStall() {
  }

  /** The receive window of the connection has grown, see {@link ConnectionWindows#grow}. */
  default void onWindowGrowth() {
  }

  /**
   * The connection is about to be closed: what is known of it and of its streams can still be asked for.
   *
   * @return the cause to report, with more text for people or as it is
   */
  default ConnectionEnd onEnding(ConnectionEnd why) {
    return why;
  }

  /**
   * The connection is closed. Its streams are notified after this.
   *
   * @param streams number of streams that were open and of requests that waited
   */
  default void onEnd(ConnectionEnd why, int streams) {
  }

  /** The last stream closed. */
  default void onIdle() {
  }

  /** The peer exceeded a limit. If that is a limit of the connection, its end follows. */
  default void onLimit(LimitReached limit) {
  }

  /** A text for a person who debugs a peer. */
  default void onDiagnostic(String text) {
  }
}
