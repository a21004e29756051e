package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.StreamedCall;
import io.github.vertxnghttp2.service.StreamedResponse;
import io.github.vertxnghttp2.service.bus.BusEndpoint;
import io.github.vertxnghttp2.service.bus.BusReader;
import io.github.vertxnghttp2.service.bus.BusReset;
import io.github.vertxnghttp2.service.bus.BusStream;
import io.github.vertxnghttp2.service.bus.BusStreamListener;
import io.github.vertxnghttp2.service.bus.BusWriter;
import io.github.vertxnghttp2.service.bus.NotAcceptedHandler;
import io.github.vertxnghttp2.service.bus.VirtualThreads;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;

/** A request through the client service, and the listener of its stream over the bus. */
final class StreamedCallImpl implements StreamedCall, BusStreamListener, NotAcceptedHandler {
  private final BusEndpoint endpoint;
  private final String address;
  private final JsonObject head;
  private final long timeout;
  private final ContextInternal context;
  private final MultiMap trailers = HttpHeaders.headers();
  private final BusReader reader;
  private final BusWriter writer;
  private final Promise<StreamedResponse> response;
  private Handler<InformationalResponse> informationalHandler;
  private Handler<Throwable> exceptionHandler;
  private Throwable failure;
  private BusStream stream;
  private boolean opened;
  private volatile boolean ended;

  /**
   * @param timeout milliseconds within which the service must accept the stream
   * @param maxBodySize the maximum bytes of a response that {@code body()} gathers; 0 for no limit
   */
  StreamedCallImpl(BusEndpoint endpoint, String address, JsonObject head, long timeout, int maxBodySize,
                   ContextInternal context) {
    this.endpoint = endpoint;
    this.address = address;
    this.head = head;
    this.timeout = timeout;
    this.context = context;
    reader = new BusReader(context, maxBodySize);
    reader.whenRefused(this::onResponseTooLong);
    writer = new BusWriter(context);
    response = context.promise();
  }

  // --- sending ---

  private void open(boolean end) {
    if (opened) {
      return;
    }
    opened = true;
    context.emit(v -> {
      if (endpoint.isFull()) {
        fail(new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 503, endpoint.isClosed() ? "this client is closed"
          : "no further stream: the client has maxStreams streams open"));
        return;
      }
      DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeout).addHeader("action", "open");
      stream = endpoint.open(address, head, end, FrameForm.BUFFER, options, open -> new JsonObject().put("open", open),
        this, this);
      reader.source(stream);
      writer.stream(stream);
    });
  }

  @Override
  public MultiMap trailers() {
    return trailers;
  }

  private void checkNotEnded() {
    if (ended) {
      throw new IllegalStateException("this request has ended already");
    }
  }

  @Override
  public Future<Void> write(Buffer data) {
    checkNotEnded();
    open(false);
    return writer.write(data);
  }

  @Override
  public Future<Void> end() {
    checkNotEnded();
    ended = true;
    open(trailers.isEmpty());
    return writer.end(trailers);
  }

  @Override
  public Future<Void> end(Buffer data) {
    if (data.length() == 0) {
      return end();
    }
    write(data);
    return end();
  }

  @Override
  public Future<StreamedResponse> send(ReadStream<Buffer> body) {
    checkNotEnded();
    body.pipe().endOnFailure(false).to(this).onFailure(cause -> reset(ErrorCode.CANCEL.code()));
    return response();
  }

  @Override
  public void reset(long code) {
    BusReset.checkedCode(code);
    context.emit(v -> {
      if (stream != null && !stream.isGone()) {
        stream.reset(code, "by the caller");
        fail(BusReset.closedHere(code).exception());
      } else if (!opened) { // the stream must not be opened from now on
        opened = true;
        ended = true;
        fail(BusReset.closedHere(code).exception());
      }
    });
  }

  // --- receiving ---

  @Override
  public Future<StreamedResponse> response() {
    return response.future();
  }

  @Override
  public void onAccepted() {
    writer.pump();
  }

  @Override
  public void onCredit() {
    writer.pump();
  }

  @Override
  public void onHead(int status, MultiMap headers) {
    if (status >= 200) {
      StreamedResponse received = new StreamedResponseImpl(status, headers, reader);
      if (VirtualThreads.mayAwait(context)) { // a listener may await the end, which can be in the same frame
        context.runOnContext(v -> response.tryComplete(received));
      } else {
        response.tryComplete(received);
      }
    } else if (informationalHandler != null) {
      context.dispatch(new InformationalResponse(status, headers), informationalHandler);
    }
  }

  @Override
  public void onData(Buffer data) {
    reader.onData(data);
  }

  @Override
  public void onEnd(MultiMap trailers) {
    reader.onEnd(trailers);
  }

  @Override
  public void onReset(BusReset reset) {
    fail(reset.exception());
  }

  @Override
  public void onClosed() {
    reader.onStreamClosed();
  }

  /** Called if the body of the response is longer than {@code body()} gathers. */
  private void onResponseTooLong(Http2Exception cause) {
    if (!stream.isGone()) {
      stream.reset(cause.code(), cause.getMessage());
      fail(cause);
    }
  }

  private void fail(Throwable cause) {
    failure = cause;
    response.tryFail(cause);
    reader.onFailure(cause);
    writer.onFailure(cause);
    if (exceptionHandler != null) {
      context.dispatch(cause, exceptionHandler);
    }
  }

  @Override
  public void onTimeout(long milliseconds) {
    fail(new ReplyException(ReplyFailure.TIMEOUT, 504, "the client service at " + address + " did not accept within "
      + milliseconds + " ms"));
  }

  @Override
  public void onFailure(Throwable cause) {
    fail(cause);
  }

  @Override
  public void onReply(Message<Object> reply) {
    fail(new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 500, "the consumer at " + address
      + " is no client service: it did not reply with ACCEPT"));
  }

  // --- WriteStream ---

  @Override
  public StreamedCall informationalHandler(Handler<InformationalResponse> handler) {
    context.emit(handler, h -> informationalHandler = h);
    return this;
  }

  @Override
  public StreamedCall exceptionHandler(Handler<Throwable> handler) {
    context.emit(handler, h -> {
      exceptionHandler = h;
      Throwable cause = failure;
      if (h != null && cause != null) {
        context.runOnContext(v -> h.handle(cause));
      }
    });
    return this;
  }

  @Override
  public boolean writeQueueFull() {
    return writer.isFull();
  }

  @Override
  public StreamedCall setWriteQueueMaxSize(int maxSize) {
    writer.maxSize(maxSize);
    return this;
  }

  @Override
  public StreamedCall drainHandler(Handler<Void> handler) {
    writer.drainHandler(handler);
    return this;
  }
}
