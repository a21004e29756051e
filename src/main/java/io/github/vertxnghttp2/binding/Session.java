package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.StreamState;
import io.netty.buffer.ByteBuf;

import java.util.Objects;

/**
 * An nghttp2 session: bytes in by {@link #receive}, bytes out by {@link #flush}, a listener for what happened.
 *
 * <p>The submit methods write commands, which the next {@code flush} carries out in their order; none of them enters
 * native code. A session belongs to one thread at a time. It holds native memory until it is closed; any use after that
 * is an {@link IllegalStateException}.
 *
 * <p>Error codes are those of RFC 9113 section 7. Body bytes that {@link #pushData} announces stay with the caller.
 */
public final class Session implements AutoCloseable {
  /** Input is read in pieces of this many bytes, so that what they can turn into stays within the event buffer. */
  private static final int RECEIVE_MAX = 64 << 10;

  private final SessionType type;
  private final EventDecoder decoder = new EventDecoder();
  private final CommandEncoder commands = new CommandEncoder();
  private final LeakReport leak;
  private long handle;
  private int nextStreamId;
  private boolean calling;
  private boolean wanted = true;
  private long nativeCalls;

  /**
   * @throws NativeLibraryException if the library cannot be loaded
   * @throws SessionException if an option is refused or native memory is short
   */
  public Session(SessionType type, SessionOptions options) {
    NativeLibrary.load();
    this.type = Objects.requireNonNull(type, "type");
    long result = Natives.sessionNew(type == SessionType.SERVER, options.pairs());
    if (result <= 0) {
      throw new SessionException("cannot open a session", (int) result);
    }
    handle = result;
    nextStreamId = type == SessionType.SERVER ? 2 : 1;
    leak = LeakReport.watch(this);
  }

  public SessionType type() {
    return type;
  }

  // --- bytes in, bytes out ---

  /**
   * Reads all of the input (nghttp2_session_mem_recv) and tells the listener what it held. The buffer must be direct; its
   * reader index moves to the end.
   *
   * @throws SessionException if the session cannot go on; what led to it has been told, flush once more, then close
   */
  public void receive(ByteBuf input, SessionListener listener) {
    enter();
    EventArray events = EventArray.take();
    try {
      do {
        receiveSome(input, listener, events);
      } while (input.isReadable() && handle != 0);
    } finally {
      events.release();
      calling = false;
    }
  }

  private void receiveSome(ByteBuf input, SessionListener listener, EventArray events) {
    boolean paused;
    do {
      int base = input.readerIndex();
      int length = Math.min(RECEIVE_MAX, input.readableBytes());
      nativeCalls++;
      long packed = Natives.sessionMemRecv(handle, length == 0 ? 0 : input.memoryAddress() + base, length, events.bytes());
      int consumed = CallResult.result(packed);
      input.skipBytes(Math.max(0, consumed));
      wanted = CallResult.wantsReadOrWrite(packed);
      paused = CallResult.isPaused(packed);
      decoder.decode(events.filled(packed), CallResult.eventsLength(packed), listener, input, base, null, 0, 0, null);
      if (consumed < 0) {
        throw new SessionException("the session cannot go on", consumed);
      }
    } while (paused && handle != 0);
  }

  /**
   * Carries out the commands, then fills the writable bytes of {@code out} (nghttp2_session_mem_send) and hands them, and
   * the places of body bytes, to {@code output}.
   *
   * @param out direct, with room for at least 20 KiB
   * @param bodyBudget no further body is asked for once this many bytes were
   * @return whether there is more to send than {@code out} and the budget could hold
   * @throws SessionException if the session cannot go on
   */
  public boolean flush(ByteBuf out, int bodyBudget, SessionListener listener, SessionOutput output) {
    enter();
    EventArray events = EventArray.take();
    try {
      int base = out.writerIndex();
      nativeCalls++;
      long packed = Natives.sessionMemSend(handle, commands.bytes(), commands.length(), out.memoryAddress() + base,
        out.writableBytes(), bodyBudget, events.bytes());
      commands.clear();
      int written = CallResult.result(packed);
      wanted = CallResult.wantsReadOrWrite(packed);
      out.writerIndex(base + Math.max(0, written));
      decoder.decode(events.filled(packed), CallResult.eventsLength(packed), listener, null, 0, out, base,
        Math.max(0, written), output);
      if (written < 0) {
        throw new SessionException("the session cannot go on", written);
      }
      return CallResult.hasMore(packed);
    } finally {
      events.release();
      calling = false;
    }
  }

  /** Whether commands wait for the next flush. Frames that the library sends by itself are not counted. */
  public boolean hasCommands() {
    return !commands.isEmpty();
  }

  /** Whether the session has anything left to read or write (nghttp2_session_want_read, want_write), after the last call. */
  public boolean isWanted() {
    return wanted || hasCommands();
  }

  // --- messages ---

