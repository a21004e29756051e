package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.bus.BusReader;
import io.github.vertxnghttp2.service.bus.BusReset;
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
final class HandledMessage {
  private final RoutedRequest request;
  private final ResponseEvents events;
  private final ReplyOutput output;

  private HandledMessage(RequestHead head, Buffer body, MultiMap trailers, Message<?> message, ContextInternal context,
                         Consumer<HandledMessage> done) {
    ResponseHead responseHead = new ResponseHead();
    events = new ResponseEvents(context);
    output = new ReplyOutput(responseHead, message, context, () -> {
      events.closed();
      done.accept(this);
    });
    BusReader reader = new BusReader(context, 0);
    request = new RoutedRequestImpl(head, reader, new RoutedResponseImpl(responseHead, events, output));
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
                             Consumer<HandledMessage> done) {
    JsonReader in = new JsonReader(json, "");
    return new HandledMessage(RequestHead.read(json), in.optionalBytes("body"), in.fields("trailers"), message, context,
      done);
  }

  /**
   * Reads the Buffer form.
   *
   * @param done called on the context after the reply
   */
  static HandledMessage read(Message<?> message, Buffer body, ContextInternal context,
                             Consumer<HandledMessage> done) {
    MultiMap trailers = HttpHeaders.headers();
    message.headers().forEach((name, value) -> {
      if (name.startsWith(MessageHeaders.TRAILER)) {
        JsonFields.add(trailers, name.substring(MessageHeaders.TRAILER.length()), value, "trailers");
      }
    });
    return new HandledMessage(RequestHead.read(message.headers()), body, trailers, message, context, done);
  }

  RoutedRequest request() {
    return request;
  }

  /** Called if the handler threw an exception. */
  void onHandlerFailure(Throwable cause) {
    output.onHandlerFailure(cause);
  }

  /** Called if the consumer has closed before the response has ended. */
  void onConsumerClosed() {
    Throwable cause = BusReset.consumerClosed().exception();
    if (output.onConsumerClosed(cause)) {
      events.failed(cause);
    }
  }
}
