package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.bus.BusReader;
import io.github.vertxnghttp2.service.bus.BusReset;
import io.github.vertxnghttp2.service.bus.wire.ConsumerClosed;
import io.github.vertxnghttp2.service.bus.wire.JsonFields;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.MessageHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;

import java.util.function.Consumer;

/**
 * A request of a route in {@code unary} mode. One message contains the whole request, and the reply is the response.
 */
final class HandledMessage implements TimeLeft {
  private final RoutedRequest request;
  private final ResponseEvents events;
  private final ReplyOutput output;
  private final RequestHead head;
  /** {@link System#nanoTime}. */
  private final long arrival = System.nanoTime();

  private HandledMessage(RequestHead head, Buffer body, MultiMap trailers, Message<?> message, ContextInternal context,
                         Arrivals arrivals, Consumer<HandledMessage> done) {
    this.head = head;
    ResponseHead responseHead = new ResponseHead(arrivals.record(head, arrival));
    events = new ResponseEvents(context);
    output = new ReplyOutput(responseHead, message, context, () -> {
      events.closed();
      done.accept(this);
    });
    BusReader reader = new BusReader(context, 0);
    request = new RoutedRequestImpl(head, reader, new RoutedResponseImpl(responseHead, events, output), this);
    if (body != null && body.length() > 0) {
      reader.onData(body);
    }
    reader.onEnd(trailers);
  }

  /**
   * Reads the JSON form.
   *
   * @param done called on the context after the reply
   */
  static HandledMessage read(Message<?> message, JsonObject json, ContextInternal context,
                             Arrivals arrivals, Consumer<HandledMessage> done) {
    JsonReader in = new JsonReader(json, "");
    RequestHead head = RequestHead.read(json);
    return new HandledMessage(head, in.optionalBytes("body"), in.fields("trailers"), message, context,
      arrivals, done);
  }

  /**
   * Reads the Buffer form.
   *
   * @param done called on the context after the reply
   */
  static HandledMessage read(Message<?> message, Buffer body, ContextInternal context,
                             Arrivals arrivals, Consumer<HandledMessage> done) {
    MultiMap trailers = HttpHeaders.headers();
    message.headers().forEach((name, value) -> {
      if (name.startsWith(MessageHeaders.TRAILER)) {
        JsonFields.add(trailers, name.substring(MessageHeaders.TRAILER.length()), value, "trailers");
      }
    });
    RequestHead head = RequestHead.read(message.headers());
    return new HandledMessage(head, body, trailers, message, context, arrivals, done);
  }

  RoutedRequest request() {
    return request;
  }

  /** The id that the request is cancelled by; {@code null} if it has none. */
  String id() {
    return head.id();
  }

  @Override
  public long timeLeft() {
    return head.timeLeft(arrival);
  }

  /** Called if the handler threw an exception. */
  void onHandlerFailure(Throwable cause) {
    output.onHandlerFailure(cause);
  }

  /** Called if the consumer has closed before the response has ended. */
  void onConsumerClosed() {
    end(BusReset.consumerClosed().exception(), ConsumerClosed.CODE, ConsumerClosed.TEXT);
  }

  /** Called if the client of the request has gone. */
  void onCancelled() {
    end(new Http2Exception("the request was cancelled, because its client has gone", ErrorCode.CANCEL.code(),
      Initiator.REMOTE, null), ReplyOutput.CANCELLED, "the request was cancelled");
  }

  private void end(Throwable cause, int code, String text) {
    if (output.close(cause, code, text)) {
      events.failed(cause);
      output.onReplied();
    }
  }
}
