package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.bus.wire.MalformedMessageException;
import io.github.vertxnghttp2.service.bus.wire.MessageHeaders;
import io.github.vertxnghttp2.service.bus.wire.ServiceResponseJson;
import io.github.vertxnghttp2.service.syntax.Origin;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

import java.util.Map;

/**
 * Handles messages to the address of the client service. The JSON form is that of Vert.x service proxies: an object
 * with the arguments by name. In the Buffer form, the headers of the message are the head of the request, and the body
 * of the message is the body of the request.
 */
public final class ClientServiceHandler implements Handler<Message<Object>> {
  private static final System.Logger LOG = System.getLogger(ClientServiceHandler.class.getName());

  private final ClientInstance instance;
  private final ClientInstances instances;

  public ClientServiceHandler(ClientInstance instance, ClientInstances instances) {
    this.instance = instance;
    this.instances = instances;
  }

  @Override
  public void handle(Message<Object> message) {
    try {
      dispatch(message).onFailure(cause -> fail(message, cause));
    } catch (MalformedMessageException e) {
      fail(message, e);
    } catch (IllegalArgumentException e) {
      fail(message, ServiceFailure.badInput(e.getMessage()));
    } catch (ServiceFailure e) {
      fail(message, e);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the client service at " + message.address() + " failed to handle a message",
        e);
      fail(message, e);
    }
  }

  private Future<?> dispatch(Message<Object> message) {
    String action = message.headers().get("action");
    if (action == null) {
      throw new IllegalArgumentException("the message has no header action; it must be request, open, close or stats");
    }
    return switch (action) {
      case "request" -> request(message);
      case "open" -> open(message);
      case "close" -> instances.closeOrigin(origin(argument(message, "origin")), instance).onSuccess(message::reply);
      case "stats" -> {
        arguments(message, null);
        yield instances.stats().onSuccess(message::reply);
      }
      default -> throw new IllegalArgumentException("action is \"" + action
        + "\"; it must be request, open, close or stats");
    };
  }

  private void fail(Message<Object> message, Throwable cause) {
    ServiceFailure failure = ServiceFailure.of(cause);
    instance.failed(failure.code());
    message.fail(failure.code(), failure.getMessage());
  }

  private Future<?> request(Message<Object> message) {
    if (message.body() instanceof Buffer || message.body() == null) {
      return instance.request(fromHeaders(message)).onSuccess(response -> replyBuffer(message, response));
    }
    if (!(argument(message, "request") instanceof JsonObject json)) {
      throw new IllegalArgumentException("request must be an object");
    }
    return instance.request(new ServiceRequest(json)).onSuccess(response -> message.reply(response.toJson()));
  }

  private Future<?> open(Message<Object> message) {
    if (!(argument(message, "open") instanceof JsonObject opening)) {
      throw new IllegalArgumentException("open must be an object");
    }
    return instance.open(opening, message::reply);
  }

  // --- the JSON form ---

  private static JsonObject arguments(Message<Object> message, String allowed) {
    if (!(message.body() instanceof JsonObject body)) {
      String is = message.body() == null ? "null" : "a " + message.body().getClass().getSimpleName();
      throw new IllegalArgumentException("the body of the message is " + is + "; it must be a JSON object"
        + ("request".equals(allowed) ? " or a Buffer" : ""));
    }
    for (String key : body.fieldNames()) {
      if (!key.equals(allowed)) {
        throw new IllegalArgumentException("unknown key " + key + (allowed == null ? "; none is allowed"
          : "; allowed is " + allowed));
      }
    }
    return body;
  }

  private static Object argument(Message<Object> message, String name) {
    Object value = arguments(message, name).getValue(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private static Origin origin(Object url) {
    if (!(url instanceof String text)) {
      throw new IllegalArgumentException("origin must be a string, such as \"https://api.example.org\"");
    }
    return Origin.named(text, "origin");
  }

  // --- the Buffer form ---

  private static ServiceRequest fromHeaders(Message<Object> message) {
    ServiceRequest request = new ServiceRequest();
    for (Map.Entry<String, String> header : message.headers()) {
      String name = header.getKey();
      String value = header.getValue();
      if (name.startsWith(MessageHeaders.TRAILER)) {
        request.getTrailers().add(name.substring(MessageHeaders.TRAILER.length()), value);
      } else if (name.startsWith(":")) {
        pseudo(request, name, value);
      } else if (!name.equals("action")) {
        request.getHeaders().add(name, value);
      }
    }
    if (request.getUrl() == null) {
      throw new IllegalArgumentException("the message has no header :url" + (message.body() == null ? ", and no body"
        : ""));
    }
    return request.setBody((Buffer) message.body());
  }

  private static void pseudo(ServiceRequest request, String name, String value) {
    switch (name) {
      case MessageHeaders.METHOD -> request.setMethod(value);
      case MessageHeaders.URL -> request.setUrl(value);
      case MessageHeaders.CONNECT -> request.setConnect(value);
      case MessageHeaders.TIMEOUT -> request.setTimeout(timeout(value));
      default -> throw new IllegalArgumentException("unknown header " + name
        + "; allowed are :method, :url, :timeout, :connect and " + MessageHeaders.TRAILER + "NAME");
    }
  }

  private static long timeout(String digits) {
    if (!digits.matches("0*[1-9]\\d{0,17}")) {
      throw new IllegalArgumentException(":timeout is \"" + digits
        + "\"; it must be a whole number of milliseconds, at least 1");
    }
    return Long.parseLong(digits);
  }

  private static void replyBuffer(Message<Object> message, ServiceResponseJson response) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(MessageHeaders.STATUS, Integer.toString(
      response.status()));
    headers.addAll(response.headers());
    response.trailers().forEach(trailer -> headers.add(MessageHeaders.TRAILER + trailer.getKey(), trailer.getValue()));
    message.reply(response.body(), new DeliveryOptions().setHeaders(headers));
  }
}
