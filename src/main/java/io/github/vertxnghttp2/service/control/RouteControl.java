package io.github.vertxnghttp2.service.control;

import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.service.RouteOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.List;
import java.util.Set;

/** Handles messages to the control address, or to the address where routes can only be read. */
final class RouteControl implements Handler<Message<Object>> {
  /** The message header that contains the action. */
  static final String ACTION = "action";
  static final String ADD = "add";
  static final String REMOVE = "remove";
  static final String LIST = "list";
  static final String STATS = "stats";
  /** All actions. */
  static final List<String> ACTIONS = List.of(ADD, REMOVE, LIST, STATS);
  /** The actions that change nothing. */
  static final List<String> READING = List.of(LIST, STATS);
  /** The keys of messages and replies. */
  static final String ROUTE = "route";
  static final String BEFORE = "before";
  static final String ID = "id";
  static final String ROUTES = "routes";
  static final String ALL_NODES = "allNodes";
  static final int BAD_INPUT = 400;
  static final int FORBIDDEN = 403;
  static final int NO_SUCH_ROUTE = 404;
  static final int UNAVAILABLE = 503;

  private final SharedRoutes routes;
  private final ServerStats stats;
  private final List<String> actions;

  /** @param actions the actions that messages may have */
  RouteControl(SharedRoutes routes, ServerStats stats, List<String> actions) {
    this.actions = actions;
    this.routes = routes;
    this.stats = stats;
  }

  /** Creates a failure for the sender of a message. */
  static ReplyException failure(int code, String text) {
    return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, code, text);
  }

  @Override
  public void handle(Message<Object> message) {
    Future<JsonObject> done;
    try {
      done = act(message.headers().get(ACTION), message.body());
    } catch (ReplyException e) {
      done = Future.failedFuture(e);
    } catch (IllegalArgumentException e) {
      done = Future.failedFuture(failure(BAD_INPUT, e.getMessage()));
    }
    done.onComplete(message::reply, cause -> {
      if (cause instanceof ReplyException failure) {
        message.fail(failure.failureCode(), failure.getMessage());
      } else {
        message.fail(UNAVAILABLE, "the routes cannot be changed now: " + cause.getMessage());
      }
    });
  }

  private Future<JsonObject> act(String action, Object body) {
    JsonObject json = object(body);
    if (action != null && ACTIONS.contains(action) && !actions.contains(action)) {
      throw failure(FORBIDDEN, "action is " + shown(action) + "; it must be " + allowed()
        + ", because this address is read-only");
    }
    switch (String.valueOf(action)) {
      case ADD -> {
        checkKeys(json, Set.of(ROUTE, BEFORE));
        if (!(json.getValue(ROUTE) instanceof JsonObject route)) {
          throw new IllegalArgumentException("route is " + shown(json.getValue(ROUTE)) + "; it must be an object");
        }
        String before = json.getValue(BEFORE) == null ? null : string(json, BEFORE);
        StrictJson.check(route, RouteOptions.class, ROUTE);
        RouteOptions options = StrictJson.at(ROUTE, RouteOptions.class, () -> new RouteOptions(route));
        return routes.add(options, before).map(RouteOptions::toJson);
      }
      case REMOVE -> {
        checkKeys(json, Set.of(ID));
        return routes.remove(string(json, ID)).map(RouteOptions::toJson);
      }
      case LIST -> {
        checkKeys(json, Set.of());
        return routes.list().map(list -> new JsonObject()
          .put(ROUTES, new JsonArray(list.stream().map(RouteOptions::toJson).toList())));
      }
      case STATS -> {
        checkKeys(json, Set.of(ROUTE, ALL_NODES));
        String route = json.getValue(ROUTE) == null ? null : string(json, ROUTE);
        if (!(json.getValue(ALL_NODES, false) instanceof Boolean allNodes)) {
          throw new IllegalArgumentException(ALL_NODES + " is " + shown(json.getValue(ALL_NODES))
            + "; it must be true or false");
        }
        return allNodes ? stats.ofAllNodes(route) : stats.ofNode(route);
      }
      default -> throw new IllegalArgumentException("action is " + shown(action) + "; it must be " + allowed());
    }
  }

  private String allowed() {
    int last = actions.size() - 1;
    return String.join(", ", actions.subList(0, last)) + " or " + actions.get(last);
  }

  private static JsonObject object(Object body) {
    if (body == null) {
      return new JsonObject();
    }
    if (body instanceof JsonObject json) {
      return json;
    }
    throw new IllegalArgumentException("the body is a " + body.getClass().getSimpleName()
      + "; it must be a JSON object");
  }

  private static void checkKeys(JsonObject json, Set<String> known) {
    for (String key : json.fieldNames()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException("unknown key " + key + "; allowed are " + known);
      }
    }
  }

  private static String string(JsonObject json, String key) {
    if (!(json.getValue(key) instanceof String text)) {
      throw new IllegalArgumentException(key + " is " + shown(json.getValue(key)) + "; it must be a string");
    }
    return text;
  }

  private static String shown(Object value) {
    return value == null ? "missing" : value instanceof String ? "\"" + value + "\"" : value.toString();
  }
}
