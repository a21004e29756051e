package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the frame log says of an exchange, and what nghttp and nghttpd, which print theirs, say of the same. */
@Timeout(180)
class FrameLogIT {
  /** Behind the last frame of the second connection of an nghttpd. */
  private static final Pattern CLOSED = Pattern.compile("\\[id=2\\] \\[ *\\d+\\.\\d+\\] closed\n");

  @TempDir
  static Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final LoggedFrames log = new LoggedFrames();

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private ServerSession serve(ServerOptions options) {
    return Bodies.await(ServerSession.create(vertx, options.setHost("127.0.0.1").setPort(0)).requestHandler(
      this::respond)
      .frameLog(log).listen());
  }

  private void respond(ServerRequest request) {
    ServerResponse response = request.response();
    switch (request.path()) {
      case "/large" -> response.end(Buffer.buffer(Bodies.numbered(2_000_000)));
      case "/reset" -> response.reset(ErrorCode.REFUSED_STREAM);
      case "/refused" -> response.setStatus(413).end("too large");
      case "/hints" -> {
        response.inform(103, MultiMap.caseInsensitiveMultiMap().add("link", "</a.css>; rel=preload"));
        response.putTrailer("x-trailer", "done").end("hinted");
      }
      case "/echo" -> {
        if ("100-continue".equals(request.header("expect"))) {
          response.writeContinue();
        }
        response.send(request);
      }
      default -> request.body().onSuccess(body -> response.putHeader("x-body", body.length() + "").end(
        "Hello, world!"));
    }
  }

