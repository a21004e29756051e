package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.RecorderOptions;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.http.Engine;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Way;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.github.vertxnghttp2.testing.ServerKind;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Recordings of open connections, on both engines and both sides. */
@Timeout(60)
@NeedsPeer({"curl", "nghttp"})
class LiveRecordingIT {
  private static final int BODY = 40_000;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private ServerSession serve(ServerKind kind, ServerOptions options) {
    return Bodies.await(kind.create(vertx, options.setHost("127.0.0.1")).requestHandler(request ->
      request.body().onSuccess(body -> request.response().end(body))).listen());
  }

  private ClientSession connect(ServerSession server, Http2Options options) {
    return Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("localhost")
      .setPort(server.actualPort()).setHttp2(options)));
  }

  private LiveConnection open(Side side) {
    List<LiveConnection> open = LiveRecordings.of(vertx).open().stream()
      .filter(connection -> Bodies.await(connection.summary()).side() == side).toList();
    assertEquals(1, open.size());
    return open.get(0);
  }

  private RecordedConnection record(Side side) {
    return Bodies.await(open(side).record());
  }

  private static long bytes(RecordedConnection of, Way way) {
    return of.frames().stream().filter(frame -> frame.type() == FrameType.DATA.code() && frame.way() == way)
      .mapToLong(RecordedFrame::length).sum();
  }

  private static void assertExchangeIn(RecordedConnection recording) {
    assertTrue(recording.isOpen());
    assertNull(recording.end());
    assertEquals(BODY, bytes(recording, Way.SENT));
    assertEquals(BODY, bytes(recording, Way.RECEIVED));
    assertEquals(1, recording.streamsOpened());
    assertTrue(recording.bytesSent() > BODY && recording.bytesReceived() > BODY);
    assertTrue(recording.frames().get(0).time() >= recording.openedAt() - 8);
    assertTrue(recording.sendWindow() > 0 && recording.receiveWindow() > 0);
    assertTrue(recording.fieldBytes() > 0 && recording.blockBytes() > 0);
    assertEquals("", recording.node());
  }

  @ParameterizedTest
  @EnumSource(ServerKind.class)
  void both_sides_have_the_frames_of_an_exchange(ServerKind kind) {
    ClientSession client = connect(serve(kind, new ServerOptions()), new Http2Options());
    Bodies.await(Bodies.await(client.post("/echo").send(Buffer.buffer(new byte[BODY]))).body());
    RecordedConnection atServer = record(Side.SERVER);
    RecordedConnection atClient = record(Side.CLIENT);
    assertExchangeIn(atServer);
    assertExchangeIn(atClient);
    assertNotEquals(atServer.id(), atClient.id());
    assertEquals(atServer.localAddress(), atClient.remoteAddress());
    assertEquals(atServer.localSettings(), atClient.remoteSettings());
    assertEquals(List.of(), Bodies.await(open(Side.CLIENT).summary()).frames());
  }

  @Test
  void the_client_of_vertx_has_the_frames_of_an_exchange() {
    ServerSession server = serve(ServerKind.SESSION, new ServerOptions().setHttp2(off()));
    HttpClientAgent client = Engine.OURS.client(vertx, new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
      .setHttp2ClearTextUpgrade(false));
    Bodies.await(client.request(HttpMethod.POST, server.actualPort(), "localhost", "/echo")
      .compose(request -> request.send(Buffer.buffer(new byte[BODY])).compose(HttpClientResponse::body)));
    assertExchangeIn(record(Side.CLIENT));
  }

  private static Http2Options off() {
    return new Http2Options().setRecorder(new RecorderOptions().setBytes(0));
  }

  @Test
  void connections_without_a_recorder_are_not_there() {
    ClientSession client = connect(serve(ServerKind.SESSION, new ServerOptions().setHttp2(off())), off());
    Bodies.await(client.post("/").send(Buffer.buffer("hello")));
    assertEquals(List.of(), List.copyOf(LiveRecordings.of(vertx).open()));
  }

  @ParameterizedTest
  @EnumSource(ServerKind.class)
  void tls_is_recorded(ServerKind kind) {
    SelfSignedCertificate certificate = SelfSignedCertificate.create();
    ServerOptions options = new ServerOptions();
    options.setSsl(true).setKeyCertOptions(certificate.keyCertOptions());
    ServerSession server = serve(kind, options);
    ClientOptions secure = new ClientOptions().setHost("localhost").setPort(server.actualPort());
    secure.setSsl(true).setTrustOptions(certificate.trustOptions());
    ClientSession client = Bodies.await(ClientSession.connect(vertx, secure));
    Bodies.await(Bodies.await(client.post("/").send(Buffer.buffer("hello"))).body());
    for (Side side : Side.values()) {
      RecordedConnection recording = record(side);
      assertEquals("h2", recording.tls().protocol());
      assertTrue(recording.tls().version().startsWith("TLSv1."), recording.tls()::toString);
      assertTrue(recording.tls().cipher().startsWith("TLS_"), recording.tls()::toString);
    }
    assertEquals("localhost", record(Side.CLIENT).tls().serverName());
  }

  @ParameterizedTest
  @EnumSource(ServerKind.class)
  void a_connection_is_drained_and_is_not_there_afterwards(ServerKind kind) {
    ClientSession client = connect(serve(kind, new ServerOptions()), new Http2Options());
    Bodies.await(Bodies.await(client.post("/").send(Buffer.buffer("hello"))).body());
    LiveConnection server = open(Side.SERVER);
    server.drain();
    awaitEnd(server);
    assertNull(LiveRecordings.of(vertx).open(server.id()));
    assertEquals(List.of(), LiveRecordings.of(vertx).kept());
  }

  /** Asks until the connection is closed. */
  private static void awaitEnd(LiveConnection connection) {
    while (Bodies.await(connection.record().map(true).otherwise(false))) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void a_connection_is_closed_from_each_side(Side side) {
    ClientSession client = connect(serve(ServerKind.SESSION, new ServerOptions()), new Http2Options());
    Bodies.await(Bodies.await(client.post("/").send(Buffer.buffer("hello"))).body());
    LiveConnection server = open(Side.SERVER);
    open(side).close();
    awaitEnd(server);
    assertEquals(List.of(), LiveRecordings.of(vertx).kept());
  }

  @ParameterizedTest
  @EnumSource(ServerKind.class)
  void the_frame_log_is_switched_on(ServerKind kind) {
    ClientSession client = connect(serve(kind, new ServerOptions()), new Http2Options());
    Bodies.await(Bodies.await(client.post("/").send(Buffer.buffer("hello"))).body());
    List<String> lines = new CopyOnWriteArrayList<>();
    LiveConnection server = open(Side.SERVER);
    server.frameLog(lines::add);
    Bodies.await(server.summary());
    Bodies.await(Bodies.await(client.post("/logged").putHeader("authorization", "mine")
      .send(Buffer.buffer("hello"))).body());
    String log = String.join("\n", lines);
    assertTrue(log.contains("/logged") && !log.contains("mine"), log);
  }

  @Test
  void a_frame_log_of_the_application_goes_on_beside_another() {
    ServerSession server = serve(ServerKind.values()[0], new ServerOptions());
    ClientSession client = connect(server, new Http2Options());
    List<String> own = new CopyOnWriteArrayList<>();
    List<String> other = new CopyOnWriteArrayList<>();
    client.frameLog(own::add);
    open(Side.CLIENT).frameLog(other::add);
    Bodies.await(Bodies.await(client.get("/both").send()).body());
    open(Side.CLIENT).frameLog(null);
    Bodies.await(Bodies.await(client.get("/own").send()).body());
    client.frameLog(null);
    Bodies.await(Bodies.await(client.get("/none").send()).body());
    String log = String.join("\n", own);
    assertTrue(log.contains("/both") && log.contains("/own") && !log.contains("/none"), log);
    String watched = String.join("\n", other);
    assertTrue(watched.contains("/both") && !watched.contains("/own"), watched);
    open(Side.CLIENT).frameLog(other::add);
    int lines = other.size();
    Bodies.await(client.close());
    assertTrue(other.size() > lines && other.get(other.size() - 1).contains("closed"), other::toString);
  }

  /** Asks a server for a page that is served when the connection was recorded. */
  private RecordedExchange recordedFrom(ServerKind kind, Http2Options options, List<String> client) {
    List<RecordedConnection> seen = new CopyOnWriteArrayList<>();
    ServerSession server = Bodies.await(kind.create(vertx, new ServerOptions().setHost("127.0.0.1").setHttp2(options))
      .requestHandler(request -> LiveRecordings.of(vertx).open().iterator().next().record().onSuccess(record -> {
        seen.add(record);
        request.response().end("seen");
      })).listen());
    List<String> command = new ArrayList<>(client);
    command.add("http://127.0.0.1:" + server.actualPort() + "/page");
    Peer.runToEnd(command);
    RecordedExchange exchange = seen.get(0).exchanges().get(0);
    assertEquals("GET", exchange.method());
    assertEquals("/page", exchange.target());
    assertEquals("127.0.0.1:" + server.actualPort(), exchange.authority());
    assertTrue(exchange.requestFields().contains(new Header("x-seen", "yes")), exchange::toString);
    return exchange;
  }

  private static boolean hasValue(RecordedExchange exchange, String text) {
    return exchange.requestFields().stream().anyMatch(field -> field.value().contains(text));
  }

  @ParameterizedTest
  @EnumSource(ServerKind.class)
  void secrets_of_real_clients_are_not_recorded(ServerKind kind) {
    List<String> fields = List.of("-H", "authorization: mine", "-H", "cookie: id=mine", "-H", "x-seen: yes");
    List<String> curl = new ArrayList<>(List.of(Peer.find("curl", "curl"), "-s", "--http2-prior-knowledge"));
    List<String> nghttp = new ArrayList<>(List.of(Peer.find("nghttp", "nghttp2-client")));
    for (List<String> client : List.of(curl, nghttp)) {
      client.addAll(fields);
      RecordedExchange exchange = recordedFrom(kind, new Http2Options(), client);
      assertTrue(exchange.requestFields().contains(new Header("authorization", "", true)), exchange::toString);
      assertFalse(hasValue(exchange, "mine"), exchange::toString);
    }
  }

  @Test
  void secrets_are_recorded_if_that_is_asked_for() {
    RecordedExchange exchange = recordedFrom(ServerKind.SESSION, new Http2Options().setLogSecrets(true),
      List.of(Peer.find("curl", "curl"), "-s", "--http2-prior-knowledge", "-H", "cookie: mine", "-H", "x-seen: yes"));
    assertTrue(hasValue(exchange, "mine"), exchange::toString);
  }
}
