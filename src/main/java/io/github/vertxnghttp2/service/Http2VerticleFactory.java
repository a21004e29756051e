package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.inspector.InspectorVerticle;
import io.github.vertxnghttp2.service.bridge.BridgeVerticle;
import io.github.vertxnghttp2.service.hello.HelloVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Promise;
import io.vertx.core.spi.VerticleFactory;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Creates the verticles whose names begin with {@code nghttp2:}. Vert.x finds this class through the ServiceLoader. */
public final class Http2VerticleFactory implements VerticleFactory {
  private static final String PREFIX = "nghttp2";
  private static final Map<String, Supplier<Deployable>> VERTICLES = new TreeMap<>(Map.of(
    "bridge", BridgeVerticle::new,
    "client", ClientVerticle::new,
    "hello", HelloVerticle::new,
    "inspector", InspectorVerticle::new,
    "server", ServerVerticle::new));

  /** For the ServiceLoader. */
  public Http2VerticleFactory() {
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public void createVerticle2(String verticleName, ClassLoader classLoader,
                              Promise<Callable<? extends Deployable>> promise) {
    Supplier<Deployable> verticle = VERTICLES.get(VerticleFactory.removePrefix(verticleName));
    if (verticle == null) {
      promise.fail(new IllegalArgumentException("there is no verticle " + verticleName + "; the names are "
        + VERTICLES.keySet().stream().map(name -> PREFIX + ":" + name).collect(Collectors.joining(", "))));
    } else {
      promise.complete(verticle::get);
    }
  }
}
