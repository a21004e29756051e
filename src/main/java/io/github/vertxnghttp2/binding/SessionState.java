package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.Nghttp2.Capability;
import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.frame.StreamState;

/**
 * The state of a {@link Session} as libnghttp2 knows it. Each method enters native code. Commands that wait for the
 * next {@link Session#flush} do not count.
 *
 * <p>The rules of the session apply: one thread at a time, and {@link IllegalStateException} after
 * {@link Session#close}.
 */
public final class SessionState {
  private final NativeSession session;

  SessionState(NativeSession session) {
    this.session = session;
  }

  // --- windows of a stream, or of the connection for stream 0; -1 if there is no such stream ---

  /** Bytes that may be sent (nghttp2_session_get_stream_remote_window_size). */
  public int remoteWindowSize(int streamId) {
    return window(Wire.Query.REMOTE_WINDOW_SIZE, streamId);
  }

  /** Bytes that the peer may still send (nghttp2_session_get_stream_local_window_size). */
  public int localWindowSize(int streamId) {
    return window(Wire.Query.LOCAL_WINDOW_SIZE, streamId);
  }

  /** The window's full size, which {@link Session#setLocalWindowSize} or our SETTINGS have set. */
  public int effectiveLocalWindowSize(int streamId) {
    return window(Wire.Query.EFFECTIVE_LOCAL_WINDOW_SIZE, streamId);
  }

  /** Bytes received since the last WINDOW_UPDATE was sent. */
  public int effectiveRecvDataLength(int streamId) {
    return window(Wire.Query.EFFECTIVE_RECV_DATA_LENGTH, streamId);
  }

  private int window(int question, int streamId) {
    return (int) session.get(question, Range.streamIdOrConnection(streamId));
  }

  // --- streams ---

  /** Number of open streams. */
  public int openStreams() {
    return (int) session.get(Wire.Query.OPEN_STREAMS, 0);
  }

  /** Whether the library knows a stream of that id, open or closed (nghttp2_session_find_stream). */
  public boolean hasStream(int streamId) {
    return session.get(Wire.Query.FIND_STREAM, Range.streamId(streamId)) == streamId;
  }

  /** The state of a stream, or {@code null} if the library knows none of that id (nghttp2_stream_get_state). */
  public StreamState streamState(int streamId) {
    return StreamState.of(session.get(Wire.Query.STREAM_STATE, Range.streamId(streamId)));
  }

  /**
   * Whether this side has ended a stream; false if the library knows none of that id
   * (nghttp2_session_get_stream_local_close).
   */
  public boolean isLocalClosed(int streamId) {
    return session.get(Wire.Query.LOCAL_CLOSE, Range.streamId(streamId)) == 1;
  }

  /**
   * Whether the peer has ended a stream; false if the library knows none of that id
   * (nghttp2_session_get_stream_remote_close).
   */
  public boolean isRemoteClosed(int streamId) {
    return session.get(Wire.Query.REMOTE_CLOSE, Range.streamId(streamId)) == 1;
  }

  /**
   * The priority that a server gives to a stream, or {@code null} if the library knows none of that id
   * (nghttp2_session_get_extpri_stream_priority).
   *
   * @throws IllegalStateException on a client session
   * @throws UnsupportedOperationException without {@link Capability#STREAM_PRIORITY}
   */
  public Priority streamPriority(int streamId) {
    Range.streamId(streamId);
    session.checkServer("know the priority that a server gives to a stream");
    Nghttp2.require(Capability.STREAM_PRIORITY);
    int packed = (int) session.get(Wire.Query.PRIORITY, streamId);
    return packed < 0 ? null : Nghttp2.priority(packed);
  }

  /**
   * The largest id of the peer's streams that were reported to the listener (nghttp2_session_get_last_proc_stream_id).
   */
  public int lastProcessedStreamId() {
    return (int) session.get(Wire.Query.LAST_PROC_STREAM_ID, 0);
  }

  /** Whether a client may open another stream now (nghttp2_session_check_request_allowed). */
  public boolean isRequestAllowed() {
    return session.get(Wire.Query.REQUEST_ALLOWED, 0) == 1;
  }

  // --- the connection ---

  /**
   * Bytes of received names and values that are cached, 9,216 at most. A cached text crosses from C to Java only once.
   */
  public int internedBytes() {
    return (int) session.get(Wire.Query.INTERNED_BYTES, 0);
  }

  /** How many cached names and values were dropped to make room for others. */
  public long internEvictions() {
    return session.get(Wire.Query.INTERN_EVICTIONS, 0);
  }

  /** Our setting as the peer has acknowledged it, an unsigned 32-bit number (nghttp2_session_get_local_settings). */
  public long localSetting(SettingId id) {
    return session.get(Wire.Query.LOCAL_SETTING, id.id());
  }

  /** The peer's setting, an unsigned 32-bit number (nghttp2_session_get_remote_settings). */
  public long remoteSetting(SettingId id) {
    return session.get(Wire.Query.REMOTE_SETTING, id.id());
  }

  /** Number of frames that wait to be sent (nghttp2_session_get_outbound_queue_size). */
  public int outboundQueueSize() {
    return (int) session.get(Wire.Query.OUTBOUND_QUEUE_SIZE, 0);
  }

  /** Bytes in the HPACK table for received header blocks (nghttp2_session_get_hd_inflate_dynamic_table_size). */
  public int hdInflateDynamicTableSize() {
    return (int) session.get(Wire.Query.HD_INFLATE_TABLE_SIZE, 0);
  }

  /** Bytes in the HPACK table for sent header blocks (nghttp2_session_get_hd_deflate_dynamic_table_size). */
  public int hdDeflateDynamicTableSize() {
    return (int) session.get(Wire.Query.HD_DEFLATE_TABLE_SIZE, 0);
  }
}
