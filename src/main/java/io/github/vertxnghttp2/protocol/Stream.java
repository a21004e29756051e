package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.frame.StreamState;
import io.github.vertxnghttp2.protocol.checks.TrailerCheck;
import io.github.vertxnghttp2.protocol.output.OutboundBody;
import io.github.vertxnghttp2.protocol.output.WriteListener;
import io.github.vertxnghttp2.protocol.recorder.StreamRecord;
import io.github.vertxnghttp2.protocol.stream.PrioritySignals;
import io.github.vertxnghttp2.protocol.stream.ResponsePriority;
import io.github.vertxnghttp2.protocol.stream.SendProgress;
import io.github.vertxnghttp2.protocol.stream.StallClock;
import io.github.vertxnghttp2.protocol.stream.StreamVerdict;
import io.github.vertxnghttp2.recording.Labels;
import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * One request and its response, RFC 9113 section 5. Calls after the end of the stream do nothing: its listener has been
 * notified of the end.
 */
public final class Stream {
  private static final AtomicLongFieldUpdater<Stream> BYTES_RECEIVED =
    AtomicLongFieldUpdater.newUpdater(Stream.class, "bytesReceived");

  private final Connection connection;
  private StreamListener listener;
  private int id;
  /** Follows HEADERS and END_STREAM of both sides. A reset does not change it: that sets {@link #closed}. */
  private StreamState state;
  private SendProgress sending = SendProgress.WAITING;
  private OutboundBody body;
  private HeaderList receivedHead;
  private StreamVerdict verdict;
  private StallClock stallClock;
  private ClosedBy pendingClose;
  private boolean closed;
  private int informational;
  private long bytesSent;
  /** Written on the stream's thread only, and read by any thread. */
  private volatile long bytesReceived;
  private long bytesConsumed;
  /** Written on the event loop only, and read by any thread. */
  private volatile ResponsePriority responsePriority = ResponsePriority.DEFAULT;
  private int receiveWindow;
  /** {@code null} for none. */
  private volatile Labels labels;
  /** {@code null} without a recorder, and after the end. */
  private StreamRecord record;

  /** @param id 0 for a request that waits to be sent */
  Stream(Connection connection, int id, StreamState state) {
    this.connection = connection;
    this.id = id;
    this.state = state;
  }

  // --- the beginning of a request ---

  /** The head of the request ends it: this side sends no body. */
  void endWithHead() {
    sending = SendProgress.ENDED;
  }

  /**
   * The request was submitted. What was written while it waited follows.
   *
   * @param endStream whether the head ended it
   * @param trailers which were written while it waited, or {@code null}
   */
  void open(int streamId, boolean endStream, HeaderList trailers) {
    id = streamId;
    state = state.headersSent();
    boolean ends = sending.isEnded() && !endStream && trailers == null;
    if (!sending.isEnded()) {
      sending = SendProgress.STARTED;
    }
    connection.bodies().writeQueued(this, ends);
    if (trailers != null) {
      connection.headers().trailers(this, trailers);
    }
  }

  // --- what is known of it ---

  void record(StreamRecord begun) {
    record = begun;
  }

  /** What is recorded of it; {@code null} without a recorder, and after the end. Belongs to the event loop. */
  public StreamRecord record() {
    return record;
  }

  /** 0 while a request waits to be sent. */
  public int id() {
    return id;
  }

  /** The connection that the stream is part of. */
  public Connection connection() {
    return connection;
  }

  public void listener(StreamListener listener) {
    this.listener = listener;
  }

  public StreamListener listener() {
    return listener;
  }

  /**
   * The state by the frames that were received and sent. HEADERS and PUSH_PROMISE count as sent when they are
   * submitted, END_STREAM when the connection's output has passed it on.
   */
  public StreamState state() {
    return closed ? StreamState.CLOSED : state;
  }

  /** Whether the stream's listener was notified of its end, or is about to be. */
  public boolean isClosed() {
    return closed;
  }

