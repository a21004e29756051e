package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.checks.TrailerCheck;
import io.github.vertxnghttp2.protocol.output.OutboundBody;
import io.github.vertxnghttp2.protocol.output.Output;
import io.github.vertxnghttp2.protocol.output.WriteListener;
import io.netty.buffer.ByteBuf;

/**
 * One request and its response, RFC 9113 section 5. Calls that come after the end of the stream do nothing: its listener
 * has been told.
 */
public final class Stream {
  /** A whole body up to this size is copied into the frames' buffer: cheaper than a buffer of its own on the way out. */
  private static final int INLINE_MAX = 4096;

  private final Connection connection;
  private StreamListener listener;
  private int id;
  private OutboundBody body;
  private HeaderList trailers;
  private boolean headEnds;
  private boolean localEnd;
  private boolean remoteEnd;
  /** Our END_STREAM was written. */
  private boolean leaving;
  /** Who closed it while its last bytes had not left, or {@code null}. */
  private ClosedBy servedBy;
  private boolean sent;
  private boolean closed;
  private HeaderList head;
  private StreamFault fault;
  private int informational;
  private long bytesSent;
  private long bytesReceived;
  private long bytesConsumed;
  private boolean responded;
  private StallClock stallClock;

  Stream(Connection connection, int id) {
    this.connection = connection;
    this.id = id;
  }

  /** 0 while a request waits to be sent. */
  public int id() {
    return id;
  }

  public void listener(StreamListener listener) {
    this.listener = listener;
  }

  StreamListener listener() {
    return listener;
  }

  public boolean isClosed() {
    return closed;
  }

  /** Whether the peer has ended its side. */
  public boolean isRemoteEnded() {
    return remoteEnd;
  }

  /** Body bytes that were written here and have not left. */
  public long queuedBytes() {
    return body == null ? 0 : body.bytes();
  }

  /** Body bytes that were given to the connection's output, or to the library to be sent in one piece. */
  public long bytesSent() {
    return bytesSent;
  }

  /** Body bytes that came. */
  public long bytesReceived() {
    return bytesReceived;
  }

  /** Those of them that were not consumed. */
  public long unreadBytes() {
    return bytesReceived - bytesConsumed;
  }

  /** Bytes of the peer's body that may be gathered in memory. From any thread. */
  public int maxBodySize() {
    return connection.maxBodySize();
  }

  /** What the peer did wrong, if the stream ended for that; {@code null} if nothing is known of it. */
  public String fault() {
    return fault == null ? null : fault.text();
  }

  void countReceived(int bytes) {
    bytesReceived += bytes;
    connection.changeUnread(bytes);
  }

  /** Whether both sides have ended it. */
  boolean isDone() {
    return localEnd && remoteEnd;
  }

  // --- sending ---

  /** A response with a status of 200 or more; {@code endStream} if there is neither body nor trailers. */
  public void respond(int status, OutboundFields head, boolean endStream) {
    if (!closed) {
      localEnd |= endStream;
      responded = true;
      connection.headers().response(this, status, head, endStream);
    }
  }

  /** An informational response. */
  public void inform(int status, HeaderList head) {
    if (!closed) {
      connection.headers().informational(this, status, head);
    }
  }

  /**
   * Promises the response to another request, RFC 9113 section 8.4; servers only. The caller gives the promised stream its
   * listener, and answers on it.
   *
   * @param head the pseudo-header fields first
   * @throws IllegalStateException if the stream ids are used up
   */
  public Stream promise(HeaderList head) {
    return connection.promise(this, head);
  }

  /** The connection, which takes pushes or not. */
  public Connection connection() {
    return connection;
  }

  /**
   * Body bytes. The buffer is taken over.
   *
   * @param written told what became of the bytes, or {@code null}
   */
  public void write(ByteBuf data, boolean endStream, WriteListener written) {
    if (closed || localEnd) {
      data.release();
      if (written != null) {
        written.onWritten(false);
      }
      return;
    }
    localEnd = endStream;
    int length = data.readableBytes();
    if (length == 0) {
      data.release();
      if (endStream && id != 0) {
        connection.session().pushData(id, 0, true);
        connection.dirty();
      }
      if (written != null) {
        written.onWritten(true);
      }
      return;
    }
    boolean queued = body != null && body.bytes() > 0;
    if (endStream && written == null && !queued && length <= INLINE_MAX && id != 0) {
      bytesSent += length;
      connection.session().submitData(id, data, true);
      data.release();
    } else {
      if (body == null) {
        body = new OutboundBody();
      }
      body.add(data, written);
      if (id != 0) {
        connection.session().pushData(id, length, endStream);
        connection.windowStalls().watch(body);
      }
    }
    connection.dirty();
  }

  /** Ends the body with trailers. */
  public void end(HeaderList trailers) {
    if (closed || localEnd) {
      return;
    }
    localEnd = true;
    if (id == 0) {
      this.trailers = trailers;
      connection.dirty();
    } else {
      connection.headers().trailers(this, trailers);
    }
  }

  /** RST_STREAM, RFC 9113 section 6.4; a request that was not sent yet is only dropped. */
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

  /** Bytes of the body were read: the peer may send as many more. */
  public void consume(int bytes) {
    bytesConsumed += bytes;
    if (!closed) { // it counts for the connection also when the stream needs no window any more
      connection.changeUnread(-bytes);
      connection.session().consume(id, bytes);
      connection.dirtyIfWriteWanted();
    }
  }

