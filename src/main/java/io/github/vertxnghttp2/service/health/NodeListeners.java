package io.github.vertxnghttp2.service.health;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The server verticles of this Vert.x with the same control address, and whether they listen. Safe for use by any
 * thread.
 */
public final class NodeListeners implements Shareable {
  private static final String MAP = "io.github.vertxnghttp2.listeners";

  private enum State {
    STARTING, LISTENING, CLOSING
  }

  private final Map<Object, State> servers = new ConcurrentHashMap<>();

  NodeListeners() {
  }

  /** The ones of this control address. */
  public static NodeListeners at(Vertx vertx, String controlAddress) {
    LocalMap<String, NodeListeners> byAddress = vertx.sharedData().getLocalMap(MAP);
    return byAddress.computeIfAbsent(controlAddress, address -> new NodeListeners());
  }

  public void starting(Object server) {
    servers.put(server, State.STARTING);
  }

  /** All listeners of the server listen. */
  public void listening(Object server) {
    servers.replace(server, State.STARTING, State.LISTENING);
  }

  /** The server is about to close. @return whether it was listening */
  public boolean closing(Object server) {
    return servers.put(server, State.CLOSING) == State.LISTENING;
  }

  public void closed(Object server) {
    servers.remove(server);
  }

  JsonObject check() {
    if (servers.containsValue(State.CLOSING)) {
      return HealthCheck.down("listeners", "the server is closing");
    }
    return servers.containsValue(State.STARTING) ? HealthCheck.down("listeners", "the server is starting")
      : HealthCheck.up("listeners");
  }
}
