package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.wire.CommandEncoder;
import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.netty.buffer.ByteBuf;

import java.util.Objects;

/** Writes the commands of a {@link Session} that concern one stream. The session's methods describe them. */
final class StreamCommands {
  private final NativeSession session;
  private final CommandEncoder commands;
  private final FlowControl flowControl;
  private final int maxHeaderBlock;
  private int nextStreamId;

  StreamCommands(NativeSession session, CommandEncoder commands, SessionOptions options) {
    this.session = session;
    this.commands = commands;
    flowControl = options.flowControl();
    maxHeaderBlock = options.maxSendHeaderBlockLength();
    commands.neverIndexNewValues(options.isNeverIndexNewValues());
  }

  // --- messages ---

  /** @param priority {@code null} for none */
  int request(HeaderList headers, PrioritySpec priority, boolean endStream) {
    session.checkOpen();
    if (session.type() == SessionType.SERVER) {
      throw new IllegalStateException("a server session cannot send requests");
    }
    int streamId = newStreamId();
    int flags = endStream(endStream);
    commands.fields(Wire.Command.REQUEST, priority == null ? flags : flags | Wire.CommandFlag.PRIORITY, streamId, 0,
      headers);
    commitFields(streamId, priority);
    nextStreamId += 2;
    return streamId;
  }

  void response(int streamId, int status, HeaderList headers, boolean endStream) {
    session.checkOpen();
    commands.fields(Wire.Command.RESPONSE, endStream(endStream), Range.streamId(streamId), status, headers);
    commitFields();
  }

  /** The command RESPONSE has no priority. */
  void response(int streamId, int status, HeaderList headers, PrioritySpec priority, boolean endStream) {
    session.checkOpen();
    int flags = Wire.CommandFlag.PRIORITY | (endStream ? Wire.CommandFlag.END_STREAM : Wire.CommandFlag.BODY);
    commands.fields(Wire.Command.HEADERS, flags, Range.streamId(streamId), status, headers);
    commitFields(streamId, Objects.requireNonNull(priority, "priority"));
  }

  void response(int streamId, int status, OutboundFields headers, boolean endStream) {
    HeaderList list = headers.madeList();
    if (list != null) {
      response(streamId, status, list, endStream);
      return;
    }
    session.checkOpen();
    commands.fields(Wire.Command.RESPONSE, endStream(endStream), Range.streamId(streamId), status, headers.fields(),
      headers.size());
    commitFields();
  }

  void informational(int streamId, int status, HeaderList headers) {
    session.checkOpen();
    if (status < 100 || status > 199 || status == 101) {
      throw new IllegalArgumentException("status is " + status
        + "; an informational response has 100 or 102 to 199");
    }
    commands.fields(Wire.Command.HEADERS, 0, Range.streamId(streamId), status, headers);
    commitFields();
  }

  void headers(int streamId, HeaderList headers, boolean endStream) {
    session.checkOpen();
    int flags = endStream ? Wire.CommandFlag.END_STREAM : Wire.CommandFlag.BODY;
    commands.fields(Wire.Command.HEADERS, flags, Range.streamId(streamId), 0, headers);
    commitFields();
  }

  void trailers(int streamId, HeaderList trailers) {
    session.checkOpen();
    commands.fields(Wire.Command.TRAILERS, 0, Range.streamId(streamId), 0, trailers);
    commitFields();
  }

  int pushPromise(int streamId, HeaderList request) {
    session.checkServer("promise streams");
    int promisedId = newStreamId();
    commands.fields(Wire.Command.PUSH_PROMISE, 0, Range.streamId(streamId), 0, request);
    checkHeaderBlock();
    commands.putInt(promisedId);
    commands.commit();
    nextStreamId += 2;
    return promisedId;
  }

  private static int endStream(boolean endStream) {
    return endStream ? Wire.CommandFlag.END_STREAM : 0;
  }

  private void commitFields() {
    checkHeaderBlock();
    commands.commit();
  }

  private void commitFields(int streamId, PrioritySpec priority) {
    checkHeaderBlock();
    if (priority != null) {
      put(streamId, priority);
    }
    commands.commit();
  }

  private void put(int streamId, PrioritySpec priority) {
    int dependency = Range.check("streamDependency", priority.streamDependency(), 0, Integer.MAX_VALUE);
    if (dependency == streamId) {
      throw new IllegalArgumentException("stream " + streamId
        + " is made to depend on itself, which RFC 7540 section 5.3.1 forbids");
    }
    commands.putInt(dependency | (priority.exclusive() ? 1 << Wire.Priority.EXCLUSIVE_SHIFT : 0));
    commands.putInt(Range.check("weight", priority.weight(), 1, Wire.Priority.WEIGHT_MAX));
  }

