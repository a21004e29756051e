package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.wire.CommandEncoder;
import io.github.vertxnghttp2.binding.wire.FrameDecoder;
import io.github.vertxnghttp2.binding.wire.RecordingDecoder;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.recording.SessionRecording;
import io.netty.buffer.ByteBuf;

import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * An nghttp2 session: {@link #receive} takes bytes, {@link #flush} gives bytes, and a listener is notified of what
 * happened.
 *
 * <p>The submit methods write commands without entering native code. The next {@code flush} carries them out in their
 * order. {@link #state} asks the library.
 *
 * <p>A session belongs to one thread at a time. It holds native memory until it is closed. Any use after that is an
 * {@link IllegalStateException}.
 *
 * <p>If a listener or an output throws, {@code receive} or {@code flush} throws the same, an {@link Error} too, and the
 * session is closed: the events that remain cannot be reported later.
 *
 * <p>Error codes are those of RFC 9113 section 7. A header list that is longer than the library sends is a
 * {@link HeaderBlockTooLargeException}, and nothing of it is submitted.
 */
public final class Session implements AutoCloseable {
  /** The most bytes of debug data that {@link #submitGoaway} accepts: 16,376. */
  public static final int DEBUG_DATA_MAX = ConnectionCommands.DEBUG_DATA_MAX;

  private final CommandEncoder commands = new CommandEncoder();
  private final EventDecoder decoder = new EventDecoder();
  final NativeSession nativeSession;
  private final SessionIo io;
  private final SessionState state;
  private final StreamCommands streams;
  private final ConnectionCommands connection;

  /**
   * @throws NativeLibraryException if the library cannot be loaded
   * @throws SessionException if the library refuses an option, or native memory is short
   * @throws UnsupportedOperationException if the library lacks what an option needs
   */
  public Session(SessionType type, SessionOptions options) {
    nativeSession = NativeSession.open(type, options);
    io = new SessionIo(nativeSession, commands, decoder);
    state = new SessionState(nativeSession);
    streams = new StreamCommands(nativeSession, commands, options);
    connection = new ConnectionCommands(nativeSession, commands);
    streams.readNextStreamId();
  }

  /** Client or server. */
  public SessionType type() {
    return nativeSession.type();
  }

  /** What the library knows of windows, streams, settings and HPACK tables. */
  public SessionState state() {
    return state;
  }

  // --- bytes in, bytes out ---

  /**
   * Reads all of the input (nghttp2_session_mem_recv) and notifies the listener of what it held.
   *
   * @param input direct; its reader index moves to the end
   * @throws SessionException if the session cannot go on. The listener was notified of the reason. Flush once
   *   more, then close
   */
  public void receive(ByteBuf input, SessionListener listener) {
    io.receive(input, listener);
  }

  /**
   * Carries out the commands, fills the writable bytes of {@code out} with frames (nghttp2_session_mem_send), and hands
   * them to {@code output}, with the places where body bytes belong.
   *
   * @param out direct, with room for at least 20 KiB
   * @param bodyBudget bytes of bodies after which no more are asked for
   * @return whether there is more to send, for which {@code out} or the budget was too small
   * @throws SessionException if the session cannot go on
   */
  public boolean flush(ByteBuf out, int bodyBudget, SessionListener listener, SessionOutput output) {
    return io.flush(out, bodyBudget, listener, output);
  }

  /**
   * Whether a flush is due for commands. {@link #consume} makes one due only when {@link #creditBatch} bytes have been
   * collected.
   */
  public boolean hasCommands() {
    return commands.isFlushDue();
  }

  /**
   * Whether a {@link #flush} has anything to do: commands wait, or the library had something to send after the last
   * call (nghttp2_session_want_write).
   */
  public boolean isWriteWanted() {
    return io.isWriteWanted() || hasCommands();
  }

  /**
   * Whether the session has anything left to read or write (nghttp2_session_want_read, nghttp2_session_want_write),
   * after the last call.
   */
  public boolean isWanted() {
    return io.isReadOrWriteWanted() || hasCommands();
  }

  /**
   * Gives back memory that a silent session does not need, and that the next request makes again.
   *
   * @return false if the session has something to do
   */
  public boolean rest() {
    boolean resting = !isWriteWanted() && nativeSession.rest();
    if (resting) {
      decoder.rest();
      commands.rest();
    }
    return resting;
  }

  /** Whether the session has not been used since {@link #rest} gave back memory. Any use takes the memory again. */
  public boolean isResting() {
    return nativeSession.isResting();
  }

  /** Whether the input received so far ends within a header block. */
  public boolean isInHeaderBlock() {
    return io.isInHeaderBlock();
  }

  /**
   * The well-formed fields of the header block that was received last. In {@link SessionListener#onInvalidFrame} of
   * HEADERS or PUSH_PROMISE, that is the block which was refused.
   */
  public HeaderList unfinishedFields() {
    return decoder.unfinishedFields();
  }

  /**
   * About how many bytes the received fields take that came last, without those that the peer has sent before and that
   * {@link SessionState#internedBytes} counts.
   */
  public int literalBytes() {
    return decoder.literalBytes();
  }

  /** Bytes of the commands that wait for the next flush. */
  public int commandBytes() {
    return commands.length();
  }

  /**
   * Drops the commands that wait for the next flush and concern closed streams: responses, other header blocks and
   * bodies. The library would ignore them.
   *
   * @param closed given a stream id: whether {@link SessionListener#onStreamClosed} was called for that stream
   */
  public void dropCommands(IntPredicate closed) {
    nativeSession.checkOpen();
    commands.drop(closed);
  }

  /**
   * What was recorded until now, see {@link SessionOptions#setRecorderBytes}. Neither this nor {@link #recordedTime}
   * wakes a session that rests.
   *
   * @param frames whether the recording is to have the frames
   * @return {@code null} without a recorder, or when memory is short
   */
  public SessionRecording recording(boolean frames) {
    byte[] numbers = nativeSession.recording(frames);
    return numbers == null ? null : RecordingDecoder.decode(numbers);
  }

  /** The time of the last read or write, by {@link RecordingClock}; 0 without a recorder. */
  public long recordedTime() {
    return nativeSession.time();
  }

  /** Whether {@link #receive} or {@link #flush} runs, and calls the listener. */
  public boolean isInCall() {
    return io.isInCall();
  }

  /** How often this session entered native code to read or write. */
  public long nativeCalls() {
    return nativeSession.readsAndWrites();
  }

  /**
   * Sets the listener that is notified of each frame, from the next {@link #flush} on. It is notified of a frame before
   * the {@link SessionListener} is notified of the events in that frame. For a DATA frame that arrives in several
   * reads, it is notified at the last of them. It is not notified of a received frame that began before that flush.
   * Frames are recorded only while there is a listener.
   *
   * @param listener {@code null} for none
   */
  public void frameListener(FrameListener listener) {
    nativeSession.checkOpen();
    FrameDecoder frames = decoder.frames();
    if (frames.hasListener() != (listener != null)) {
      connection.frameLog(listener != null);
    }
    frames.listener(listener);
  }

  /**
   * After an upgrade from HTTP/1.1: stream 1 is the request that asked for it (nghttp2_session_upgrade2).
   *
   * @param settingsPayload the decoded HTTP2-Settings field
   * @param headRequest whether that request's method was HEAD
   * @throws SessionException if the payload is malformed, or streams have been opened
   */
  public void upgrade(byte[] settingsPayload, boolean headRequest) {
    Objects.requireNonNull(settingsPayload, "settingsPayload");
    streams.checkNoRequestWaits();
    io.upgrade(settingsPayload, headRequest);
    streams.readNextStreamId();
  }

  /** Whether {@link #close} was called. */
  public boolean isClosed() {
    return nativeSession.isClosed();
  }

  /**
   * Frees the native session. The listener is not notified of streams that are open. A second close does nothing.
   *
   * @throws IllegalStateException while another thread is in a native call of the session
   */
  @Override
  public void close() {
    nativeSession.close();
  }

  // --- requests and responses ---

  /**
   * Opens a stream with a request (nghttp2_submit_request2).
   *
   * @param headers the pseudo-header fields first
   * @param endStream whether there is no body
   * @return the stream's id. If the library refuses the request, {@link SessionListener#onSubmitFailed} gets that id
   */
  public int submitRequest(HeaderList headers, boolean endStream) {
    return streams.request(headers, null, endStream);
  }

  /**
   * As {@link #submitRequest(HeaderList, boolean)}, with a priority as of {@link #submitPriority}.
   *
   * @param priority {@code null} for none
   */
  public int submitRequest(HeaderList headers, PrioritySpec priority, boolean endStream) {
    return streams.request(headers, priority, endStream);
  }

  /** Sends a response (nghttp2_submit_response2), without pseudo-header fields in the list. */
  public void submitResponse(int streamId, int status, HeaderList headers, boolean endStream) {
    streams.response(streamId, status, headers, endStream);
  }

  /** As {@link #submitResponse(int, int, HeaderList, boolean)}, with a priority as of {@link #submitPriority}. */
  public void submitResponse(int streamId, int status, HeaderList headers, PrioritySpec priority, boolean endStream) {
    streams.response(streamId, status, headers, priority, endStream);
  }

  /** As {@link #submitResponse(int, int, HeaderList, boolean)}, for fields that have been checked. */
  public void submitResponse(int streamId, int status, OutboundFields headers, boolean endStream) {
    streams.response(streamId, status, headers, endStream);
  }

  /** Sends an informational response, status 100 to 199 but 101 (RFC 9113 section 8.1; nghttp2_submit_headers). */
  public void submitInformational(int streamId, int status, HeaderList headers) {
    streams.informational(streamId, status, headers);
  }

  /**
   * Sends any header block on an open stream of the peer, in place of {@link #submitResponse}
   * (nghttp2_submit_headers). The list has its pseudo-header fields itself. Unless it ends the stream, a body may
   * follow (nghttp2_submit_data2).
   */
  public void submitHeaders(int streamId, HeaderList headers, boolean endStream) {
    streams.headers(streamId, headers, endStream);
  }

  /** Ends the body, and the stream, with trailers (nghttp2_submit_trailer). */
  public void submitTrailer(int streamId, HeaderList trailers) {
    streams.trailers(streamId, trailers);
  }

  /**
   * Promises the response to a request that the server made up (nghttp2_submit_push_promise). {@code submitResponse}
   * follows on the stream that is returned. Servers only.
   *
   * @param streamId the stream of the client's request
   * @return the promised stream's id. If the library refuses it, {@link SessionListener#onSubmitFailed} gets that
   *   id
   */
  public int submitPushPromise(int streamId, HeaderList request) {
    return streams.pushPromise(streamId, request);
  }

  /** nghttp2_submit_rst_stream */
  public void submitRstStream(int streamId, int errorCode) {
    streams.rstStream(streamId, errorCode);
  }

  /**
   * The id of the next stream that this side opens (nghttp2_session_get_next_stream_id); negative if they are used
   * up.
   */
  public int nextStreamId() {
    return streams.nextStreamId();
  }

  /** Leaves ids out (nghttp2_session_set_next_stream_id). */
  public void setNextStreamId(int streamId) {
    streams.setNextStreamId(streamId);
  }

  // --- bodies ---

  /**
   * Announces {@code bytes} more of the body (nghttp2_session_resume_data). The caller keeps them until
   * {@link SessionOutput#body} asks for them.
   */
  public void pushData(int streamId, int bytes, boolean end) {
    streams.announceData(streamId, bytes, end);
  }

  /**
   * Copies a piece of the body, at most a few KiB, which goes out with the frames. All bytes that {@link #pushData}
   * announced must have been sent. The buffer is neither released nor moved.
   */
  public void submitData(int streamId, ByteBuf data, boolean end) {
    streams.inlineData(streamId, data, end);
  }

  /**
   * The application has read {@code bytes} of the stream's body. That credits the stream's window, and the
   * connection's unless it was credited on arrival (nghttp2_session_consume, nghttp2_session_consume_stream;
   * {@link FlowControl}).
   */
  public void consume(int streamId, int bytes) {
    streams.consume(streamId, bytes);
  }

  /**
   * Sets how many bytes {@link #consume} collects before {@link #hasCommands} is true because of them. The library
   * sends no WINDOW_UPDATE before half of a window is consumed, so a quarter of the smallest window delays no peer.
   *
   * @param bytes 0 (initially) for a flush after each
   */
  public void creditBatch(int bytes) {
    commands.creditBatch(Range.size("bytes", bytes));
  }

  /** Credits the stream's window only (nghttp2_session_consume_stream). */
  public void consumeStream(int streamId, int bytes) {
    streams.consumeStream(streamId, bytes);
  }

  /**
   * Credits the connection's window only (nghttp2_session_consume_connection).
   *
   * @throws IllegalStateException unless the session has {@link FlowControl#BY_HAND}
   */
  public void consumeConnection(int bytes) {
    streams.consumeConnection(bytes);
  }

  /** Changes what {@link SessionOptions#setMaxUnread} set. @param bytes 0 for no limit */
  public void setMaxUnread(int bytes) {
    connection.maxUnread(bytes);
  }

  /**
   * The size of a stream's receive window, or the connection's for stream 0 (nghttp2_session_set_local_window_size).
   */
  public void setLocalWindowSize(int streamId, int bytes) {
    connection.localWindowSize(streamId, bytes, false);
  }

  /**
   * As {@link #setLocalWindowSize}. With {@link FlowControl#CONNECTION_ON_ARRIVAL} this also credits what was consumed
   * before (nghttp2_submit_window_update). The library would wait until half of the new window is consumed.
   */
  public void setLocalWindowSizeAndCredit(int streamId, int bytes) {
    connection.localWindowSize(streamId, bytes, true);
  }

  /** Widens a stream's receive window, or the connection's for stream 0 (nghttp2_submit_window_update). */
  public void submitWindowUpdate(int streamId, int increment) {
    connection.windowUpdate(streamId, increment);
  }

  // --- the connection ---

  /**
   * nghttp2_submit_settings. A session begins with this, flushed before anything is received: the peer must not see the
   * acknowledgement of its own SETTINGS first (RFC 9113 section 3.4).
   *
   * @param idsAndValues at most 32 ids and values in turn, values as unsigned 32-bit numbers
   */
  public void submitSettings(int... idsAndValues) {
    connection.settings(idsAndValues);
  }

  /** nghttp2_submit_ping */
  public void submitPing(long opaqueData) {
    connection.ping(opaqueData);
  }

  /** Acknowledges a PING, for sessions with {@link SessionOptions#setNoAutoPingAck}. */
  public void submitPingAck(long opaqueData) {
    connection.pingAck(opaqueData);
  }

  /**
   * nghttp2_submit_goaway
   *
   * @param lastStreamId -1 for the last that was processed
   * @param debugData at most {@link #DEBUG_DATA_MAX} bytes
   */
  public void submitGoaway(int lastStreamId, int errorCode, byte[] debugData) {
    connection.goaway(lastStreamId, errorCode, debugData);
  }

  /** The first GOAWAY of a graceful shutdown, RFC 9113 section 6.8 (nghttp2_submit_shutdown_notice). Servers only. */
  public void submitShutdownNotice() {
    connection.shutdownNotice();
  }

  /** As {@link #terminate(int, int)} with the last stream that was processed (nghttp2_session_terminate_session). */
  public void terminate(int errorCode) {
    connection.terminate(-1, errorCode);
  }

  /**
   * Sends GOAWAY and wants nothing more after that (nghttp2_session_terminate_session2).
   *
   * @param lastStreamId -1 for the last that was processed
   */
  public void terminate(int lastStreamId, int errorCode) {
    connection.terminate(lastStreamId, errorCode);
  }

  // --- priorities, frames beyond RFC 9113 ---

  /**
   * PRIORITY of RFC 7540 section 6.3 (nghttp2_submit_priority). Nothing is sent if the stream is closed, if the peer's
   * SETTINGS have NO_RFC7540_PRIORITIES, or by libnghttp2 1.65.0 and newer.
   *
   * @param priority does not depend on the stream itself; the weight is 1 to 256
   */
  public void submitPriority(int streamId, PrioritySpec priority) {
    streams.priority(streamId, priority);
  }

  /**
   * PRIORITY_UPDATE of RFC 9218 section 7 (nghttp2_submit_priority_update). Clients only; without effect unless the
   * server's SETTINGS have NO_RFC7540_PRIORITIES.
   */
  public void submitPriorityUpdate(int streamId, byte[] fieldValue) {
    streams.priorityUpdate(streamId, fieldValue);
  }

  /**
   * Changes the priority that a server gives to a stream (nghttp2_session_change_extpri_stream_priority). Servers only;
   * without effect unless our first SETTINGS had NO_RFC7540_PRIORITIES, and on a stream that is closed or that waits
   * for its PUSH_PROMISE to be sent.
   *
   * @param ignoreClientSignal whether PRIORITY_UPDATE frames no longer count for the stream
   */
  public void changePriority(int streamId, Priority priority, boolean ignoreClientSignal) {
    streams.changePriority(streamId, priority, ignoreClientSignal);
  }

  /**
   * Sends a frame of any type beyond those of RFC 9113 (nghttp2_submit_extension).
   *
   * @param frameType 10 to 255
   * @param flags 0 to 255
   * @param streamId 0 for the connection
   * @param payload at most 16,384 bytes
   */
  public void submitExtension(int frameType, int flags, int streamId, byte[] payload) {
    connection.extension(frameType, flags, streamId, payload);
  }

  /**
   * ALTSVC of RFC 7838 section 4 (nghttp2_submit_altsvc). Servers only.
   *
   * @param origin for stream 0; empty for another stream, whose request has one
   */
  public void submitAltSvc(int streamId, String origin, String fieldValue) {
    connection.altSvc(streamId, origin, fieldValue);
  }

  /** ORIGIN of RFC 8336 (nghttp2_submit_origin). Servers only. At most 16,384 bytes, with two more for each origin. */
  public void submitOrigin(List<String> origins) {
    connection.origin(origins);
  }
}
