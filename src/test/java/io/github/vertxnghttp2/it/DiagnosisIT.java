package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.LabelNames;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.diagnosis.Diagnosis;
import io.github.vertxnghttp2.recording.diagnosis.Finding;
import io.github.vertxnghttp2.recording.diagnosis.FindingCode;
import io.github.vertxnghttp2.recording.export.QlogReader;
import io.github.vertxnghttp2.recording.export.QlogWriter;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.github.vertxnghttp2.testing.DelayingProxy;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Faults that are planted into real connections are found in their recordings, and named. */
@Timeout(60)
class DiagnosisIT {
  private static final int SMALL_WINDOW = 65_535;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private ServerSession serve(ServerOptions options, Handler<ServerRequest> handler) {
    return Bodies.await(ServerSession.create(vertx, options.setHost("127.0.0.1")).requestHandler(handler).listen());
  }

  private ClientSession connect(int port, Http2Options options) {
    return Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("localhost").setPort(port)
      .setHttp2(options)));
  }

  /** Records a side again and again, until the fault is found. */
  private Finding found(Side side, FindingCode code) {
    while (true) {
      Stream<RecordedConnection> open = LiveRecordings.of(vertx).open().stream().map(LiveConnection::record)
        .map(recorded -> Bodies.await(recorded.otherwise((RecordedConnection) null)));
      List<RecordedConnection> recorded = Stream.concat(open, LiveRecordings.of(vertx).kept().stream())
        .filter(one -> one != null && one.side() == side).toList();
      long now = RecordingClock.now();
      for (RecordedConnection one : recorded) {
        Recording recording = new Recording("planted", now, List.of(one));
        assertEquals(recording, QlogReader.read(QlogWriter.write(recording)));
        for (Finding finding : Diagnosis.of(one, now)) {
          if (finding.code() == code) {
            return finding;
          }
        }
      }
      LockSupport.parkNanos(20_000_000); // the fault has to last for its time
    }
  }

  @Test
  void a_client_with_a_small_window_on_a_long_line() {
    ServerSession server = serve(new ServerOptions(), request -> request.response().end(Buffer.buffer(
      new byte[12 * SMALL_WINDOW])));
    Http2Options small = new Http2Options().setMaxWindowSize(0).setConnectionWindowSize(1 << 20);
    small.getSettings().setInitialWindowSize(SMALL_WINDOW);
    try (DelayingProxy line = new DelayingProxy(server.actualPort(), TimeUnit.MILLISECONDS.toNanos(25), 0)) {
      Bodies.await(Bodies.await(connect(line.port(), small).get("/").send()).body());
      String text = found(Side.SERVER, FindingCode.STREAM_WINDOW).text();
      assertTrue(text.matches("\\d+ % of this download waited for the peer's window of 65,535 bytes; at \\d+ ms that is at"
        + " most (\\d.\\d MB|\\d+ kB)/s. Raise SETTINGS_INITIAL_WINDOW_SIZE at the client."), text);
    }
  }

  @Test
  void a_handler_that_does_not_read() {
    ServerSession server = serve(new ServerOptions(), request -> request.pause());
    connect(server.actualPort(), new Http2Options()).post("/").send(Buffer.buffer(new byte[100_000]));
    String text = found(Side.SERVER, FindingCode.APPLICATION_DOES_NOT_READ).text();
    assertTrue(text.matches("The handler has not read for [\\d.]+ m?s. [\\d,]+ bytes wait. Resume the request, or read its"
      + " body."), text);
  }

  @Test
  void a_handler_that_does_not_respond() {
    ServerSession server = serve(new ServerOptions(), request -> request.label(LabelNames.HANDLER, "orders")
      .label(LabelNames.NODE, "b").label(LabelNames.KIND, LabelNames.UNARY));
    connect(server.actualPort(), new Http2Options()).get("/orders/1").send();
    String text = found(Side.SERVER, FindingCode.SLOW_RESPONSE).text();
    assertTrue(text.matches("The handler orders on node b has not responded for [\\d.]+ m?s, over the event bus, .*"), text);
    text = found(Side.CLIENT, FindingCode.SLOW_RESPONSE).text();
    assertTrue(text.startsWith("The server has not responded for "), text);
  }

  @Test
  void a_limit_that_fires() {
    ServerOptions strict = new ServerOptions();
    strict.getHttp2().getLimits().setMaxPings(5);
    ServerSession server = serve(strict, request -> request.respond(200, "hello"));
    try (FramePeer peer = FramePeer.connect(server.actualPort())) {
      peer.handshake();
      for (int i = 0; i < 7; i++) {
        peer.trySend(RawFrame.ping(i));
      }
      Finding finding = found(Side.SERVER, FindingCode.LIMIT);
      assertEquals("maxPings", finding.setting());
      assertTrue(finding.text().startsWith("A limit was exceeded: more than maxPings = 5 PING frames in 10 s"),
        finding.text());
      assertTrue(found(Side.SERVER, FindingCode.GOAWAY).text().contains("ENHANCE_YOUR_CALM"));
    }
  }

  @Test
  void a_peer_that_does_not_read_its_socket() {
    ServerSession server = serve(new ServerOptions(), request -> request.response().end(Buffer.buffer(
      new byte[32 << 20])));
    try (FramePeer peer = FramePeer.connect(server.actualPort())) {
      peer.handshake(SettingId.INITIAL_WINDOW_SIZE.id(), Integer.MAX_VALUE);
      peer.send(RawFrame.windowUpdate(0, 1 << 30)).sendHeaders(1, true, ":method", "GET", ":scheme", "http",
        ":authority", "localhost", ":path", "/");
      String text = found(Side.SERVER, FindingCode.SOCKET).text();
      assertTrue(text.matches("The socket took nothing for [\\d.]+ m?s: the client does not read, or the line is slow.*"),
        text);
    }
  }

  @Test
  void requests_that_wait_for_a_free_stream() {
    ServerOptions one = new ServerOptions();
    one.getHttp2().getSettings().setMaxConcurrentStreams(1);
    ServerSession server = serve(one, request -> { });
    ClientSession client = connect(server.actualPort(), new Http2Options());
    client.get("/first").send();
    client.get("/second").send();
    String text = found(Side.CLIENT, FindingCode.FREE_STREAM).text();
    assertTrue(text.matches("1 request waited for a free stream, [\\d.]+ m?s at most, because"
      + " SETTINGS_MAX_CONCURRENT_STREAMS of the server is 1. .*"), text);
  }
}