  /** A request's turn has come. What was written meanwhile follows. */
  void open(int id) {
    this.id = id;
    boolean ends = localEnd && !headEnds && trailers == null;
    if (queuedBytes() > 0 || ends) {
      connection.session().pushData(id, Math.toIntExact(queuedBytes()), ends);
      if (body != null) {
        connection.windowStalls().watch(body);
      }
    }
    if (trailers != null) {
      connection.headers().trailers(this, trailers);
    }
  }

  void take(int length, Output output) {
    bytesSent += length;
    body.take(length, output);
    if (body.bytes() > 0) {
      connection.windowStalls().watch(body);
    }
    listener.onWritten();
  }

  /** Whether this side has something to send that the peer does not take. */
  boolean isSending() {
    return queuedBytes() > 0 || localEnd && !sent && !leaving && id != 0;
  }

  /** Whether this side's message is out. */
  boolean isSent() {
    return sent;
  }

  /**
   * Whether a request's body is to move: before its response all that came has been read and more is wanted; after it the rest
   * holds a stream, whether the peer does not send it or nobody reads it.
   */
  boolean isReceiving() {
    return !remoteEnd && (sent || !responded && bytesReceived == bytesConsumed);
  }

  long bytesConsumed() {
    return bytesConsumed;
  }

  /** Made when the stream is looked at first: most are over before. */
  StallClock stallClock() {
    if (stallClock == null) {
      stallClock = new StallClock();
    }
    return stallClock;
  }

  // --- receiving ---

  /** The peer's message has begun. */
  void received(HeaderList receivedHead) {
    head = receivedHead;
  }

  /** @return how many informational responses have come */
  int countInformational() {
    return ++informational;
  }

  boolean hasHead() {
    return head != null;
  }

  /** The content-length of the peer's message, or {@code null}. */
  public String contentLength() {
    return head == null ? null : head.get("content-length");
  }

  /** The library resets the stream, and this is why. */
  void blame(String why) {
    faulty().blame(why);
  }

  private StreamFault faulty() {
    if (fault == null) {
      fault = new StreamFault();
    }
    return fault;
  }

  /** Resets the stream for what the peer sent, of which nothing more is told. */
  void refuse(ErrorCode code, String why) {
    if (!closed && !isRefused()) {
      faulty().refuse(code, why);
      connection.listener().onDiagnostic("stream " + id + " was reset: " + why);
      reset(code.code());
    }
  }

  /**
   * Who gathers the body may hold no more of it. The stream is reset at once, or when a response that is complete already has
   * gone out: its peer may know from it what was wrong.
   */
  public void refuseBody(LimitReached limit) {
    connection.listener().onLimit(limit);
    boolean answered = responded && localEnd;
    if (!answered && !closed) {
      refuse(limit.limit().errorCode(), limit.text());
      return;
    }
    connection.listener().onDiagnostic("stream " + id + ": " + limit.text());
    faulty().curtail();
    if (sent) {
      curtail();
    }
  }

  /** RFC 9113 section 8.1: the answer was given, and the rest of the request is not wanted. */
  private void curtail() {
    if (!remoteEnd) {
      reset((int) ErrorCode.NO_ERROR.code());
    }
  }

  boolean isRefused() {
    return fault != null && fault.refusal() != null;
  }

  void data(ByteBuf input, int offset, int length, boolean endStream) {
    if (isRefused()) {
      return;
    }
    remoteEnd |= endStream;
    countReceived(length);
    listener.onData(input, offset, length);
    if (endStream) {
      listener.onEnd(Connection.NO_FIELDS);
    }
  }

  void remoteEnd(HeaderList receivedTrailers) {
    if (isRefused()) {
      return;
    }
    String problem = receivedTrailers.isEmpty() ? null : TrailerCheck.problem(receivedTrailers);
    if (problem != null) {
      refuse(ErrorCode.PROTOCOL_ERROR, problem);
      return;
    }
    remoteEnd = true;
    listener.onEnd(receivedTrailers);
  }

  /** The head that is about to be told ends the stream. */
  void markRemoteEnd() {
    remoteEnd = true;
  }

  /** A request's head ends our side. */
  void markHeadEnds() {
    headEnds = true;
    localEnd = true;
  }

  void leaves() {
    leaving = true;
  }

  /** Whether our END_STREAM was written, and has not left the output. */
  boolean isLeaving() {
    return leaving && !sent;
  }

  void served(ClosedBy by) {
    servedBy = by;
  }

  ClosedBy servedBy() {
    return servedBy;
  }

  /** Whether the library is done with it, and only its last bytes have to leave. */
  boolean isServed() {
    return servedBy != null;
  }

  void sent() {
    if (!sent) {
      sent = true;
      listener.onSent();
      if (fault != null && fault.isCurtailed()) {
        curtail();
      }
    }
  }

  void closed(long errorCode, ClosedBy by, ConnectionEnd end) {
    markClosed();
    tellClosed(errorCode, by, end);
  }

  /** From now on calls do nothing; {@link #tellClosed} follows. */
  void markClosed() {
    closed = true;
    connection.changeUnread(bytesConsumed - bytesReceived);
  }

  void tellClosed(long errorCode, ClosedBy by, ConnectionEnd end) {
    try {
      tellListener(errorCode, by, end);
    } finally {
      if (body != null) { // whose writers are told why, now that it is known
        body.release();
      }
    }
  }

  private void tellListener(long errorCode, ClosedBy by, ConnectionEnd end) {
    if (listener == null) {
      return;
    }
    if (isRefused() && end == null) { // whose RST_STREAM may have come too late
      listener.onClosed(fault.refusal().code() & 0xffffffffL, ClosedBy.LOCAL, null);
    } else {
      listener.onClosed(errorCode, by, end);
    }
  }
}