  /** Whether the peer has ended its side. After the end of the stream: whether it had. */
  public boolean isRemoteEnded() {
    return !state.isRemoteOpen() && state != StreamState.IDLE;
  }

  /** Body bytes that were written here, and that the connection has not sent. */
  public long queuedBytes() {
    return body == null ? 0 : body.bytes();
  }

  /** Body bytes that were handed to the connection's output, or to the library to be sent in one piece. */
  public long bytesSent() {
    return bytesSent;
  }

  /** Body bytes that were received. From any thread. */
  public long bytesReceived() {
    return bytesReceived;
  }

  /** Body bytes that were received and not consumed. */
  public long unreadBytes() {
    return bytesReceived - bytesConsumed;
  }

  /** How many bytes of the peer's body may be gathered in memory. From any thread. */
  public int maxBodySize() {
    return connection.maxBodySize();
  }

  /** Why the stream ended early, as far as this side knows; or {@code null}. */
  public String fault() {
    return verdict == null ? null : verdict.reason();
  }

  /** What people want to know of the exchange beyond HTTP/2; {@code null} for nothing. From any thread. */
  public Labels labels() {
    return labels;
  }

  /** Sets a label. From any thread, but only from one at a time. */
  public void label(String name, String value) {
    labels = Labels.with(labels, name, value);
  }

  /** Sets the labels. @param all {@code null} for none */
  public void labels(Labels all) {
    labels = all;
  }

  // --- sending ---

  /** A response with a status of 200 or more; {@code endStream} if there is neither body nor trailers. */
  public void respond(int status, OutboundFields head, boolean endStream) {
    if (!closed) {
      responding(status, head.list(), endStream);
      connection.headers().response(this, status, head, endStream);
      if (connection.scheduling() != null && !endStream && head.contains(PrioritySignals.FIELD)) {
        connection.scheduling().responseBegins(this, head.list());
      }
    }
  }

  /** As {@link #respond(int, OutboundFields, boolean)}, with fields that are checked when they are submitted. */
  public void respond(int status, HeaderList head, boolean endStream) {
    if (!closed) {
      responding(status, head, endStream);
      connection.headers().response(this, status, head, endStream);
      schedule(head, endStream);
    }
  }

  /** As {@link #respond(int, HeaderList, boolean)}, with a priority of RFC 7540 section 5.3. */
  public void respond(int status, HeaderList head, PrioritySpec priority, boolean endStream) {
    if (!closed) {
      responding(status, head, endStream);
      connection.headers().response(this, status, head, priority, endStream);
      schedule(head, endStream);
    }
  }

  private void schedule(HeaderList head, boolean endStream) {
    if (connection.scheduling() != null && !endStream) {
      connection.scheduling().responseBegins(this, head);
    }
  }

  private void responding(int status, HeaderList head, boolean endStream) {
    state = state.headersSent();
    if (record != null) {
      connection.recorder().responding(record, status, head);
    }
    if (endStream) {
      sending = SendProgress.ENDED;
    } else if (sending == SendProgress.WAITING) {
      sending = SendProgress.STARTED;
    }
  }

  /** An informational response. */
  public void inform(int status, HeaderList head) {
    if (!closed) {
      state = state.headersSent();
      connection.headers().informational(this, status, head);
    }
  }

  /**
   * Promises the response to another request, RFC 9113 section 8.4; servers only. The caller gives the promised
   * stream its listener, and responds on it.
   *
   * @param head the pseudo-header fields first
   * @throws IllegalStateException if the stream ids are used up
   */
  public Stream promise(HeaderList head) {
    return connection.promise(this, head);
  }

  /**
   * Writes body bytes, and takes over the buffer.
   *
   * @param written notified whether the bytes were sent, or {@code null}
   */
  public void write(ByteBuf data, boolean endStream, WriteListener written) {
    if (closed || sending.isEnded()) {
      data.release();
      if (written != null) {
        written.onWritten(false);
      }
      return;
    }
    if (endStream) {
      sending = SendProgress.ENDED;
    }
    connection.bodies().write(this, data, endStream, written);
  }

