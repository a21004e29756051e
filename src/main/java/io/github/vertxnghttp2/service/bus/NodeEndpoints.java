package io.github.vertxnghttp2.service.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/** The one {@link NodeEndpoint} of a Vert.x, which exists while it has users. Safe for use by any thread. */
final class NodeEndpoints implements Shareable {
  private static final String MAP = "io.github.vertxnghttp2.endpoints";

  private final VertxInternal vertx;
  private NodeEndpoint endpoint;
  private int users;

  private NodeEndpoints(VertxInternal vertx) {
    this.vertx = vertx;
  }

  static NodeEndpoints of(Vertx vertx) {
    LocalMap<String, NodeEndpoints> one = vertx.sharedData().getLocalMap(MAP);
    return one.computeIfAbsent("", key -> new NodeEndpoints((VertxInternal) vertx));
  }

  /** The endpoint, for one more user. */
  synchronized NodeEndpoint join() {
    if (users++ == 0) {
      endpoint = new NodeEndpoint(vertx);
    }
    return endpoint;
  }

  /** One user less: the last one closes the endpoint. */
  synchronized Future<Void> leave() {
    if (--users > 0) {
      return Future.succeededFuture();
    }
    NodeEndpoint unused = endpoint;
    endpoint = null;
    return unused.close();
  }
}
