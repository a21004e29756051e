package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.service.ClientVerticleOptions;
import io.github.vertxnghttp2.service.Http2ClientService;
import io.github.vertxnghttp2.service.ServiceResponse;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A deployed {@code nghttp2:client} and servers that it is to ask, in one JVM. */
@Timeout(180)
abstract class ClientVerticleCase {
  static final String ADDRESS = ClientVerticleOptions.DEFAULT_ADDRESS;

  final Vertx vertx = Vertx.vertx();
  String deployment;

  @AfterEach
  void closeAll() {
    await(vertx.close());
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().orTimeout(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    }
  }

  ServerSession serve(ServerOptions options, Handler<ServerRequest> handler) {
    return await(ServerSession.create(vertx, options.setHost("127.0.0.1")).requestHandler(handler).listen());
  }

  /** @return the beginning of its URLs */
  String serve(Handler<ServerRequest> handler) {
    return url(serve(new ServerOptions(), handler));
  }

  static String url(ServerSession server) {
    return "http://127.0.0.1:" + server.actualPort();
  }

  Http2ClientService deploy(JsonObject config) {
    return deploy(1, config);
  }

  /** @param config whose {@code allow} is this host unless given */
  Http2ClientService deploy(int instances, JsonObject config) {
    if (!config.containsKey("allow")) {
      config.put("allow", new JsonArray().add("127.0.0.1").add("::1"));
    }
    deployment = await(vertx.deployVerticle("nghttp2:client", new DeploymentOptions().setInstances(instances).setConfig(
      config)));
    return Http2ClientService.createProxy(vertx, ADDRESS);
  }

  Message<Object> ask(String action, Object body, String... headers) {
    DeliveryOptions options = new DeliveryOptions();
    if (action != null) {
      options.addHeader("action", action);
    }
    for (int i = 0; i < headers.length; i += 2) {
      options.addHeader(headers[i], headers[i + 1]);
    }
    return await(vertx.eventBus().request(ADDRESS, body, options));
  }

  static DeliveryOptions action(String action) {
    return new DeliveryOptions().addHeader("action", action);
  }

  JsonObject fetch(JsonObject request) {
    return (JsonObject) ask("request", new JsonObject().put("request", request)).body();
  }

  static JsonObject get(String url) {
    return new JsonObject().put("url", url);
  }

  static String text(ServiceResponse response) {
    return response.getBody().toString();
  }

  /** What fails, and must with this code and these words. */
  static void assertFailure(int code, String words, Future<?> future) {
    ReplyException failure = assertThrows(ReplyException.class, () -> await(future));
    assertTrue(failure.getMessage().contains(words), failure::getMessage);
    assertEquals(code, failure.failureCode(), failure::getMessage);
  }

  /** The counts of the one origin that there is. */
  static JsonObject origin(JsonObject stats) {
    JsonArray origins = stats.getJsonArray("origins");
    assertEquals(1, origins.size(), stats::encode);
    return origins.getJsonObject(0);
  }

  static Buffer bytes(int size) {
    return Buffer.buffer(new byte[size]);
  }
}
