package io.github.vertxnghttp2.impl.body;

import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.binding.FieldCheck;
import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.fields.HeadersMultiMap;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;

import java.util.ArrayList;
import java.util.List;

/**
 * A request or response that this side sends: its header fields and trailers, whether its body may be written, and how
 * it failed. The fields belong to the user's thread, the failures to the event loop.
 */
public final class OutboundMessage {
  /** The state of the body, which decides who may write it. */
  private enum Body {
    /** The user. */
    OPEN,
    /** {@code sendFile} alone. */
    FILE,
    /** Nobody any more. */
    ENDED
  }

  private final ContextInternal context;
  private final EventLoop loop;
  private final OutboundFields fields = new OutboundFields();
  private final PromiseInternal<Void> sent;
  private boolean headSent;
  private Body body = Body.OPEN;
  private long bytesWritten;
  private HeadersMultiMap headers;
  private HeadersMultiMap trailers;
  private Handler<Throwable> exceptionHandler;
  private Throwable writeFailure;
  private Throwable reported;

  public OutboundMessage(ContextInternal context, EventLoop loop) {
    this.context = context;
    this.loop = loop;
    this.sent = context.promise();
  }

  /** Where the user is called. */
  public ContextInternal context() {
    return context;
  }

  /** The event loop of the connection. */
  public EventLoop loop() {
    return loop;
  }

  /** Runs on the event loop, at once if the caller is on it. */
  public void run(Runnable onLoop) {
    EventLoops.run(loop, onLoop);
  }

  // --- fields ---

  public OutboundFields fields() {
    return fields;
  }

  public HeadersMultiMap headers() {
    if (headers == null) {
      headers = new HeadersMultiMap(fields.list(), !headSent);
    }
    return headers;
  }

  public MultiMap trailers() {
    if (trailers == null) {
      trailers = HeadersMultiMap.trailers(!hasEnded());
    }
    return trailers;
  }

  public void put(String name, String value) {
    checkHead();
    fields.put(name, value);
  }

  /** Sets a field to the values before the first {@code null}. Changes nothing if one of them is not allowed. */
  public void put(String name, Iterable<? extends CharSequence> values) {
    checkHead();
    FieldCheck.name(name);
    List<String> checked = new ArrayList<>();
    for (CharSequence value : values) {
      if (value == null) {
        break;
      }
      checked.add(FieldCheck.value(name, value.toString()));
    }
    headers().set(name, checked);
  }

  public void checkHead() {
    if (headSent) {
      throw new IllegalStateException("the head of this message has been sent");
    }
  }

  public boolean isHeadSent() {
    return headSent;
  }

  /** The head is sent now: its fields cannot be changed any more. */
  public void markHeadSent() {
    headSent = true;
    if (headers != null) {
      headers.freeze();
    }
  }

  public boolean hasTrailers() {
    return trailers != null && !trailers.isEmpty();
  }

  /** The trailers of a message that has ended, or {@code null} if there are none. */
  public HeaderList trailerList() {
    return hasTrailers() ? trailers.list() : null;
  }

  // --- body ---

  /** So many bytes of the body were written. */
  public void countBody(int bytes) {
    bytesWritten += bytes;
  }

  public long bytesWritten() {
    return bytesWritten;
  }

  /** Whether nothing follows the head: the body is empty, and there are no trailers. */
  public boolean isBare(Buffer wholeBody) {
    return wholeBody.length() == 0 && !hasTrailers();
  }

  public boolean hasEnded() {
    return body == Body.ENDED;
  }

  void checkNotEnded() {
    if (hasEnded()) {
      throw new IllegalStateException("this message has ended already");
    }
  }

  /** Whether the user may write the body, or end it. */
  public void checkOpen() {
    checkNotEnded();
    if (body == Body.FILE) {
      throw new IllegalStateException(
        "sendFile sends the body of this message and ends it: nothing else can be written");
    }
  }

  void beginFile() {
    checkOpen();
    body = Body.FILE;
  }

  /** The file was not sent: the user may send another body, if the head was not sent. */
  void fileFailed() {
    body = hasEnded() ? body : Body.OPEN;
  }

  /** The message has ended: nothing can be changed or added any more. */
  public void markEnded() {
    body = Body.ENDED;
    if (trailers != null) {
      trailers.freeze();
    }
  }

  // --- how it ended, on the event loop ---

  /** Completes when the last byte has left; fails if the stream ended before. */
  public Future<Void> sent() {
    return sent.future();
  }

  /** The last byte has left. */
  public void markSent() {
    sent.tryComplete();
  }

  /**
   * The message was not sent: fails {@link #sent} and calls the exception handler, unless it has been sent or has
   * failed.
   */
  public void fail(Throwable cause) {
    if (sent.tryFail(cause)) {
      report(cause);
    }
  }

  /** Sets what later writes fail with. To be called before the stream drops the bytes that wait. */
  public void failWrites(Throwable cause) {
    writeFailure = cause;
  }

  /** Calls the exception handler, now or when it is set. */
  public void report(Throwable cause) {
    failWrites(cause);
    reported = cause;
    Handler<Throwable> handler = exceptionHandler;
    if (handler != null) {
      context.execute(cause, t -> context.dispatch(t, handler));
    }
  }

  /** The failure of a write to a stream that has ended. */
  Throwable writeFailure(int streamId) {
    return writeFailure != null ? writeFailure
      : new StreamClosedException(streamId, ErrorCode.NO_ERROR.code(), Initiator.LOCAL,
        "it had ended before these bytes were sent");
  }

  /** From any thread. */
  public void exceptionHandler(Handler<Throwable> handler) {
    run(() -> {
      exceptionHandler = handler;
      Throwable cause = reported;
      if (handler != null && cause != null) {
        context.runOnContext(v -> handler.handle(cause));
      }
    });
  }
}
