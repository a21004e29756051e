package io.github.vertxnghttp2.http;

import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;

/** Chooses the engine when the first Vertx is made, if {@link Nghttp2Http#PROPERTY} asks for it. */
public final class EngineServiceProvider implements VertxServiceProvider {
  private static final System.Logger LOG = System.getLogger(EngineServiceProvider.class.getName());

  /** Called by {@link java.util.ServiceLoader}. */
  public EngineServiceProvider() {
  }

  @Override
  public void init(VertxBootstrap bootstrap) {
    String asked = System.getProperty(Nghttp2Http.PROPERTY, "false");
    try {
      choose(asked);
    } catch (LinkageError e) { // of a Vert.x whose classes are others
      LOG.log(System.Logger.Level.WARNING, "nghttp2 cannot be used for HTTP/2 under this Vert.x, which keeps its own"
        + " engine: {0}", e.toString());
    }
  }

  private static void choose(String asked) {
    switch (asked) {
      case "false" -> { }
      case "true" -> Nghttp2Http.enable();
      case "server" -> Nghttp2Http.enableServers();
      case "client" -> Nghttp2Http.enableClients();
      case "chosen" -> Nghttp2Http.enableChosen();
      default -> LOG.log(System.Logger.Level.WARNING,
        "the system property {0} is \"{1}\"; it must be true, server, client, chosen or"
          + " false", Nghttp2Http.PROPERTY, asked);
    }
  }
}
