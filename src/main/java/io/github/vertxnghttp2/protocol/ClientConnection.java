package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.HeaderBlockTooLargeException;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.frame.StreamState;
import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.protocol.checks.PromiseCheck;

import java.util.List;

/**
 * The client's end of a connection. A request is sent once the peer's SETTINGS are known and its
 * MAX_CONCURRENT_STREAMS leaves room; until then it waits in order.
 */
public final class ClientConnection extends Connection {
  private final PendingRequests pending = new PendingRequests();
  private ConnectionEnd refusing;
  private boolean pushEnabled;
  private int maxInformational = Integer.MAX_VALUE;

  public ClientConnection(SessionOptions options, ConnectionListener listener) {
    super(SessionType.CLIENT, options, listener);
  }

  @Override
  public void start(int[] idsAndValues, int connectionWindow) {
    pushEnabled = true;
    for (int i = 0; i < idsAndValues.length; i += 2) {
      if (idsAndValues[i] == SettingId.ENABLE_PUSH.id()) {
        pushEnabled = idsAndValues[i + 1] != 0;
      }
    }
    super.start(idsAndValues, connectionWindow);
  }

  /** How many informational responses may come before the final one; with more, the stream is reset. */
  public void maxInformational(int responses) {
    maxInformational = responses;
  }

  /**
   * Sends a request, now or when its turn comes.
   *
   * @param head the pseudo-header fields first
   * @param endStream whether there is no body
   * @throws HeaderBlockTooLargeException if the head is longer than the library sends, unless
   *   the request has to wait: then its stream is closed for that when its turn comes
   */
  public Stream request(HeaderList head, boolean endStream, StreamListener listener) {
    return request(head, null, endStream, listener);
  }

  /**
   * As {@link #request(HeaderList, boolean, StreamListener)}.
   *
   * @param priority of RFC 7540 section 5.3, or {@code null} for none
   */
  public Stream request(HeaderList head, PrioritySpec priority, boolean endStream, StreamListener listener) {
    Stream stream = new Stream(this, 0, StreamState.IDLE);
    stream.listener(listener);
    if (recorder() != null) {
      recorder().requestMade(stream, head);
    }
    if (endStream) {
      stream.endWithHead();
    }
    ConnectionEnd why = end() != null ? end() : refusing;
    if (why != null || isClosed()) {
      endTracker().notifyUnsent(List.of(stream), why);
    } else if (pending.isEmpty() && hasRoom()) {
      submit(stream, head, priority, endStream, null);
    } else {
      pending.add(new PendingRequests.Pending(stream, head, priority, endStream, null));
    }
    return stream;
  }

  /** A closed stream, for a request that could not be sent. */
  public Stream unopened() {
    Stream stream = new Stream(this, 0, StreamState.IDLE);
    stream.markClosed();
    return stream;
  }

  /** Refuses requests from now on. Those that wait or were sent go on. */
  public void refuse(ConnectionEnd why) {
    refusing = why;
  }

  /** After the 101 of an upgrade from HTTP/1.1: stream 1 is the request that asked for it. */
  public Stream upgrade(byte[] settingsPayload, boolean headRequest, StreamListener listener) {
    session().upgrade(settingsPayload, headRequest);
    Stream stream = add(new Stream(this, 1, StreamState.OPEN));
    if (recorder() != null) {
      recorder().requestReceived(stream, null);
    }
    stream.listener(listener);
    stream.endWithHead();
    stream.sent(); // over HTTP/1.1
    return stream;
  }

  /** Whether a request made now would be sent at once. */
  public boolean isRequestAllowed() {
    return end() == null && refusing == null && !isClosed() && pending.isEmpty() && hasRoom();
  }

  /** The id that the next stream gets if its request is sent at once. */
  public int nextStreamId() {
    return session().nextStreamId();
  }

  /** Number of requests that wait. */
  public int pendingRequests() {
    return pending.size();
  }

  private boolean hasRoom() {
    return peerSettings().isKnown() && openStreams() - openPushes() < peerSettings().maxConcurrentStreams();
  }

  private void submit(Stream stream, HeaderList head, PrioritySpec priority, boolean endStream,
                      HeaderList trailers) {
    int id;
    try {
      id = session().submitRequest(head, priority, endStream);
    } catch (IllegalStateException e) { // the stream ids of this connection are used up
      ConnectionEnd spent = ConnectionEnd.local(ErrorCode.NO_ERROR, e.getMessage());
      endTracker().end(spent);
      stream.closed(ErrorCode.REFUSED_STREAM.code(), ClosedBy.LIBRARY, spent);
      notifyIfIdle();
      return;
    }
    stream.open(id, endStream, trailers);
    add(stream);
    if (recorder() != null) {
      recorder().requestSent(stream, endStream);
    }
    dirty();
  }

