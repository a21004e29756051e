package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.bus.BusReader;
import io.github.vertxnghttp2.service.bus.wire.JsonFields;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.MessageHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;

/** A request of a route in {@code unary} mode: one message with its whole body. */
final class UnaryRequest extends RoutedRequestBase {
  private final UnaryResponse response;

  private UnaryRequest(RequestHead head, Buffer body, MultiMap trailers, Message<?> message, ContextInternal context) {
    super(head, new BusReader(context, 0));
    response = new UnaryResponse(message, context);
    if (body != null && body.length() > 0) {
      reader.onData(body);
    }
    reader.onEnd(trailers);
  }

  static UnaryRequest of(Message<?> message, JsonObject json, ContextInternal context) {
    JsonReader in = new JsonReader(json, "");
    return new UnaryRequest(RequestHead.read(json), in.optionalBytes("body"), in.fields("trailers"), message, context);
  }

  static UnaryRequest of(Message<?> message, Buffer body, ContextInternal context) {
    MultiMap trailers = HttpHeaders.headers();
    message.headers().forEach((name, value) -> {
      if (name.startsWith(MessageHeaders.TRAILER)) {
        JsonFields.add(trailers, name.substring(MessageHeaders.TRAILER.length()), value, "trailers");
      }
    });
    return new UnaryRequest(RequestHead.read(message.headers()), body, trailers, message, context);
  }

  @Override
  public UnaryResponse response() {
    return response;
  }
}
