package io.github.vertxnghttp2.inspector.server;

import io.github.vertxnghttp2.inspector.view.ShownConnections;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

import java.util.function.Consumer;

/** What changes connections of this node, or shows more than connections. Only for those with the token. */
final class Controls {
  private static final System.Logger LOG = System.getLogger(Controls.class.getName());
  private static final long ROUTES_MILLIS = 3_000;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final Vertx vertx;
  private final Context context;
  private final ShownConnections connections;
  /** {@code null} if there is none. */
  private final String routesAddress;
  private final FrameLogs frameLogs;

  Controls(Vertx vertx, Context context, ShownConnections connections, String routesAddress) {
    this.vertx = vertx;
    this.context = context;
    this.connections = connections;
    this.routesAddress = routesAddress;
    frameLogs = new FrameLogs(vertx);
  }

  /** Drains or closes a connection. */
  void act(HttpServerRequest request, long id, String action) {
    switch (action) {
      case "drain" -> with(request, id, connection -> {
        connection.drain();
        done(request, id, action);
      });
      case "close" -> with(request, id, connection -> {
        connection.close();
        done(request, id, action);
      });
      default -> Responses.fail(request.response(), BAD_REQUEST, "action must be drain or close");
    }
  }

  private static void done(HttpServerRequest request, long id, String action) {
    LOG.log(System.Logger.Level.INFO, "{0} of connection {1} by the inspector, for {2}", action, Long.toString(id),
      request.remoteAddress());
    Responses.json(request.response(), new JsonObject().put("done", action).encode());
  }

  /** Shows the frame log of a connection until the response is closed. */
  void frameLog(HttpServerRequest request, long id) {
    with(request, id, connection -> frameLogs.open(request, connection));
  }

  private void with(HttpServerRequest request, long id, Consumer<LiveConnection> what) {
    connections.find(id).onComplete(found -> context.runOnContext(v -> {
      if (found.result() == null) {
        Responses.fail(request.response(), NOT_FOUND, "no such connection is open");
      } else {
        what.accept(found.result());
      }
    }));
  }

  /** Lists the routes of a server. */
  void routes(HttpServerRequest request) {
    if (routesAddress == null) {
      Responses.fail(request.response(), NOT_FOUND, "routesAddress is not set");
      return;
    }
    vertx.eventBus().<JsonObject>request(routesAddress, new JsonObject(), new DeliveryOptions().addHeader("action",
      "list").setSendTimeout(ROUTES_MILLIS)).onComplete(
      reply -> Responses.json(request.response(), reply.body().encode()),
      cause -> Responses.fail(request.response(), UNAVAILABLE, "the routes cannot be listed: " + cause.getMessage()));
  }

  /** Ends what is shown. */
  void close() {
    frameLogs.close();
  }
}