  @Override
  void onHeaders(int streamId, Stream stream, HeadersCategory category, HeaderList headers, boolean endStream) {
    if (stream == null) {
      if (category == HeadersCategory.PUSH_RESPONSE) { // the promise was dropped when its request was reset
        session().submitRstStream(streamId, ErrorCode.CANCEL.code());
        dirty();
      }
      return;
    }
    if (stream.isRefused()) {
      return;
    }
    // A final response after informational ones comes as HEADERS; only trailers have no :status.
    String status = headers.get(":status");
    if (status == null) {
      stream.endReceived(headers);
    } else if (status.charAt(0) == '1') {
      inform(stream, headers);
    } else if (status.charAt(0) == '0') {
      refusals().refuse(stream, ErrorCode.PROTOCOL_ERROR, ":status is " + status + "; it must be from 100 to 999");
    } else {
      stream.received(headers, endStream);
      stream.listener().onResponse(headers, endStream);
    }
  }

  private void inform(Stream stream, HeaderList headers) {
    if (stream.receivedInformational() > maxInformational) {
      LimitReached limit = LimitReached.of(Limit.MAX_INFORMATIONAL_RESPONSES, maxInformational);
      if (!stream.isRefused()) {
        listener().onLimit(limit);
      }
      refusals().refuse(stream, limit.limit().errorCode(), limit.text());
    } else {
      stream.listener().onInformational(headers);
    }
  }

  @Override
  void onPushPromise(int streamId, Stream stream, int promisedStreamId, HeaderList head) {
    Stream promised = new Stream(this, promisedStreamId, StreamState.RESERVED_REMOTE);
    promised.endWithHead();
    if (recorder() != null) {
      recorder().promised(promised, head);
    }
    String problem = PromiseCheck.problem(head);
    ErrorCode refusal;
    if (problem != null) {
      listener().onDiagnostic("stream " + promisedStreamId + ": the promise was refused: " + problem);
      refusal = ErrorCode.PROTOCOL_ERROR;
    } else {
      refusal = stream == null ? ErrorCode.CANCEL : stream.listener().onPromise(promised, head);
    }
    if (refusal == null) {
      add(promised);
    } else {
      promised.reset(refusal.code());
    }
  }

  @Override
  void onInvalidFrame(int frameType) {
    if (frameType == FrameType.PUSH_PROMISE.code() && !pushEnabled) {
      endTracker().end(ConnectionEnd.fault(ErrorCode.PROTOCOL_ERROR,
        "the server sent PUSH_PROMISE although settings.pushEnabled is false (RFC 9113 section 8.4)"));
    }
  }

  @Override
  Stream promise(Stream stream, HeaderList head) {
    throw new IllegalStateException("a client cannot push");
  }

  @Override
  void onRoomChanged() {
    if (end() != null) {
      endTracker().notifyUnsent(takeUnsent(), end());
      return;
    }
    while (!pending.isEmpty() && hasRoom()) {
      PendingRequests.Pending next = pending.poll();
      submitWaiting(next);
      if (!next.stream().isClosed()) {
        next.stream().listener().onOpened();
      }
    }
  }

  private void submitWaiting(PendingRequests.Pending next) {
    try {
      submit(next.stream(), next.head(), next.priority(), next.endStream(), next.trailers());
    } catch (HeaderBlockTooLargeException e) {
      next.stream().verdict().explain(e.getMessage());
      next.stream().closed(ErrorCode.INTERNAL_ERROR.code(), ClosedBy.LOCAL, null);
      notifyIfIdle();
    }
  }

  /** Called after a request was closed that had no stream id. */
  private void notifyIfIdle() {
    if (openStreams() == 0 && pending.isEmpty()) {
      listener().onIdle();
    }
  }

  @Override
  Iterable<Stream> unsent() {
    return pending.streams();
  }

  @Override
  List<Stream> takeUnsent() {
    return pending.clear();
  }

  @Override
  void keepTrailers(Stream stream, HeaderList trailers) {
    pending.keepTrailers(stream, trailers);
  }

  @Override
  void drop(Stream stream, int errorCode) {
    if (pending.remove(stream)) {
      stream.closed(errorCode & 0xffffffffL, ClosedBy.LOCAL, null);
      notifyIfIdle();
    }
  }
}
