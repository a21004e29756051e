package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.LogLines;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import io.github.vertxnghttp2.testing.ServerKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Recordings of connections that ended with an error or for a limit. */
@Timeout(60)
class KeptRecordingsIT {
  private static final int MANY = 50;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private LiveRecordings recordings() {
    return LiveRecordings.of(vertx);
  }

  private ServerSession serve(ServerKind kind, ServerOptions options) {
    return Bodies.await(kind.create(vertx, options.setHost("127.0.0.1")).requestHandler(request -> {
      if (!request.path().equals("/waits")) {
        request.response().end("hello");
      }
    }).listen());
  }

  private RecordedConnection onlyOne(Side side) {
    List<RecordedConnection> kept = recordings().kept().stream().filter(of -> of.side() == side).toList();
    assertEquals(1, kept.size(), kept::toString);
    return kept.get(0);
  }

  private static String name(RecordedConnection of) {
    return "(recording of connection " + of.id() + ")";
  }

  @ParameterizedTest
  @EnumSource(ServerKind.class)
  void the_log_line_of_a_limit_names_the_recording_and_GOAWAY_does_not(ServerKind kind) {
    Http2Limits limits = new Http2Limits().setMaxResets(1);
    ServerSession server = serve(kind, new ServerOptions().setHttp2(new Http2Options().setLimits(limits)));
    try (LogLines log = LogLines.of("io.github.vertxnghttp2.limits");
      FramePeer peer = FramePeer.connect(server.actualPort())) {
      peer.handshake();
      peer.send(RawFrame.headers(1, true, HpackBlock.get("/")));
      Repeat.until("the server closes", () -> server.metrics().limitsReached("maxResets") > 0,
        () -> peer.trySend(RawFrame.rst(1, ErrorCode.CANCEL)));
      RawFrame goAway = peer.expectGoAway(ErrorCode.ENHANCE_YOUR_CALM);
      peer.expectClosed();
      RecordedConnection kept = onlyOne(Side.SERVER);
      assertTrue(log.contains("maxResets", name(kept)), log::toString);
      assertFalse(goAway.debugText().contains("recording"), goAway::debugText);
      assertTrue(kept.end().contains("maxResets"), kept::end);
      assertTrue(kept.limits().get(0).contains("maxResets"), kept.limits()::toString);
      assertTrue(kept.closedAt() >= kept.openedAt());
      assertEquals(FrameType.GOAWAY.code(), kept.frames().get(kept.frames().size() - 1).type());
    }
  }

  @Test
  void the_exception_of_a_client_names_the_recording() throws IOException {
    try (ServerSocket listening = FramePeer.listen()) {
      Future<ClientSession> connecting = ClientSession.connect(vertx, new ClientOptions().setHost("localhost")
        .setPort(listening.getLocalPort()));
      try (FramePeer server = FramePeer.accept(listening)) {
        server.handshake();
        ClientSession client = Bodies.await(connecting);
        Future<?> response = client.get("/waits").send();
        server.readUntil(FrameType.HEADERS);
        server.send(RawFrame.goAway(1, ErrorCode.INTERNAL_ERROR));
        server.close();
        ConnectionClosedException failure = (ConnectionClosedException) Bodies.failure(response);
        RecordedConnection kept = onlyOne(Side.CLIENT);
        assertTrue(failure.getMessage().contains(name(kept)), failure::getMessage);
        RecordedExchange exchange = kept.exchanges().get(0);
        assertEquals("/waits", exchange.target());
        assertTrue(exchange.isOpen());
      }
    }
  }

  @Test
  void a_connection_that_is_closed_as_usual_is_not_kept() {
    ServerSession server = serve(ServerKind.SESSION, new ServerOptions());
    ClientSession client = Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("localhost")
      .setPort(server.actualPort())));
    Bodies.await(client.get("/").send());
    Bodies.await(client.close());
    Bodies.await(server.close());
    assertEquals(List.of(), recordings().kept());
    assertEquals(0, recordings().open().size());
  }

  @ParameterizedTest
  @EnumSource(ServerKind.class)
  void many_connections_that_break_a_rule_leave_few_recordings(ServerKind kind) {
    ServerSession server = serve(kind, new ServerOptions());
    long begun = System.nanoTime();
    for (int i = 0; i < MANY; i++) {
      try (FramePeer peer = FramePeer.connect(server.actualPort())) {
        peer.handshake();
        peer.send(RawFrame.data(1, "not open", false));
        peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
        peer.expectClosed();
      }
    }
    long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
    int kept = recordings().kept().size();
    assertTrue(kept >= 1 && kept <= seconds + 2, () -> kept + " in " + seconds + " s");
  }
}
