package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.jni.Natives;
import io.github.vertxnghttp2.binding.wire.CommandEncoder;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.Priority;
import io.netty.buffer.ByteBuf;

/**
 * What can be submitted for the streams of a {@link Session}. A header list that is longer than the library sends is a
 * {@link HeaderBlockTooLargeException}, and nothing of it is submitted.
 */
abstract class StreamCommands extends SessionQueries {
  final CommandEncoder commands;
  final WaitingCredit credit = new WaitingCredit();
  private final FlowControl flowControl;
  private final int maxHeaderBlock;
  private int nextStreamId;

  StreamCommands(SessionType type, SessionOptions options, CommandEncoder commands) {
    super(type);
    this.commands = commands;
    flowControl = options.flowControl();
    maxHeaderBlock = options.maxSendHeaderBlockLength();
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
    if (type() == SessionType.SERVER) {
      throw new IllegalStateException("a server session cannot send requests");
    }
    int streamId = newStreamId();
    commands.fields(CommandEncoder.REQUEST, endStream ? CommandEncoder.END_STREAM : 0, streamId, 0, headers);
    commitFields();
    nextStreamId += 2;
    return streamId;
  }

  /** Answers a request (nghttp2_submit_response2). The list has no pseudo-header fields. */
  public void submitResponse(int streamId, int status, HeaderList headers, boolean endStream) {
    checkOpen();
    commands.fields(CommandEncoder.RESPONSE, endStream ? CommandEncoder.END_STREAM : 0, Range.streamId(streamId), status,
      headers);
    commitFields();
  }

  /** As {@link #submitResponse(int, int, HeaderList, boolean)}, for fields that have been checked. */
  public void submitResponse(int streamId, int status, OutboundFields headers, boolean endStream) {
    checkOpen();
    HeaderList list = headers.madeList();
    if (list != null) {
      submitResponse(streamId, status, list, endStream);
      return;
    }
    commands.fields(CommandEncoder.RESPONSE, endStream ? CommandEncoder.END_STREAM : 0, Range.streamId(streamId), status,
      headers.fields(), headers.size());
    commitFields();
  }

  /** Sends an informational response, status 100 to 199 but 101 (RFC 9113 section 8.1; nghttp2_submit_headers). */
  public void submitInformational(int streamId, int status, HeaderList headers) {
    checkOpen();
    if (status < 100 || status > 199 || status == 101) {
      throw new IllegalArgumentException("status is " + status + "; an informational response has 100 or 102 to 199");
    }
    commands.fields(CommandEncoder.HEADERS, 0, Range.streamId(streamId), status, headers);
    commitFields();
  }

  /**
   * Sends any header block on a stream of the peer that is open, in place of {@link #submitResponse}
   * (nghttp2_submit_headers); the list has its pseudo-header fields itself. Unless it ends the stream, a body may follow as
   * after the other methods (nghttp2_submit_data2).
   */
  public void submitHeaders(int streamId, HeaderList headers, boolean endStream) {
    checkOpen();
    commands.fields(CommandEncoder.HEADERS, endStream ? CommandEncoder.END_STREAM : CommandEncoder.BODY,
      Range.streamId(streamId), 0, headers);
    commitFields();
  }

  /** Ends the body, and the stream, with trailers (nghttp2_submit_trailer). */
  public void submitTrailer(int streamId, HeaderList trailers) {
    checkOpen();
    commands.fields(CommandEncoder.TRAILERS, 0, Range.streamId(streamId), 0, trailers);
    commitFields();
  }

  /**
   * Promises the response to a request that was not made (nghttp2_submit_push_promise); {@code submitResponse} follows on
   * the stream that is returned. Servers only.
   *
   * @param streamId the stream of the request that led to it
   * @return the promised stream's id; should the library refuse, {@link SessionListener#onSubmitFailed} names it
   */
  public int submitPushPromise(int streamId, HeaderList request) {
    checkServer("promise streams");
    int promisedId = newStreamId();
    commands.fields(CommandEncoder.PUSH_PROMISE, 0, Range.streamId(streamId), 0, request);
    checkHeaderBlock();
    commands.putInt(promisedId);
    commands.commit();
    nextStreamId += 2;
    return promisedId;
  }

  private void commitFields() {
    checkHeaderBlock();
    commands.commit();
  }

  private void checkHeaderBlock() {
    int tooLong = commands.headerBlockBeyond(maxHeaderBlock);
    if (tooLong > 0) {
      throw new HeaderBlockTooLargeException(tooLong, maxHeaderBlock);
    }
  }

  /** {@code bytes} more of the body are there; {@link SessionOutput#body} will ask for them (nghttp2_session_resume_data). */
  public void pushData(int streamId, int bytes, boolean end) {
    checkOpen();
    Range.size("bytes", bytes);
    commands.head(CommandEncoder.PUSH_DATA, end ? CommandEncoder.END_STREAM : 0, 0, Range.streamId(streamId));
    commands.putInt(bytes);
    commands.commit();
  }

  /**
   * Copies a small piece of the body, at most a few KiB, so that it goes out with the frames. Not while bytes announced by
   * {@link #pushData} are unsent. The buffer is neither released nor moved.
   */
  public void submitData(int streamId, ByteBuf data, boolean end) {
    checkOpen();
    commands.inlineData(Range.streamId(streamId), data, end);
  }