  /** Ends the body with trailers. */
  public void end(HeaderList trailers) {
    if (closed || sending.isEnded()) {
      return;
    }
    sending = SendProgress.ENDED;
    if (id == 0) {
      connection.keepTrailers(this, trailers);
      connection.dirty();
    } else {
      connection.headers().trailers(this, trailers);
    }
  }

  /** Sends PRIORITY, RFC 7540 section 6.3. Not for a request that waits to be sent. */
  public void prioritize(PrioritySpec priority) {
    if (!closed) {
      connection.session().submitPriority(id, priority);
      connection.dirty();
    }
  }

  /** The priority of a server's response, RFC 9218. From any thread. */
  public Priority priority() {
    return responsePriority.value();
  }

  /** Chooses the priority of a server's response. Signals of the client no longer count. */
  public void choosePriority(Priority priority) {
    if (!closed && connection.scheduling() != null) {
      connection.scheduling().choose(this, priority);
    }
  }

  ResponsePriority responsePriority() {
    return responsePriority;
  }

  void responsePriority(ResponsePriority priority) {
    responsePriority = priority;
  }

  /** Sends PRIORITY_UPDATE, RFC 9218 section 7. Clients only; not for a request that waits to be sent. */
  public void updatePriority(Priority priority) {
    if (!closed) {
      connection.session().submitPriorityUpdate(id, priority.toString().getBytes(StandardCharsets.ISO_8859_1));
      connection.dirty();
    }
  }

  /** Sends RST_STREAM, RFC 9113 section 6.4. A request that waits to be sent is dropped instead. */
  public void reset(int errorCode) {
    if (closed) {
      return;
    }
    if (id == 0) {
      connection.drop(this, errorCode);
    } else {
      connection.session().submitRstStream(id, errorCode);
      connection.dirty();
    }
  }

  /** The body bytes that were written and not sent; created when it is first asked for. */
  OutboundBody queue() {
    if (body == null) {
      body = new OutboundBody();
      if (connection.scheduling() != null) {
        connection.scheduling().bodyBegins(this);
      }
    }
    return body;
  }

  void countSent(int bytes) {
    bytesSent += bytes;
  }

  SendProgress sending() {
    return sending;
  }

  /** The frame with END_STREAM was written to the connection's output. */
  void endWritten() {
    if (sending != SendProgress.SENT) {
      sending = SendProgress.WRITTEN;
    }
    if (record != null) {
      connection.recorder().bytesSent(record);
    }
  }

  /** Whether the frame with END_STREAM is in the connection's output. */
  boolean isEndInOutput() {
    return sending == SendProgress.WRITTEN;
  }

  /** The output has passed on the frame with END_STREAM. */
  void sent() {
    if (!isSent()) {
      sending = SendProgress.SENT;
      state = state.endSent();
      if (record != null) {
        connection.recorder().endSent(record);
      }
      listener.onSent();
      if (verdict != null && verdict.stopsRequest()) {
        connection.refusals().stopRequest(this);
      }
    }
  }

  boolean isSent() {
    return sending == SendProgress.SENT;
  }

  // --- receiving ---

  /** The head of the peer's message. */
  void received(HeaderList head, boolean endStream) {
    receivedHead = head;
    state = state.headersReceived();
    if (record != null) {
      connection.recorder().headReceived(record, head);
    }
    if (endStream) {
      markEndReceived();
    }
  }

  boolean hasReceivedHead() {
    return receivedHead != null;
  }

  /** The content-length of the peer's message, or {@code null}. */
  public String contentLength() {
    return receivedHead == null ? null : receivedHead.get("content-length");
  }

  /** The head of an informational response. @return how many have been received */
  int receivedInformational() {
    state = state.headersReceived();
    return ++informational;
  }

