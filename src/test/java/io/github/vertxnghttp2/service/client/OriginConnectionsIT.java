package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.conformance.ScriptedTest;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.ClientVerticleOptions;
import io.github.vertxnghttp2.service.syntax.Origin;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.net.ServerSocket;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The connections to an origin that is played by hand. */
class OriginConnectionsIT extends ScriptedTest {
  private final ServerSocket listening = closing(FramePeer.listen());
  private final Context context = ((VertxInternal) vertx).createEventLoopContext();
  private final ClientVerticleOptions options = new ClientVerticleOptions(new JsonObject().put("defaults",
    new JsonObject().put("http2", new JsonObject().put("keepAliveInterval", 10_000)))).setAllow(List.of("127.0.0.1"));
  private final OriginConnections connections = new OriginConnections(context,
    Origin.of("http://127.0.0.1:" + listening.getLocalPort() + "/", null, "request"), options,
    new TargetPolicy(options));

  /** Connects, lets the server close with this reason, and returns the keep-alive interval of the connection. */
  private int keepAliveIntervalOfAConnectionThatEnds(ErrorCode code, String reason) {
    Promise<PooledConnection> leased = Promise.promise();
    context.runOnContext(v -> connections.connection().onComplete(leased));
    FramePeer peer = closing(FramePeer.accept(listening));
    peer.handshake();
    PooledConnection session = await(leased.future());
    peer.send(RawFrame.goAway(0, code.code(), reason));
    peer.expectClosed();
    return session.keepAliveInterval();
  }

  @Test
  void a_server_that_finds_pings_too_many_gets_half_as_many_from_each_connection_that_follows() {
    assertEquals(10_000, keepAliveIntervalOfAConnectionThatEnds(ErrorCode.ENHANCE_YOUR_CALM, "too_many_pings"));
    assertEquals(20_000, keepAliveIntervalOfAConnectionThatEnds(ErrorCode.ENHANCE_YOUR_CALM, "too_many_pings"));
    assertEquals(40_000, keepAliveIntervalOfAConnectionThatEnds(ErrorCode.NO_ERROR, "restarting"));
    assertEquals(40_000, keepAliveIntervalOfAConnectionThatEnds(ErrorCode.ENHANCE_YOUR_CALM, "too many requests"));
    assertEquals(40_000, keepAliveIntervalOfAConnectionThatEnds(ErrorCode.NO_ERROR, "over"));
  }
}
