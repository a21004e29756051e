package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

/**
 * The same response to GET /hello in different ways: a handler that is called directly, one that a route of
 * {@code nghttp2:server} reaches over the local event bus, by one message or by a stream, and one that vertx-web
 * reaches over the event bus on Vert.x's own HTTP/2.
 */
enum RoutedServer {
  DIRECT {
    @Override
    Future<?> serve(Vertx vertx, int port) {
      return ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(port))
        .requestHandler(request -> request.response().putHeader("content-type", "text/plain").end(HELLO)).listen();
    }
  },
  ROUTED_BUFFER {
    @Override
    Future<?> serve(Vertx vertx, int port) {
      vertx.eventBus().consumer("hello", RoutedServer::reply);
      return deploy(vertx, port, "buffer");
    }
  },
  ROUTED_JSON {
    @Override
    Future<?> serve(Vertx vertx, int port) {
      vertx.eventBus().consumer("hello", message -> message.reply(new JsonObject()
        .put("headers", new JsonObject().put("content-type", "text/plain")).put("body", "SGVsbG8sIHdvcmxkIQ")));
      return deploy(vertx, port, "json");
    }
  },
  STREAMED {
    @Override
    Future<?> serve(Vertx vertx, int port) {
      return stream(vertx, port, 1, HELLO);
    }
  },
  /** A response of 256 KiB in 64 frames. */
  STREAMED_FRAMES {
    @Override
    Future<?> serve(Vertx vertx, int port) {
      return stream(vertx, port, 64, Buffer.buffer(new byte[4096]));
    }
  },
  VERTX_WEB {
    @Override
    Future<?> serve(Vertx vertx, int port) {
      vertx.eventBus().consumer("hello", RoutedServer::reply);
      Router router = Router.router(vertx);
      router.get("/hello").handler(context -> ask(vertx, context.request()));
      return vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port)).requestHandler(router)
        .listen();
    }
  };

  private static final Buffer HELLO = Buffer.buffer("Hello, world!");

  abstract Future<?> serve(Vertx vertx, int port);

  private static void reply(Message<Buffer> message) {
    message.reply(HELLO, new DeliveryOptions().addHeader("content-type", "text/plain"));
  }

  private static Future<?> deploy(Vertx vertx, int port, String form) {
    return deploy(vertx, port, new JsonObject().put("form", form));
  }

  private static Future<?> deploy(Vertx vertx, int port, JsonObject route) {
    return vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
      .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", port)))
      .put("routes", new JsonArray().add(route.put("method", "GET").put("path", "/hello").put("address", "hello")))));
  }

  private static Future<?> stream(Vertx vertx, int port, int frames, Buffer frame) {
    return RequestConsumer.create(vertx, "hello", request -> {
      for (int i = 1; i < frames; i++) {
        request.response().write(frame);
      }
      request.response().end(frame);
    }).listen().compose(consumer -> deploy(vertx, port, new JsonObject().put("mode", "stream")));
  }

  /**
   * What a route in form {@code buffer} does: the head in the headers of the message, those of the reply in the
   * response.
   */
  private static void ask(Vertx vertx, HttpServerRequest request) {
    DeliveryOptions options = new DeliveryOptions();
    options.addHeader(":method", request.method().name()).addHeader(":path", request.uri())
      .addHeader(":authority", String.valueOf(request.authority())).addHeader(":remote", request.remoteAddress()
        .toString());
    request.headers().forEach(options::addHeader);
    vertx.eventBus().<Buffer>request("hello", Buffer.buffer(0), options).onComplete(reply -> {
      reply.headers().forEach(request.response()::putHeader);
      request.response().end(reply.body());
    }, cause -> request.response().setStatusCode(503).end());
  }

  /** Takes the way and the port. */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    vertx.runOnContext(v -> valueOf(args[0]).serve(vertx, Integer.parseInt(args[1]))
      .onSuccess(done -> System.out.println("listening, native transport: " + vertx.isNativeTransportEnabled()))
      .onFailure(Throwable::printStackTrace));
  }
}