  void data(ByteBuf input, int offset, int length, boolean endStream) {
    if (isRefused()) {
      return;
    }
    if (endStream) {
      markEndReceived();
    }
    countReceived(length);
    listener.onData(input, offset, length);
    if (endStream) {
      listener.onEnd(Connection.NO_FIELDS);
    }
  }

  void countReceived(int bytes) {
    BYTES_RECEIVED.lazySet(this, bytesReceived + bytes);
    connection.changeUnread(bytes);
    if (record != null && bytes > 0) {
      connection.recorder().bytesReceived(record);
    }
  }

  /** The peer has ended its message. {@code trailers} may be empty. */
  void endReceived(HeaderList trailers) {
    if (isRefused()) {
      return;
    }
    String problem = trailers.isEmpty() ? null : TrailerCheck.problem(trailers);
    if (problem != null) {
      connection.refusals().refuse(this, ErrorCode.PROTOCOL_ERROR, problem);
      return;
    }
    markEndReceived();
    listener.onEnd(trailers);
  }

  void markEndReceived() {
    state = state.endReceived();
    if (record != null) {
      connection.recorder().endReceived(record);
    }
  }

  /** The application has read bytes of the body: the peer may send as many more. */
  public void consume(int bytes) {
    bytesConsumed += bytes;
    if (!closed) { // also when the peer has ended the stream: the bytes credit the connection's window too
      connection.changeUnread(-bytes);
      if (record != null) {
        connection.recorder().bytesRead(this, unreadBytes());
      }
      connection.session().consume(id, bytes);
      connection.windows().consumed(this);
      connection.dirtyIfWriteWanted();
    }
  }

  /**
   * The body exceeds a limit of its reader. Resets the stream at once. If the response is already complete, resets the
   * stream after the response was sent, so that the peer can read what was wrong. Called on the stream's thread only.
   */
  public void refuseBody(LimitReached limit) {
    connection.refusals().refuseBody(this, limit, connection.isServer() && sending.isEnded());
  }

  /** The size of the receive window after it was changed for this stream alone; 0 before. */
  int receiveWindow() {
    return receiveWindow;
  }

  void receiveWindow(int bytes) {
    receiveWindow = bytes;
  }

  boolean isRefused() {
    return verdict != null && verdict.refusal() != null;
  }

  /** Created when it is first asked for: most streams end before that. */
  StallClock stallClock() {
    if (stallClock == null) {
      stallClock = new StallClock();
    }
    return stallClock;
  }

  // --- the end ---

  StreamVerdict verdict() {
    if (verdict == null) {
      verdict = new StreamVerdict();
    }
    return verdict;
  }

  /** Whether both sides have ended their messages. */
  boolean isDone() {
    return sending.isEnded() && isRemoteEnded();
  }

  /** The library has closed the stream. Its listener is notified when the output has passed on END_STREAM. */
  void closeWhenSent(ClosedBy by) {
    pendingClose = by;
  }

  /** Who closed the stream, if {@link #closeWhenSent} was called; or {@code null}. */
  ClosedBy pendingClose() {
    return pendingClose;
  }

  void closed(long errorCode, ClosedBy by, ConnectionEnd end) {
    markClosed();
    notifyClosed(errorCode, by, end);
  }

  /** From now on calls do nothing; {@link #notifyClosed} follows. */
  void markClosed() {
    closed = true;
    connection.changeUnread(bytesConsumed - bytesReceived);
  }

  void notifyClosed(long errorCode, ClosedBy by, ConnectionEnd end) {
    boolean refused = isRefused() && end == null; // even if both messages ended before RST_STREAM was sent
    if (record != null) {
      connection.recorder().closed(this, refused ? verdict.refusal().code() : errorCode, by, end);
      record = null;
    }
    try {
      if (listener != null) {
        listener.onClosed(refused ? verdict.refusal().code() : errorCode, refused ? ClosedBy.LOCAL : by, end);
      }
    } finally {
      if (body != null) { // last, because its write listeners ask the stream's listener for the reason
        body.release();
      }
    }
  }
}