  static Stream<List<String>> exchanges() {
    String file = Bodies.randomFile(directory, 100_000).toString();
    String small = Bodies.file(directory, "small", "0123456789".getBytes()).toString();
    return Stream.of(
      List.of("/", "/hints", "/nothing"),
      List.of("--no-dep", "-m20", "/"),
      List.of("-p", "7", "-w", "10", "-W", "16", "/large"),
      List.of("/large", "/large"),
      List.of("-b", "255", "-d", file, "--trailer", "x-last: a trailer", "/echo"),
      List.of("--continuation", "-b", "100", "/"),
      List.of("--expect-continue", "-d", small, "/echo"),
      List.of("-d", file, "/refused"),
      List.of("/reset", "/"),
      List.of("--no-rfc7540-pri", "-H", "priority: u=0, i", "/"),
      List.of("-c", "1", "-c", "65536", "-m3", "/"),
      List.of("-u", "/"),
      List.of("-u", "-d", file, "/echo"));
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void our_server_and_nghttp_agree_on_every_frame(List<String> options) {
    ServerSession server = serve(new ServerOptions());
    List<String> command = new ArrayList<>(List.of(Peer.find("nghttp", "nghttp2-client"), "-nv", "--timeout=60"));
    options.forEach(option -> command.add(option.startsWith("/") && !option.startsWith(directory.toString())
      ? "http://127.0.0.1:" + server.actualPort() + option : option));
    Peer nghttp = Peer.runToEnd(command);
    log.endAt("recv +0 GOAWAY");
    PrintedFrames printed = PrintedFrames.of(nghttp.output());
    assertTrue(printed.sent.size() >= 2 && printed.received.size() >= 3, nghttp.output());
    assertEquals(String.join("\n", printed.sent), String.join("\n", log.received()), nghttp::output);
    // credit for a body that was not read, the PING that measures the round trip of a body, and after an upgrade the
    // acknowledgement, may come when nghttp has its response and is gone
    List<String> sent = log.sent();
    int heard = Math.min(sent.size(), printed.received.size());
    List<String> late = sent.subList(heard, sent.size());
    assertTrue(late.stream().allMatch(line -> line.matches(".* (WINDOW_UPDATE|PING +8 -|SETTINGS +0 ACK).*")),
      late::toString);
    assertEquals(String.join("\n", printed.received), String.join("\n", sent.subList(0, heard)), nghttp::output);
  }

  @Test
  void tls_makes_no_difference() {
    Certificate certificate = Certificate.create(directory);
    ServerSession server = serve(new ServerOptions().setSsl(true)
      .setKeyCertOptions(new PemKeyCertOptions().addCertPath(certificate.cert()).addKeyPath(certificate.key())));
    Peer nghttp = Peer.runToEnd(List.of(Peer.find("nghttp", "nghttp2-client"), "-nvy", "--timeout=60",
      "https://127.0.0.1:" + server.actualPort() + "/hints"));
    log.endAt("recv +0 GOAWAY");
    PrintedFrames printed = PrintedFrames.of(nghttp.output());
    assertEquals(printed.sent, log.received());
    assertEquals(printed.received, log.sent());
  }

  @Test
  void our_client_and_nghttpd_agree_on_every_frame() {
    Bodies.randomFile(directory, 300_000);
    String nghttpd = Peer.find("nghttpd", "nghttp2-server");
    try (Peer.Server server = Peer.serve(port -> List.of(nghttpd, "-v", "--no-tls", "-a", "127.0.0.1", "--echo-upload",
      "-b", "50", "-d", directory.toString(), "--trailer", "x-last: served", Integer.toString(port)))) {
      List<String> logged = logged(Level.FINE, () -> converse(server.port()));
      // the first connection only asked whether the port is open
      Repeat.until("the end of the second", () -> CLOSED.matcher(server.peer().output()).find(), Thread::onSpinWait);
      String output = server.peer().output();
      PrintedFrames printed = PrintedFrames.of(output.substring(output.indexOf("[id=2]")));
      logged.forEach(log::handle);
      assertTrue(log.lines().get(0).startsWith("127.0.0.1:" + server.port() + " "), log.lines().get(0));
      // nghttpd prints no WINDOW_UPDATE that came after it had ended the stream
      assertEquals(withoutStreamCredit(printed.received), withoutStreamCredit(log.sent()), output);
      assertEquals(String.join("\n", printed.sent), String.join("\n", log.received()), output);
      for (String type : List.of("SETTINGS", "HEADERS", "DATA", "WINDOW_UPDATE", "PING", "RST_STREAM", "GOAWAY")) {
        assertTrue(log.sent().stream().anyMatch(line -> line.contains(type)), type);
      }
    }
  }

  private static String withoutStreamCredit(List<String> lines) {
    return lines.stream().filter(line -> !line.contains(" WINDOW_UPDATE ") || line.startsWith("     0 "))
      .collect(Collectors.joining("\n"));
  }

  private void converse(int port) {
    ClientOptions options = new ClientOptions(new JsonObject().put("host", "127.0.0.1").put("port", port)
      .put("http2", new JsonObject().put("logFrames", true)));
    ClientSession session = Bodies.await(ClientSession.connect(vertx, options));
    Bodies.await(session.get("/random-300000").send().compose(ClientResponse::body));
    Bodies.await(session.get("/nothing").send().compose(ClientResponse::body));
    Bodies.await(session.post("/").putHeader("x-y", "z").send(Buffer.buffer(Bodies.random(50_000))).compose(
      ClientResponse::body));
    Bodies.await(session.ping());
    ClientRequest given = session.request(HttpMethod.POST, "/");
    given.write(Buffer.buffer("first"));
    Bodies.await(session.ping());
    given.reset(ErrorCode.CANCEL);
    Bodies.await(session.ping());
    Bodies.await(session.close());
  }

  /** Keeps messages. */
  private static final class LogHandler extends java.util.logging.Handler {
    private final List<String> messages;

    LogHandler(List<String> messages) {
      this.messages = messages;
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord record) {
      synchronized (messages) {
        messages.add(new java.util.logging.SimpleFormatter().formatMessage(record));
      }
    }

    @Override
    public void flush() {
      // nothing is kept back
    }

    @Override
    public void close() {
      // nothing to close
    }
  }

  private ClientSession connect(ServerSession server) {
    return Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(
      server.actualPort())));
  }

  @Test
  void a_session_is_switched_on_and_off_while_it_runs() {
    ServerSession server = serve(new ServerOptions());
    server.frameLog(null);
    ClientSession session = connect(server);
    Bodies.await(session.get("/hints").send().compose(ClientResponse::body));
    assertEquals(List.of(), log.lines());

    session.frameLog(log);
    Bodies.await(session.get("/hints").send().compose(ClientResponse::body));
    List<String> told = log.received().stream().map(line -> line.substring(7, 22).strip()).toList();
    assertEquals(List.of("HEADERS", "HEADERS", "DATA", "HEADERS"), told);
    assertEquals(1, log.sent().stream().filter(line -> line.contains("[:path: /hints]")).count(),
      log.lines()::toString);

    session.frameLog(null);
    Bodies.await(session.ping()); // it is switched when the response comes
    int before = log.lines().size();
    Bodies.await(session.get("/hints").send().compose(ClientResponse::body));
    assertEquals(before, log.lines().size());
  }

  @Test
  void a_server_is_switched_for_the_connections_that_it_has_and_for_those_to_come() {
    ServerSession server = serve(new ServerOptions());
    server.frameLog(null);
    ClientSession old = connect(server);
    Bodies.await(old.get("/").send());
    server.frameLog(log);
    Bodies.await(old.ping()); // the server's end is switched when the response has come
    Bodies.await(old.get("/old").send());
    log.await("\\[:path: /old\\]");
    Bodies.await(connect(server).get("/new").send());
    String line = log.await("\\[:path: /new\\]");
    assertTrue(line.startsWith("127.0.0.1:"), line);
    server.frameLog(null);
    Bodies.await(old.ping());
    Bodies.await(old.get("/old").send());
    Bodies.await(connect(server).get("/third").send());
    assertFalse(log.lines().stream().anyMatch(each -> each.contains("/third")), log.lines()::toString);
    assertEquals(1, log.lines().stream().filter(each -> each.contains("[:path: /old]")).count(), log.lines()::toString);
  }

  @Test
  void a_server_logs_the_connections_of_chosen_peers() {
    ServerSession server = serve(new ServerOptions());
    ClientSession first = connect(server);
    Bodies.await(first.get("/a").send());
    String address = log.await("\\[:path: /a\\]").split(" ")[0];
    server.frameLog(peer -> peer.toString().equals(address), log);
    Bodies.await(first.ping());
    ClientSession second = connect(server);
    Bodies.await(second.get("/b").send());
    Bodies.await(first.get("/c").send());
    log.await("\\[:path: /c\\]");
    assertFalse(log.lines().stream().anyMatch(line -> line.contains("/b]")), log.lines()::toString);
  }

  @Test
  void a_handler_that_throws_does_the_connection_no_harm() {
    ServerSession server = serve(new ServerOptions());
    List<String> logged = logged(Level.INFO, () -> {
      ClientSession session = connect(server).frameLog(line -> {
        throw new IllegalStateException("no room");
      });
      assertEquals(200, Bodies.await(session.get("/").send()).status());
    });
    assertTrue(logged.contains("the handler of a frame log failed"), logged::toString);
  }

  @Test
  void the_option_has_a_server_log_from_the_start_until_it_is_switched_off() {
    ServerOptions options = new ServerOptions(new JsonObject().put("host", "127.0.0.1").put("port", 0)
      .put("http2", new JsonObject().put("logFrames", true)));
    List<String> logged = logged(Level.FINE, () -> {
      ServerSession server = Bodies.await(ServerSession.create(vertx, options).requestHandler(this::respond).listen());
      ClientSession session = connect(server);
      Bodies.await(session.get("/first").send());
      server.frameLog(null);
      Bodies.await(session.ping());
      Bodies.await(session.get("/second").send());
    });
    assertTrue(logged.get(0).contains(" send      0 SETTINGS "), logged.get(0));
    assertTrue(logged.stream().anyMatch(line -> line.contains("[:path: /first]")), logged::toString);
    assertFalse(logged.stream().anyMatch(line -> line.contains("[:path: /second]")), logged::toString);
  }

  /** What the logger of frames was told meanwhile. */
  private static List<String> logged(Level level, Runnable what) {
    List<String> messages = new ArrayList<>();
    java.util.logging.Handler handler = new LogHandler(messages);
    Logger logger = Logger.getLogger("io.github.vertxnghttp2.frames");
    logger.setLevel(level);
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      what.run();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
      logger.setLevel(null);
    }
    synchronized (messages) {
      return List.copyOf(messages);
    }
  }

  @Test
  void secrets_are_shown_only_where_the_options_say_so() {
    ServerSession careful = serve(new ServerOptions());
    Bodies.await(connect(careful).get("/").putHeader("authorization", "Basic s3cret").send());
    assertTrue(log.await("\\[authorization: ").contains("[authorization: (sensitive)]"));
    log.clear();
    ServerOptions options = new ServerOptions();
    options.getHttp2().setLogSecrets(true);
    Bodies.await(connect(serve(options)).get("/").putHeader("authorization", "Basic s3cret").send());
    assertTrue(log.await("\\[authorization: ").contains("[authorization: Basic s3cret]"));
  }
}
