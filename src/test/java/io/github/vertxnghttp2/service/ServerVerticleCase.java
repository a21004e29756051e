package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A deployed {@code nghttp2:server}, handlers of its routes, and a client of it, in one JVM. */
@Timeout(180)
public abstract class ServerVerticleCase {
  /** Below 0: chosen by the system, and shared by who asks for the same number. */
  private static final AtomicInteger SHARED_PORT = new AtomicInteger();

  public final Vertx vertx = Vertx.vertx();
  public final ListenerLog log = ListenerLog.open();
  public String deployment;
  public int port;

  @AfterEach
  public void closeAll() {
    await(vertx.close());
    log.close();
  }

  public static <T> T await(Future<T> future) {
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

  public static JsonObject config(JsonObject... routes) {
    return new JsonObject()
      .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port",
        SHARED_PORT.decrementAndGet())))
      .put("controlAllow", new JsonArray().add("*"))
      .put("routes", new JsonArray(List.of(routes)));
  }

  public static JsonObject route(String path, String address) {
    return new JsonObject().put("path", path).put("address", address);
  }

  public void deploy(int instances, JsonObject config) {
    deployment = await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setInstances(instances).setConfig(
      config)));
    port = log.port();
  }

  public void serve(JsonObject... routes) {
    deploy(1, config(routes));
  }

  public <T> void handle(String address, Handler<Message<T>> handler) {
    await(vertx.eventBus().consumer(address, handler).completion());
  }

  public ClientSession connect() {
    return await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(port)));
  }

  public ClientResponse get(String uri) {
    return await(connect().get(uri).send());
  }

  public ClientResponse post(String uri, Buffer body) {
    return await(connect().request(HttpMethod.POST, uri).send(body));
  }

  public static String text(ClientResponse response) {
    return await(response.text());
  }

  public static DeliveryOptions headers(String... namesAndValues) {
    DeliveryOptions options = new DeliveryOptions();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      options.addHeader(namesAndValues[i], namesAndValues[i + 1]);
    }
    return options;
  }

  public static void assertResponse(int status, String text, ClientResponse response) {
    assertEquals(status + " " + text, response.status() + " " + text(response));
  }
}
