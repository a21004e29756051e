package examples;

import io.github.vertxnghttp2.service.ChoiceOptions;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.Routes;
import io.github.vertxnghttp2.service.ServerHealth;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;

/** The verticle {@code nghttp2:server}, and handlers of its routes. */
final class ServerVerticles {

  private ServerVerticles() {
  }

  static Future<String> deploy(Vertx vertx, JsonObject config) {
    // tag::deploy[]
    return vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(config).setInstances(2));
    // end::deploy[]
  }

  static JsonObject names(String certs) {
    // tag::names[]
    return new JsonObject()
      .put("port", 8443).put("ssl", true).put("sni", true)
      .put("pemKeyCertOptions", new JsonObject()
        .put("certPaths", new JsonArray().add(certs + "/shop.pem").add(certs + "/blog.pem"))
        .put("keyPaths", new JsonArray().add(certs + "/shop-key.pem").add(certs + "/blog-key.pem")));
    // end::names[]
  }

  static JsonObject known(String certs) {
    // tag::known[]
    return new JsonObject()
      .put("port", 8443).put("ssl", true).put("clientAuth", "REQUIRED")
      .put("pemKeyCertOptions", new JsonObject()
        .put("certPath", certs + "/shop.pem").put("keyPath", certs + "/shop-key.pem"))
      .put("pemTrustOptions", new JsonObject()
        .put("certPaths", new JsonArray().add(certs + "/client.pem")));
    // end::known[]
  }

  static JsonObject tokens(String publicKey) {
    // tag::tokens[]
    return new JsonObject()
      .put("tokens", new JsonObject()
        .put("pubSecKeys", new JsonArray().add(new JsonObject().put("algorithm", "ES256").put("buffer", publicKey)))
        .put("jwtOptions", new JsonObject().put("issuer", "https://login.example.org")
          .put("audience", new JsonArray().add("shop")).put("leeway", 5)))
      .put("routes", new JsonArray().add(new JsonObject()
        .put("path", "/orders/:id").put("address", "orders").put("token", "required")));
    // end::tokens[]
  }

  static Future<RequestConsumer> identity(Vertx vertx) {
    // tag::identity[]
    return RequestConsumer.create(vertx, "orders", request -> {
      JsonObject claims = request.identity().getJsonObject("claims");
      request.response().end(Buffer.buffer("orders of " + claims.getString("sub")));
    }).listen();
    // end::identity[]
  }

  static Future<RequestConsumer> consume(Vertx vertx) {
    // tag::consume[]
    return RequestConsumer.create(vertx, "hello", request -> request.response()
      .putHeader("content-type", "text/plain")
      .end(Buffer.buffer("Hello, " + request.param("name")))).listen();
    // end::consume[]
  }

  static Future<RouteOptions> choice(Vertx vertx) {
    // tag::choice[]
    return Routes.of(vertx).add(new RouteOptions().setPath("/carts/:id").setAddress("carts")
      .setChoice(new ChoiceOptions().setStickyParam("id").setEjectAfter(3).setEjectFor(30_000)));
    // end::choice[]
  }

  /** A handler that does not work longer than somebody waits for it. */
  static Future<RequestConsumer> consumeInTime(Vertx vertx) {
    // tag::deadline[]
    return RequestConsumer.create(vertx, "report", request -> {
      DeliveryOptions inTime = new DeliveryOptions().setSendTimeout(Math.max(1, request.timeLeft()));
      vertx.eventBus().<Buffer>request("database", request.uri(), inTime)
        .onSuccess(rows -> request.response().end(rows.body()));
      request.response().exceptionHandler(gone -> vertx.eventBus().send("database.cancel", request.uri()));
    }).listen();
    // end::deadline[]
  }

  static void checks(Vertx vertx, Future<?> pool) {
    // tag::checks[]
    ServerHealth.checks(vertx).register("database", result -> result.complete(pool.succeeded() ? Status.OK()
      : Status.KO()));
    // end::checks[]
  }

  static Future<Void> leave(RequestConsumer consumer) {
    // tag::leave[]
    return consumer.close(10_000);
    // end::leave[]
  }

  static MessageConsumer<Buffer> buffer(Vertx vertx) {
    // tag::buffer[]
    return vertx.eventBus().consumer("hello", message -> message.reply(
      Buffer.buffer("Hello, " + message.headers().get(":param.name")),
      new DeliveryOptions().addHeader(":status", "200").addHeader("content-type", "text/plain")));
    // end::buffer[]
  }

  static MessageConsumer<JsonObject> json(Vertx vertx) {
    // tag::json[]
    return vertx.eventBus().consumer("orders", message -> {
      if (message.body().containsKey("body")) {
        message.reply(new JsonObject().put("status", 201).put("json", new JsonObject().put("id", 17)));
      } else {
        message.fail(422, "an order has a body");
      }
    });
    // end::json[]
  }

  // tag::own[]
  static final class Orders extends VerticleBase {
    private final RouteOptions route = new RouteOptions().setMethod("GET").setPath("/orders/:id").setAddress("orders");
    private RequestConsumer consumer;

    @Override
    public Future<?> start() {
      consumer = RequestConsumer.create(vertx, route.getAddress(), request -> request.response()
        .end(Buffer.buffer("order " + request.param("id"))));
      return consumer.listen().compose(listening -> Routes.of(vertx).add(route));
    }

    @Override
    public Future<?> stop() {
      return consumer.close(); // the route stays, because other consumers may use it
    }
  }
  // end::own[]
}
