package io.github.vertxnghttp2.service.hello;

import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * The verticle {@code nghttp2:hello}: a handler to try a server with. It responds to requests at the address that
 * {@code address} of its config names, {@code hello} by default, for a route such as {@code /hello/:name}.
 */
public final class HelloVerticle extends VerticleBase {
  private static final String DEFAULT_ADDRESS = "hello";

  @Override
  public Future<?> start() {
    return RequestConsumer.create(vertx, config().getString("address", DEFAULT_ADDRESS), HelloVerticle::greet).listen();
  }

  private static void greet(RoutedRequest request) {
    String name = request.params().getOrDefault("name", "world");
    request.response().putHeader("content-type", "text/plain; charset=utf-8").end("Hello, " + name + "!\n");
  }
}
