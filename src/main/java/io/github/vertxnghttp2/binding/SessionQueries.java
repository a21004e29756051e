package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.Nghttp2.Capability;
import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.jni.NativeUse;
import io.github.vertxnghttp2.binding.jni.Natives;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.frame.StreamState;

import java.util.Objects;

/** What can be asked of a {@link Session}. Commands that wait for the next flush are not seen. */
abstract class SessionQueries {
  private final SessionType type;
  final NativeUse use = new NativeUse("session");
  /** 0 once the session is closed. */
  long handle;

  SessionQueries(SessionType type) {
    this.type = Objects.requireNonNull(type, "type");
  }

  /** Which side it is. */
  public SessionType type() {
    return type;
  }

  // --- windows: of a stream, or of the connection for stream 0; -1 if there is no such stream ---

  /** Bytes that may be sent. */
  public int remoteWindowSize(int streamId) {
    return window(Natives.GET_REMOTE_WINDOW_SIZE, streamId);
  }

  /** Bytes that the peer may still send. */
  public int localWindowSize(int streamId) {
    return window(Natives.GET_LOCAL_WINDOW_SIZE, streamId);
  }

  /** The window's full size, as {@link Session#setLocalWindowSize} or the SETTINGS have it. */
  public int effectiveLocalWindowSize(int streamId) {
    return window(Natives.GET_EFFECTIVE_LOCAL_WINDOW_SIZE, streamId);
  }

  /** Bytes that came since the last WINDOW_UPDATE. */
  public int effectiveRecvDataLength(int streamId) {
    return window(Natives.GET_EFFECTIVE_RECV_DATA_LENGTH, streamId);
  }

  private int window(int what, int streamId) {
    return (int) get(what, Range.streamIdOrConnection(streamId));
  }

  // --- streams ---

  /** Streams that are open. */
  public int openStreams() {
    return (int) get(Natives.GET_OPEN_STREAMS, 0);
  }

  /** Whether the library knows a stream of that id: an open one, or a closed one that it remembers. */
  public boolean hasStream(int streamId) {
    return get(Natives.GET_FIND_STREAM, Range.streamId(streamId)) == streamId;
  }

  /** The state of a stream, or {@code null} if the library has none of that id. */
  public StreamState streamState(int streamId) {
    int number = (int) get(Natives.GET_STREAM_STATE, Range.streamId(streamId));
    return number <= 0 ? null : StreamState.values()[number - 1];
  }

  /** Whether we have ended our side of a stream; false if there is none of that id (nghttp2_session_get_stream_local_close). */
  public boolean isLocalClosed(int streamId) {
    return get(Natives.GET_LOCAL_CLOSE, Range.streamId(streamId)) == 1;
  }

  /** Whether the peer has ended its side; false if there is none of that id (nghttp2_session_get_stream_remote_close). */
  public boolean isRemoteClosed(int streamId) {
    return get(Natives.GET_REMOTE_CLOSE, Range.streamId(streamId)) == 1;
  }

  /**
   * The priority by which a server serves a stream, or {@code null} if it has none of that id
   * (nghttp2_session_get_extpri_stream_priority).
   *
   * @throws IllegalStateException on a client session
   * @throws UnsupportedOperationException without {@link Capability#STREAM_PRIORITY}
   */
  public Priority streamPriority(int streamId) {
    Range.streamId(streamId);
    checkServer("know by which priority a stream is served");
    Nghttp2.require(Capability.STREAM_PRIORITY);
    int packed = (int) get(Natives.GET_PRIORITY, streamId);
    return packed < 0 ? null : Nghttp2.priority(packed);
  }

  /** The largest id of a stream of the peer that reached the listener. */
  public int lastProcessedStreamId() {
    return (int) get(Natives.GET_LAST_PROC_STREAM_ID, 0);
  }

  /** Whether a client may open another stream now (nghttp2_session_check_request_allowed). */
  public boolean isRequestAllowed() {
    return get(Natives.GET_REQUEST_ALLOWED, 0) == 1;
  }

  // --- the connection ---

  /**
   * Bytes of names and values that came and are kept, so that they need not cross from the library each time: 9,216 at most.
   */
  public int internedBytes() {
    return (int) get(Natives.GET_INTERNED_BYTES, 0);
  }

  /** Names and values that made room for others in {@link #internedBytes}. */
  public long internEvictions() {
    return get(Natives.GET_INTERN_EVICTIONS, 0);
  }

  /** Our setting as the peer has acknowledged it, an unsigned 32-bit number (nghttp2_session_get_local_settings). */
  public long localSetting(SettingId id) {
    return get(Natives.GET_LOCAL_SETTING, id.id());
  }

  /** The peer's setting, an unsigned 32-bit number (nghttp2_session_get_remote_settings). */
  public long remoteSetting(SettingId id) {
    return get(Natives.GET_REMOTE_SETTING, id.id());
  }

  /** Frames that wait to be sent (nghttp2_session_get_outbound_queue_size). */
  public int outboundQueueSize() {
    return (int) get(Natives.GET_OUTBOUND_QUEUE_SIZE, 0);
  }

  /** Bytes in the HPACK table for what comes in. */
  public int hdInflateDynamicTableSize() {
    return (int) get(Natives.GET_HD_INFLATE_TABLE_SIZE, 0);
  }

  /** Bytes in the HPACK table for what goes out. */
  public int hdDeflateDynamicTableSize() {
    return (int) get(Natives.GET_HD_DEFLATE_TABLE_SIZE, 0);
  }

  /** Whether {@link Session#close} was called. Unlike the other questions, this may be asked then. */
  public boolean isClosed() {
    return handle == 0;
  }

  final long get(int what, int streamId) {
    beginUse();
    try {
      return Natives.sessionGet(handle, what, streamId);
    } finally {
      use.end();
    }
  }

  /** Alone with the handle of an open session until {@link NativeUse#end}. */
  final void beginUse() {
    use.begin();
    if (handle == 0) {
      use.end();
      checkOpen();
    }
  }

  final void checkServer(String what) {
    checkOpen();
    if (type == SessionType.CLIENT) {
      throw new IllegalStateException("a client session cannot " + what);
    }
  }

  final void checkOpen() {
    if (handle == 0) {
      throw new IllegalStateException("the session is closed");
    }
  }
}