  /**
   * Opens a stream with a request (nghttp2_submit_request2). The list has the pseudo-header fields first.
   *
   * @param endStream whether there is no body
   * @return the stream's id; should the library refuse, {@link SessionListener#onSubmitFailed} names it
   */
  public int submitRequest(HeaderList headers, boolean endStream) {
    checkOpen();
    if (type == SessionType.SERVER) {
      throw new IllegalStateException("a server session cannot send requests");
    }
    int streamId = unusedStreamId();
    commands.fields(CommandEncoder.REQUEST, endStream ? CommandEncoder.END_STREAM : 0, streamId, 0, headers);
    nextStreamId += 2;
    return streamId;
  }

  /**
   * Promises a response that nobody asked for, RFC 9113 section 8.4 (nghttp2_submit_push_promise). It is then given like
   * one to a request.
   *
   * @param streamId of the request that it goes with
   * @param headers of the promised request, the pseudo-header fields first
   * @return the promised stream's id; should the library refuse, {@link SessionListener#onSubmitFailed} or
   *   {@link SessionListener#onStreamClosed} names it
   */
  public int submitPushPromise(int streamId, HeaderList headers) {
    checkOpen();
    if (type == SessionType.CLIENT) {
      throw new IllegalStateException("a client session cannot push");
    }
    int promisedStreamId = unusedStreamId();
    commands.fields(CommandEncoder.PUSH_PROMISE, 0, streamId, 0, headers);
    commands.putInt(promisedStreamId);
    nextStreamId += 2;
    return promisedStreamId;
  }

  private int unusedStreamId() {
    if (nextStreamId < 0) {
      throw new IllegalStateException("the stream ids of this connection are used up; open another connection");
    }
    return nextStreamId;
  }

  /** Answers a request (nghttp2_submit_response2). The list has no pseudo-header fields. */
  public void submitResponse(int streamId, int status, HeaderList headers, boolean endStream) {
    checkOpen();
    commands.fields(CommandEncoder.RESPONSE, endStream ? CommandEncoder.END_STREAM : 0, streamId, status, headers);
  }

  /** As {@link #submitResponse(int, int, HeaderList, boolean)}, for fields that have been checked. */
  public void submitResponse(int streamId, int status, OutboundFields headers, boolean endStream) {
    checkOpen();
    commands.response(endStream ? CommandEncoder.END_STREAM : 0, streamId, status, headers);
  }

  /** Sends an informational response, status 100 to 199 but 101 (RFC 9113 section 8.1; nghttp2_submit_headers). */
  public void submitInformational(int streamId, int status, HeaderList headers) {
    checkOpen();
    if (status < 100 || status > 199 || status == 101) {
      throw new IllegalArgumentException("status is " + status + "; an informational response has 100 or 102 to 199");
    }
    commands.fields(CommandEncoder.HEADERS, 0, streamId, status, headers);
  }

  /** Ends the body, and the stream, with trailers (nghttp2_submit_trailer). */
  public void submitTrailer(int streamId, HeaderList trailers) {
    checkOpen();
    commands.fields(CommandEncoder.TRAILERS, 0, streamId, 0, trailers);
  }

  /** {@code bytes} more of the body are there; {@link SessionOutput#body} will ask for them (nghttp2_session_resume_data). */
  public void pushData(int streamId, int bytes, boolean end) {
    checkOpen();
    commands.head(CommandEncoder.PUSH_DATA, end ? CommandEncoder.END_STREAM : 0, 0, streamId);
    commands.putInt(bytes);
  }

  /**
   * Copies a small piece of the body, at most a few KiB, so that it goes out with the frames. Not while bytes announced by
   * {@link #pushData} are unsent. The buffer is neither released nor moved.
   */
  public void submitData(int streamId, ByteBuf data, boolean end) {
    checkOpen();
    commands.inlineData(streamId, data, end);
  }

  /** The application has read {@code bytes} of the stream's body (nghttp2_session_consume_stream). */
  public void consume(int streamId, int bytes) {
    checkOpen();
    commands.head(CommandEncoder.CONSUME, 0, 0, streamId);
    commands.putInt(bytes);
  }

  /** nghttp2_submit_rst_stream */
  public void submitRstStream(int streamId, int errorCode) {
    checkOpen();
    commands.head(CommandEncoder.RST_STREAM, 0, 0, streamId);
    commands.putInt(errorCode);
  }

  // --- connection ---

  /** @param lastStreamId -1 for the last that was processed (nghttp2_submit_goaway) */
  public void submitGoaway(int lastStreamId, int errorCode, byte[] debugData) {
    checkOpen();
    commands.head(CommandEncoder.GOAWAY, 0, 0, 0);
    commands.putInt(lastStreamId);
    commands.putInt(errorCode);
    commands.putBytes(debugData);
  }

  /** Sends GOAWAY and wants nothing more after that (nghttp2_session_terminate_session). */
  public void terminate(int errorCode) {
    checkOpen();
    commands.head(CommandEncoder.TERMINATE, 0, 0, 0);
    commands.putInt(-1);
    commands.putInt(errorCode);
  }

