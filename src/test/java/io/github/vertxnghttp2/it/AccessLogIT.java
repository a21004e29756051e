package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.AccessLogFormat;
import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The access log as the logger gets it. */
@Timeout(60)
class AccessLogIT {
  private final Vertx vertx = Vertx.vertx();
  private final Logger logger = Logger.getLogger("io.github.vertxnghttp2.access");
  private final LoggedFrames lines = new LoggedFrames();
  private final java.util.logging.Handler collector = new java.util.logging.Handler() {
    @Override
    public void publish(LogRecord entry) {
      lines.handle(entry.getLevel() + " " + entry.getMessage());
    }

    @Override
    public void flush() {
      // nothing is kept
    }

    @Override
    public void close() {
      // nothing is open
    }
  };

  @BeforeEach
  void listen() {
    logger.addHandler(collector);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void close() {
    logger.removeHandler(collector);
    logger.setUseParentHandlers(true);
    Bodies.await(vertx.close());
  }

  @ParameterizedTest
  @EnumSource(value = AccessLogFormat.class, names = {"COMMON", "COMBINED", "JSON"})
  void a_peer_on_a_unix_domain_socket_goes_by_the_name_of_the_socket(AccessLogFormat format, @TempDir Path directory) {
    String path = directory.resolve("h2.sock").toString();
    Bodies.await(ServerSession.create(vertx, new ServerOptions().setPath(path).setAccessLog(format))
      .requestHandler(request -> request.respond(200, "seen")).listen());
    ClientSession session = Bodies.await(ClientSession.connect(vertx, new ClientOptions().setPath(path)));
    Bodies.await(session.get("/").send().compose(ClientResponse::text));
    String line = lines.await("");
    assertTrue(format == AccessLogFormat.JSON ? line.contains("\"remote\":\"" + path + "\"") : line.startsWith(
      "INFO unix: - - ["), line);
  }

  private ClientSession connect(AccessLogFormat format, Handler<ServerRequest> handler) {
    ServerSession server = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1")
      .setAccessLog(format)).requestHandler(handler).listen());
    ClientOptions options = new ClientOptions().setHost("127.0.0.1").setPort(server.actualPort());
    options.getHttp2().getSettings().setPushEnabled(true);
    return Bodies.await(ClientSession.connect(vertx, options));
  }

  private JsonObject json(String regex) {
    String line = lines.await(regex);
    assertTrue(line.startsWith("INFO {"), line);
    return new JsonObject(line.substring("INFO ".length()));
  }

  @Test
  void a_request_is_one_line_when_it_is_over() {
    ClientSession session = connect(AccessLogFormat.COMBINED, request -> request.pipeTo(request.response()));
    Bodies.await(session.post("/a?b").putHeader("user-agent", "test \"1\"").send(Buffer.buffer(new byte[70_000]))
      .compose(ClientResponse::body));
    String line = lines.await("POST");
    assertTrue(line.startsWith("INFO 127.0.0.1 - - ["), line);
    assertTrue(line.endsWith("] \"POST /a?b HTTP/2.0\" 200 70000 \"-\" \"test \\\"1\\\"\""), line);
    assertEquals(1, lines.lines().size());
  }

  @Test
  void json_tells_the_route_the_bytes_and_the_time() {
    ClientSession session = connect(AccessLogFormat.JSON, request -> {
      request.routed("/orders/:id");
      request.body().onSuccess(body -> vertx.setTimer(30, timer -> request.response(201).end("made")));
    });
    ClientRequest request = session.post("/orders/7");
    Bodies.await(request.send(Buffer.buffer("order")).compose(ClientResponse::body));
    JsonObject line = json("orders");
    assertEquals("/orders/:id", line.getString("route"));
    assertEquals(201, line.getInteger("status"));
    assertEquals(5, line.getInteger("bytesIn"));
    assertEquals(4, line.getInteger("bytesOut"));
    assertEquals(request.streamId(), line.getInteger("streamId"));
    assertTrue(line.getLong("firstByteMicros") >= 29_000, line::encode);
    assertTrue(line.getLong("totalMicros") >= line.getLong("firstByteMicros"), line::encode);
  }

  @Test
  void a_reset_names_its_code_and_who_did_it() {
    ClientSession session = connect(AccessLogFormat.JSON, request -> request.response().write(Buffer.buffer("begun")));
    ClientRequest request = session.get("/slow");
    Bodies.await(request.send());
    request.reset(ErrorCode.CANCEL);
    JsonObject line = json("slow");
    assertEquals("CANCEL", line.getString("reset"));
    assertEquals("remote", line.getString("resetBy"));
    assertEquals(200, line.getInteger("status"));
    assertEquals(5, line.getInteger("bytesOut"));
  }

  @Test
  void a_push_has_its_own_line() {
    ClientSession session = connect(AccessLogFormat.JSON, request -> {
      request.response().push(HttpMethod.GET, "/style.css").onSuccess(style -> style.end("body { }"));
      request.response().end("page");
    });
    session.pushHandler(push -> push.response().compose(ClientResponse::body));
    Bodies.await(session.get("/page").send().compose(ClientResponse::body));
    JsonObject line = json("style.css");
    assertEquals(true, line.getBoolean("pushed"));
    assertEquals(8, line.getInteger("bytesOut"));
    assertEquals(4, json("/page").getInteger("bytesOut"));
  }
}
