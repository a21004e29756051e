package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.LogLines;
import io.vertx.core.Promise;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Peers that would fill the log. */
class LogFloodsIT extends AttackScript {
  private static final int MANY = 20;
  private static final int PATIENCE = 200;

  @Test
  void TLS_connections_without_ALPN_cost_one_line_a_second() {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    serve(options(new Http2Options()).setSsl(true).setKeyCertOptions(certificate.keyCertOptions()), request -> { });
    LogLines log = closing(LogLines.of(ServerSession.class.getName()));
    NetClient client = vertx.createNetClient(new NetClientOptions().setSsl(true).setTrustAll(true)
      .setHostnameVerificationAlgorithm(""));
    closing(() -> await(client.close()));
    long begin = System.nanoTime();
    for (int i = 0; i < MANY; i++) {
      NetSocket socket = await(client.connect(server.actualPort(), "127.0.0.1"));
      Promise<Void> closed = Promise.promise();
      socket.closeHandler(v -> closed.complete());
      socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
      await(closed.future());
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    assertTrue(log.contains("without ALPN"), log::toString);
    assertTrue(log.lines().size() <= seconds + 2, () -> "in " + seconds + " s: " + log);
  }

  @Test
  void connections_that_stay_silent_after_the_end_cost_none() {
    ServerOptions options = options(new Http2Options());
    options.setIdleTimeout(60_000).setReadIdleTimeout(PATIENCE).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    serve(options, request -> { });
    LogLines log = closing(LogLines.of("io.github.vertxnghttp2.impl.transport.ConnectionDriver"));
    List<FramePeer> silent = new ArrayList<>();
    for (int i = 0; i < 4; i++) { // the end of each tells that as much time is over for those before it, which linger
      FramePeer peer = openSending();
      peer.expectGoAway(ErrorCode.NO_ERROR);
      silent.add(peer);
    }
    silent.forEach(FramePeer::expectClosed);
    assertEquals(List.of(), log.lines());
  }
}