  /** The first GOAWAY of a graceful shutdown, RFC 9113 section 6.8 (nghttp2_submit_shutdown_notice). Servers only. */
  public void submitShutdownNotice() {
    checkOpen();
    commands.head(CommandEncoder.SHUTDOWN_NOTICE, 0, 0, 0);
  }

  /**
   * nghttp2_submit_settings. A session begins with this, flushed before anything is received: the peer must not see the
   * acknowledgement of its own SETTINGS first (RFC 9113 section 3.4).
   *
   * @param idsAndValues at most 32 ids and values in turn, values as unsigned 32-bit numbers
   */
  public void submitSettings(int... idsAndValues) {
    checkOpen();
    if (idsAndValues.length % 2 != 0 || idsAndValues.length > 64) {
      throw new IllegalArgumentException(idsAndValues.length + " numbers; ids and values come in at most 32 pairs");
    }
    commands.head(CommandEncoder.SETTINGS, 0, idsAndValues.length / 2, 0);
    for (int number : idsAndValues) {
      commands.putInt(number);
    }
  }

  /** nghttp2_submit_ping */
  public void submitPing(long opaqueData) {
    checkOpen();
    commands.head(CommandEncoder.PING, 0, 0, 0);
    commands.putPing(opaqueData);
  }

  /** The size of a stream's receive window, or of the connection's for stream 0 (nghttp2_session_set_local_window_size). */
  public void setLocalWindowSize(int streamId, int bytes) {
    checkOpen();
    commands.head(CommandEncoder.LOCAL_WINDOW, 0, 0, streamId);
    commands.putInt(bytes);
  }

  /** PRIORITY_UPDATE of RFC 9218 section 7 (nghttp2_submit_priority_update). Clients only. */
  public void submitPriorityUpdate(int streamId, byte[] fieldValue) {
    checkOpen();
    commands.head(CommandEncoder.PRIORITY_UPDATE, 0, 0, streamId);
    commands.putBytes(fieldValue);
  }

  /**
   * After an upgrade from HTTP/1.1: stream 1 is the request that asked for it (nghttp2_session_upgrade2).
   *
   * @param settingsPayload the decoded HTTP2-Settings field
   * @param headRequest whether that request's method was HEAD
   * @throws SessionException if the payload is malformed
   */
  public void upgrade(byte[] settingsPayload, boolean headRequest) {
    checkOpen();
    int result = Natives.sessionUpgrade2(handle, settingsPayload, headRequest);
    if (result < 0) {
      throw new SessionException("HTTP2-Settings is not a SETTINGS payload", result);
    }
    if (type == SessionType.CLIENT) {
      nextStreamId = 3;
    }
  }

  // --- what the library knows ---

  /** Bytes that may be sent on a stream, or on the connection for stream 0; -1 if there is no such stream. */
  public int remoteWindowSize(int streamId) {
    return (int) get(Natives.GET_REMOTE_WINDOW_SIZE, streamId);
  }

  /** Bytes that the peer may still send on a stream, or on the connection for stream 0; -1 if there is no such stream. */
  public int localWindowSize(int streamId) {
    return (int) get(Natives.GET_LOCAL_WINDOW_SIZE, streamId);
  }

  /** Frames that wait to be sent (nghttp2_session_get_outbound_queue_size). */
  public int outboundQueueSize() {
    return (int) get(Natives.GET_OUTBOUND_QUEUE_SIZE, 0);
  }

  /** The largest id of a stream of the peer that reached the listener. */
  public int lastProcessedStreamId() {
    return (int) get(Natives.GET_LAST_PROC_STREAM_ID, 0);
  }

  /** Whether a client may open another stream now (nghttp2_session_check_request_allowed). */
  public boolean isRequestAllowed() {
    return get(Natives.GET_REQUEST_ALLOWED, 0) == 1;
  }

  /** Streams that are open. */
  public int openStreams() {
    return (int) get(Natives.GET_OPEN_STREAMS, 0);
  }

  /** The state of a stream, or {@code null} if the library has none of that id. */
  public StreamState streamState(int streamId) {
    int number = (int) get(Natives.GET_STREAM_STATE, streamId);
    return number <= 0 ? null : StreamState.values()[number - 1];
  }

  /** How often this session entered native code to read or write. */
  public long nativeCalls() {
    return nativeCalls;
  }

  private long get(int what, int streamId) {
    checkOpen();
    return Natives.sessionGet(handle, what, streamId);
  }

  public boolean isClosed() {
    return handle == 0;
  }

  /** Frees the native session. Streams that are open are not told to any listener. A second close does nothing. */
  @Override
  public void close() {
    if (handle != 0) {
      Natives.sessionDel(handle);
      handle = 0;
      leak.closed();
    }
  }

  private void enter() {
    checkOpen();
    if (calling) {
      throw new IllegalStateException("receive and flush cannot be called from a listener of the same session");
    }
    calling = true;
  }

  private void checkOpen() {
    if (handle == 0) {
      throw new IllegalStateException("the session is closed");
    }
  }
}