  /** nghttp2_submit_rst_stream */
  public void submitRstStream(int streamId, int errorCode) {
    checkOpen();
    commands.head(CommandEncoder.RST_STREAM, 0, 0, Range.streamId(streamId));
    commands.putInt(errorCode);
    commands.commit();
  }

  // --- bodies that come in ---

  /**
   * The application has read {@code bytes} of the stream's body. They credit its window, and the connection's unless that
   * was credited when they came (nghttp2_session_consume, nghttp2_session_consume_stream; {@link FlowControl}).
   * They may wait for company: see {@link #creditBatch}.
   */
  public void consume(int streamId, int bytes) {
    checkOpen();
    Range.size("bytes", bytes);
    int before = commands.count();
    commands.consume(Range.streamId(streamId), bytes);
    credit.add(commands.count() - before, bytes);
  }

  /**
   * How many bytes {@link #consume} gathers before a flush is due for them alone. The library says nothing of them to the peer
   * before half of a window is consumed, so a quarter of the smallest window delays no peer.
   *
   * @param bytes 0 (initially) for a flush after each
   */
  public void creditBatch(int bytes) {
    credit.batch(Range.size("bytes", bytes));
  }

  /** Credits the stream's window only (nghttp2_session_consume_stream). */
  public void consumeStream(int streamId, int bytes) {
    consumeWindow(Range.streamId(streamId), bytes);
  }

  /**
   * Credits the connection's window only (nghttp2_session_consume_connection).
   *
   * @throws IllegalStateException unless the session has {@link FlowControl#BY_HAND}
   */
  public void consumeConnection(int bytes) {
    if (flowControl != FlowControl.BY_HAND) {
      throw new IllegalStateException("the session's flow control is " + flowControl + ", which credits the connection by"
        + " itself; set SessionOptions.flowControl to BY_HAND");
    }
    consumeWindow(0, bytes);
  }

  private void consumeWindow(int streamId, int bytes) {
    checkOpen();
    Range.size("bytes", bytes);
    commands.head(CommandEncoder.CONSUME_WINDOW, 0, 0, streamId);
    commands.putInt(bytes);
    commands.commit();
  }

  // --- priorities ---

  /**
   * PRIORITY_UPDATE of RFC 9218 section 7 (nghttp2_submit_priority_update). Clients only; without effect unless the server's
   * SETTINGS have NO_RFC7540_PRIORITIES.
   */
  public void submitPriorityUpdate(int streamId, byte[] fieldValue) {
    checkOpen();
    Range.check("length of fieldValue", fieldValue.length, 0, Range.PAYLOAD_MAX - 4);
    commands.head(CommandEncoder.PRIORITY_UPDATE, 0, 0, Range.streamId(streamId));
    commands.putBytes(fieldValue);
    commands.commit();
  }

  /**
   * Changes the priority by which a stream is served (nghttp2_session_change_extpri_stream_priority). Servers only; without
   * effect unless our first SETTINGS had NO_RFC7540_PRIORITIES.
   *
   * @param ignoreClientSignal whether PRIORITY_UPDATE frames no longer count for the stream
   */
  public void changePriority(int streamId, Priority priority, boolean ignoreClientSignal) {
    checkServer("change by which priority a stream is served");
    commands.head(CommandEncoder.PRIORITY, ignoreClientSignal ? CommandEncoder.IGNORE_CLIENT : 0,
      priority.urgency() | (priority.incremental() ? 0x100 : 0), Range.streamId(streamId));
    commands.commit();
  }

  // --- ids ---

  /** The id of the next stream that this side opens (nghttp2_session_get_next_stream_id); negative if they are used up. */
  public int nextStreamId() {
    checkOpen();
    return nextStreamId;
  }

  /** Leaves ids out (nghttp2_session_set_next_stream_id). */
  public void setNextStreamId(int streamId) {
    checkOpen();
    if (nextStreamId < 0 || streamId < nextStreamId || (streamId & 1) != (nextStreamId & 1)) {
      throw new IllegalArgumentException("next stream id is " + streamId + "; this side's are " + (nextStreamId < 0
        ? "used up" : ((nextStreamId & 1) == 0 ? "even" : "odd") + " and at least " + nextStreamId));
    }
    commands.head(CommandEncoder.NEXT_STREAM_ID, 0, 0, streamId);
    commands.commit();
    nextStreamId = streamId;
  }

  private int newStreamId() {
    if (nextStreamId < 0) {
      throw new IllegalStateException("the stream ids of this connection are used up; open another connection");
    }
    return nextStreamId;
  }

  /** The library would give its id to stream 1 of an upgrade. */
  final void checkNoRequestWaits() {
    if (nextStreamId != (int) get(Natives.GET_NEXT_STREAM_ID, 0)) {
      throw new IllegalStateException("streams have been opened; an upgrade goes before them");
    }
  }

  /** Counts as the library does, while no commands wait. */
  final void countStreamIds() {
    nextStreamId = (int) get(Natives.GET_NEXT_STREAM_ID, 0);
  }
}