  private void checkHeaderBlock() {
    int tooLong = commands.headerBlockBeyond(maxHeaderBlock);
    if (tooLong > 0) {
      throw new HeaderBlockTooLargeException(tooLong, maxHeaderBlock);
    }
  }

  // --- bodies, resets ---

  void announceData(int streamId, int bytes, boolean end) {
    session.checkOpen();
    Range.size("bytes", bytes);
    commands.head(Wire.Command.PUSH_DATA, endStream(end), 0, Range.streamId(streamId));
    commands.putInt(bytes);
    commands.commit();
  }

  void inlineData(int streamId, ByteBuf data, boolean end) {
    session.checkOpen();
    commands.inlineData(Range.streamId(streamId), data, end);
  }

  void rstStream(int streamId, int errorCode) {
    session.checkOpen();
    commands.head(Wire.Command.RST_STREAM, 0, 0, Range.streamId(streamId));
    commands.putInt(errorCode);
    commands.commit();
  }

  // --- flow control of received bodies ---

  void consume(int streamId, int bytes) {
    session.checkOpen();
    commands.consume(Range.streamId(streamId), Range.size("bytes", bytes));
  }

  void consumeStream(int streamId, int bytes) {
    consumeWindow(Range.streamId(streamId), bytes);
  }

  void consumeConnection(int bytes) {
    if (flowControl != FlowControl.BY_HAND) {
      throw new IllegalStateException("the session's flow control is " + flowControl + ", which credits the connection"
        + " by itself; set SessionOptions.flowControl to BY_HAND");
    }
    consumeWindow(0, bytes);
  }

  private void consumeWindow(int streamId, int bytes) {
    session.checkOpen();
    Range.size("bytes", bytes);
    commands.head(Wire.Command.CONSUME_WINDOW, 0, 0, streamId);
    commands.putInt(bytes);
    commands.commit();
  }

  // --- priorities ---

  void priority(int streamId, PrioritySpec priority) {
    session.checkOpen();
    commands.head(Wire.Command.PRIORITY_FRAME, 0, 0, Range.streamId(streamId));
    put(streamId, priority);
    commands.commit();
  }

  void priorityUpdate(int streamId, byte[] fieldValue) {
    session.checkOpen();
    Range.check("length of fieldValue", fieldValue.length, 0, Wire.Size.PAYLOAD_MAX - 4);
    commands.head(Wire.Command.PRIORITY_UPDATE, 0, 0, Range.streamId(streamId));
    commands.putBytes(fieldValue);
    commands.commit();
  }

  void changePriority(int streamId, Priority priority, boolean ignoreClientSignal) {
    session.checkServer("change the priority of a stream");
    commands.head(Wire.Command.PRIORITY, ignoreClientSignal ? Wire.CommandFlag.IGNORE_CLIENT : 0,
      priority.urgency() | (priority.incremental() ? 0x100 : 0), Range.streamId(streamId));
    commands.commit();
  }

  // --- stream ids ---

  int nextStreamId() {
    session.checkOpen();
    return nextStreamId;
  }

  void setNextStreamId(int streamId) {
    session.checkOpen();
    if (nextStreamId < 0 || streamId < nextStreamId || (streamId & 1) != (nextStreamId & 1)) {
      throw new IllegalArgumentException("next stream id is " + streamId + "; this side's are " + (nextStreamId < 0
        ? "used up" : ((nextStreamId & 1) == 0 ? "even" : "odd") + " and at least " + nextStreamId));
    }
    commands.head(Wire.Command.NEXT_STREAM_ID, 0, 0, streamId);
    commands.commit();
    nextStreamId = streamId;
  }

  private int newStreamId() {
    if (nextStreamId < 0) {
      throw new IllegalStateException("the stream ids of this connection are used up; open another connection");
    }
    return nextStreamId;
  }

  /**
   * An upgrade gives id 1 to its request. If a request waited for the next flush, the library would give it that id.
   */
  void checkNoRequestWaits() {
    if (nextStreamId != libraryNextStreamId()) {
      throw new IllegalStateException("streams have been opened; an upgrade must come before them");
    }
  }

  /** Takes the next stream id from the library. No command may wait for the next flush. */
  void readNextStreamId() {
    nextStreamId = libraryNextStreamId();
  }

  private int libraryNextStreamId() {
    return (int) session.get(Wire.Query.NEXT_STREAM_ID, 0);
  }
}
