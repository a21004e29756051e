package io.github.vertxnghttp2.testing;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.Vertx;

/** What a test serves with: both have the same engine. */
public enum ServerKind {
  /** A {@link ServerSession}. */
  SESSION("io.github.vertxnghttp2.impl.ServerTransport"),
  /** Vert.x's own HttpServer. */
  HTTP_SERVER("io.github.vertxnghttp2.http.engine.Nghttp2Connection");

  private final String diagnostics;

  ServerKind(String diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** The logger of what is wrong with requests. */
  public String diagnostics() {
    return diagnostics;
  }

  /** How many frames a server takes whose limit has this default. Those that Vert.x does not limit are wider there. */
  public int frames(String setting, int maximum) {
    boolean same = this == SESSION || setting.equals("maxResets") || setting.equals("maxOtherFrames");
    return same ? maximum : 10 * maximum;
  }

  /** @throws org.opentest4j.TestAbortedException if Vert.x's servers have no such option */
  public ServerSession create(Vertx vertx, ServerOptions options) {
    return this == SESSION ? ServerSession.create(vertx, options) : VertxHttpServer.create(vertx, options);
  }
}
