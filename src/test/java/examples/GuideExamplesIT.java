package examples;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.DataFrame;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.testing.Repeat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The snippets of the guide at work. */
@Timeout(180)
class GuideExamplesIT {
  private final Vertx vertx = Vertx.vertx();
  private ServerSession server;

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private String serve(Handler<ServerRequest> handler) throws Exception {
    server = await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0)).requestHandler(
      handler).listen());
    return "http://127.0.0.1:" + server.actualPort() + "/hello";
  }

  private ClientSession connect() throws Exception {
    return await(Sessions.connect(vertx, server.actualPort()));
  }

  private static String text(ClientResponse response) throws Exception {
    return await(response.text());
  }

  @Test
  void one_call_for_one_response() throws Exception {
    String url = serve(request -> request.body().onSuccess(body -> request.response()
      .putHeader("content-type", "text/plain").end(body.length() == 0 ? Buffer.buffer(request.authority()) : body)));
    String authority = "127.0.0.1:" + server.actualPort();
    assertEquals(authority, await(HighLevel.get(vertx, url)));
    assertEquals("200 text/plain, " + authority.length() + " bytes", await(HighLevel.look(vertx, url)));
    assertEquals(Buffer.buffer("some text"), await(HighLevel.post(vertx, url)));
    assertEquals(new JsonObject().put("name", "Ada"), await(HighLevel.json(vertx, url)));
    assertEquals("www.example.org", text(await(HighLevel.elsewhere(vertx, server.actualPort()))));
  }

  @Test
  void what_a_server_did_is_in_its_numbers_and_in_a_registry() throws Exception {
    String url = serve(Observing::respond).replace("/hello", "/orders/7");
    assertEquals("order 7", await(HighLevel.get(vertx, url)));
    JsonObject numbers = new JsonObject(Observing.numbers(server));
    assertEquals(0, numbers.getInteger("openStreams"));
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Observing.meters(server, registry);
    ClientSession session = connect();
    assertTrue(registry.get("vertx.http2.server.connections").tag("listener", "public").gauge().value() >= 1);
    await(session.close());
  }

  @Test
  void sessions_share_a_port_and_a_connection_many_requests() throws Exception {
    server = await(Sessions.serve(vertx, 0));
    ClientSession session = connect();
    assertEquals(IntStream.range(0, 10).mapToObj(i -> "Hello from /item/" + i).toList(), await(Sessions.many(session)));
    assertFalse(await(Sessions.watch(session, () -> { })).isNegative());
    await(Sessions.stop(server, session));
    ServerOptions options = new ServerOptions().setHost("127.0.0.1").setPort(freedPort());
    String id = await(Sessions.deploy(vertx, options));
    assertTrue(await(HighLevel.get(vertx, "http://127.0.0.1:" + options.getPort() + "/")).contains("eventloop"));
    await(vertx.undeploy(id));
    await(Sessions.deployBlocking(vertx, options));
    assertTrue(await(HighLevel.get(vertx, "http://127.0.0.1:" + options.getPort() + "/")).contains("worker"));
  }

  @Test
  void a_session_goes_over_a_unix_domain_socket(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("h2.sock");
    assertEquals("Hello from " + path, text(await(await(Sessions.unix(vertx, path.toString())).get("/").send())));
  }

  private int freedPort() throws Exception {
    ServerSession other = await(Sessions.serve(vertx, 0));
    int port = other.actualPort();
    await(other.close());
    return port;
  }

  @Test
  void requests_are_taken_one_by_one() throws Exception {
    server = await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0)).listen());
    Future<ClientResponse> response = connect().get("/first").send();
    await(Sessions.next(server));
    assertEquals("You are next: /first", text(await(response)));
  }

  @Test
  void messages_have_heads_bodies_and_what_goes_around_them() throws Exception {
    serve(request -> {
      switch (request.path()) {
        case "/new" -> Messages.respond(request);
        case "/body" -> Messages.body(request);
        case "/hello" -> request.respond(200, request.headers().getAll("accept") + request.header("x-api-key"));
        case "/trailers" -> Messages.trailers(request);
        case "/page" -> {
          if (request.headers().contains("push")) {
            Messages.push(request);
          } else {
            Messages.hints(request);
          }
        }
        default -> Messages.decide(request);
      }
    });
    ClientSession session = connect();
    ClientResponse created = await(session.get("/new").send());
    assertEquals(201, created.status());
    assertEquals(7, await(created.jsonObject()).getInteger("id"));
    assertEquals("Hello, Ada", text(await(session.post("/body").send("{\"name\":\"Ada\"}"))));
    assertEquals(400, await(session.post("/body").send("no JSON")).status());
    assertEquals("[text/plain, text/html]8e6b", text(await(Messages.fields(session))));
    assertEquals("e7f9", await(session.get("/trailers").send().compose(Messages::readTrailers)));
    assertEquals(200, await(Messages.takeHints(session)).status());
    assertEquals("5 bytes", text(await(Messages.ask(session, Buffer.buffer("small")))));
    Path file = Files.createTempFile("upload", ".txt");
    Files.writeString(file, "a file");
    assertEquals("6 bytes", text(await(Messages.file(session, file.toString()))));
    Files.delete(file);
  }

  @Test
  void a_push_is_taken() throws Exception {
    serve(Messages::push);
    ClientOptions options = Messages.wantPushes(new ClientOptions().setHost("127.0.0.1").setPort(server.actualPort()));
    Promise<String> style = Promise.promise();
    ClientResponse page = await(ClientSession.connect(vertx, options).compose(session ->
      Messages.takePushes(session, style::tryComplete)));
    assertTrue(text(page).contains("stylesheet"));
    assertEquals("body { }", await(style.future()));
  }

  @Test
  void streams_go_both_ways() throws Exception {
    List<Buffer> records = new CopyOnWriteArrayList<>();
    serve(request -> {
      switch (request.path()) {
        case "/echo" -> Streams.echo(request);
        case "/count" -> Streams.count(request).onSuccess(bytes -> request.respond(200, bytes.toString()));
        case "/records" -> Streams.records(request, records::add).onSuccess(end -> request.respond(200, "read"));
        default -> Streams.count(request.response(), 0, 100_000);
      }
    });
    ClientSession session = connect();
    assertEquals("there and back", text(await(session.post("/echo").send("there and back"))));
    assertEquals("100000", text(await(session.post("/count").send(Buffer.buffer(new byte[100_000])))));
    Buffer body = Buffer.buffer().appendInt(3).appendString("one").appendInt(0).appendInt(5).appendString("three");
    assertEquals("read", text(await(session.post("/records").send(body))));
    assertEquals(List.of("one", "", "three"), records.stream().map(Buffer::toString).toList());
    assertEquals(100_000, text(await(session.get("/numbers").send())).lines().count());
  }

  /** What is in each run the same: without the time, the port, and the length that follows from it. */
  private static String lasting(String line) {
    return line.substring(8).replaceAll("HEADERS +\\d+", "HEADERS")
      .replaceAll("\\[:method: GET\\] .*\\[:authority: [^]]*\\]", "…"); // as the guide has it, for the width of a page
  }

  @Test
  void frames_are_logged_and_described() throws Exception {
    serve(request -> request.respond(200, "Hello, world!"));
    ClientSession session = connect();
    List<String> lines = new CopyOnWriteArrayList<>();
    await(session.ping()); // the connection's own beginnings are behind it
    Frames.log(session, lines::add);
    await(session.get("/hello").putHeader("cookie", "a=b").send().compose(ClientResponse::received));
    await(session.ping());
    String guide = Files.readString(Path.of(System.getProperty("project.basedir", "."),
      "src/main/asciidoc/frames.adoc"));
    String sample = guide.split("[.]{4}\\n")[1];
    List<String> frames = sample.lines().filter(line -> !line.contains(" end ")).map(GuideExamplesIT::lasting).toList();
    assertEquals(frames, lines.stream().map(GuideExamplesIT::lasting).toList());
    assertEquals("13 bytes for stream 1, the last", Frames.describe(new DataFrame(1, Flag.END_STREAM.bit(), 13, 0)));
  }
}
