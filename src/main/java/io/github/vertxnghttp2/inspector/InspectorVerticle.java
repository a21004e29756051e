package io.github.vertxnghttp2.inspector;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** The verticle {@code nghttp2:inspector}. Its config is {@link InspectorOptions} as JSON. */
public final class InspectorVerticle extends VerticleBase {
  private Inspector inspector;

  /** Creates the verticle. Deploy it by the name {@code nghttp2:inspector}, or as an instance. */
  public InspectorVerticle() {
  }

  /** Fails with an IllegalArgumentException that names the path of a wrong value in the config. */
  @Override
  public Future<?> start() {
    inspector = Inspector.create(vertx, new InspectorOptions(config()));
    return inspector.listen();
  }

  /** The port that the page is on. */
  public int actualPort() {
    return inspector.actualPort();
  }

  @Override
  public Future<?> stop() {
    return inspector.close();
  }
}
