package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientOptions.Cleartext;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import javax.net.ssl.SSLException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Our client and our server with each other. */
@Timeout(180)
class OwnPeersIT {
  private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");

  private final Vertx vertx = Vertx.vertx();

  @TempDir
  Path directory;

  /** How the connection begins. */
  enum Start {
    PRIOR_KNOWLEDGE, UPGRADE, TLS
  }

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private static ServerOptions serverOptions(Start start) {
    return new ServerOptions().setHost("127.0.0.1").setPort(0).setSsl(start == Start.TLS)
      .setKeyCertOptions(CERTIFICATE.keyCertOptions());
  }

  private static ClientOptions clientOptions(Start start, int port) {
    return new ClientOptions().setHost("localhost").setPort(port).setSsl(start == Start.TLS)
      .setTrustOptions(start == Start.TLS ? CERTIFICATE.trustOptions() : null)
      .setCleartext(start == Start.UPGRADE ? Cleartext.UPGRADE : Cleartext.PRIOR_KNOWLEDGE);
  }

  private ClientSession connect(Start start) {
    ServerSession server = Bodies.await(ServerSession.create(vertx, serverOptions(start))
      .requestHandler(OwnPeersIT::respond).listen());
    return Bodies.await(ClientSession.connect(vertx, clientOptions(start, server.actualPort())));
  }

  private static void respond(ServerRequest request) {
    if (request.path().equals("/trailers")) {
      request.body().onSuccess(body -> request.response().putTrailer("x-last", request.trailers().get("x-last")).end(
        body));
    } else if (request.path().equals("/continue")) {
      request.response().writeContinue();
      request.pipeTo(request.response());
    } else {
      request.pipeTo(request.response());
    }
  }

  @Test
  void a_client_that_trusts_all_takes_a_certificate_of_any_name() {
    SelfSignedCertificate other = SelfSignedCertificate.create("other.example");
    ServerSession server = Bodies.await(ServerSession.create(vertx, serverOptions(Start.TLS)
      .setKeyCertOptions(other.keyCertOptions())).requestHandler(request -> request.response().end("hello")).listen());
    ClientOptions options = clientOptions(Start.TLS, server.actualPort());
    ClientSession session = Bodies.await(ClientSession.connect(vertx, options.setTrustOptions(null).setTrustAll(true)));
    assertEquals("hello", Bodies.await(session.get("/").send().compose(ClientResponse::text)));
    SSLException refused = assertInstanceOf(SSLException.class, Bodies.failure(ClientSession.connect(vertx,
      clientOptions(Start.TLS, server.actualPort()).setTrustOptions(other.trustOptions()))));
    assertTrue(refused.getMessage().contains("localhost"), refused::getMessage);
  }

  @ParameterizedTest
  @EnumSource
  void six_mebibytes_both_ways(Start start) {
    ClientSession session = connect(start);
    Path file = Bodies.randomFile(directory, 6 << 20);
    Future<String> received = vertx.fileSystem().open(file.toString(), new OpenOptions())
      .compose(content -> session.post("/echo").send(content))
      .compose(response -> Bodies.sha256WithPauses(vertx, response));
    assertEquals(Bodies.sha256(file), Bodies.await(received));
  }

  @ParameterizedTest
  @EnumSource
  void five_hundred_requests_at_once(Start start) {
    ClientSession session = connect(start);
    List<Future<Buffer>> responses = IntStream.range(0, 500)
      .mapToObj(i -> session.post("/" + i).send(Buffer.buffer(Bodies.random(i * 41))).compose(ClientResponse::body))
      .toList();
    Bodies.await(Future.all(responses));
    for (int i = 0; i < 500; i++) {
      assertEquals(Buffer.buffer(Bodies.random(i * 41)), responses.get(i).result());
    }
  }

  @Test
  void trailers_both_ways() {
    ClientResponse response = Bodies.await(connect(Start.PRIOR_KNOWLEDGE).post("/trailers").putTrailer("x-last", "one")
      .send("body").compose(received -> received.body().map(received)));
    assertEquals("body one", Bodies.await(response.text()) + " " + response.trailers().get("x-last"));
  }

  @Test
  void a_body_waits_for_100_continue() {
    List<InformationalResponse> informational = new CopyOnWriteArrayList<>();
    ClientRequest request = connect(Start.PRIOR_KNOWLEDGE).post("/continue").putHeader("expect", "100-continue");
    request.informationalHandler(go -> {
      informational.add(go);
      request.end("go on");
    });
    request.write(Buffer.buffer());
    assertEquals("go on", Bodies.await(request.response().compose(ClientResponse::text)));
    assertEquals(List.of(100), informational.stream().map(InformationalResponse::status).toList());
  }

  /** Server, client and their streams in verticles of this kind. */
  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void six_mebibytes_between_verticles(ThreadingModel model) {
    assumeTrue(model != ThreadingModel.VIRTUAL_THREAD || ((VertxInternal) vertx).isVirtualThreadAvailable(),
      "virtual threads need Java 21");
    Promise<Integer> port = Promise.promise();
    Promise<String> received = Promise.promise();
    Path file = Bodies.randomFile(directory, 6 << 20);
    deploy(model, () -> new VerticleBase() {
      @Override
      public Future<?> start() {
        return ServerSession.create(vertx, serverOptions(Start.TLS)).requestHandler(OwnPeersIT::respond).listen()
          .onSuccess(server -> port.complete(server.actualPort()));
      }
    });
    deploy(model, () -> new VerticleBase() {
      @Override
      public Future<?> start() {
        vertx.fileSystem().open(file.toString(), new OpenOptions())
          .compose(content -> ClientSession.connect(vertx, clientOptions(Start.TLS, port.future().result()))
            .compose(session -> session.post("/echo").send(content)))
          .compose(response -> Bodies.sha256WithPauses(vertx, response)).onComplete(received);
        return Future.succeededFuture();
      }
    });
    assertEquals(Bodies.sha256(file), Bodies.await(received.future()));
  }

  private void deploy(ThreadingModel model, Supplier<VerticleBase> verticle) {
    Bodies.await(vertx.deployVerticle(verticle::get, new DeploymentOptions().setThreadingModel(model)));
  }

  @Test
  void a_body_whose_pipe_ends_at_a_request_that_is_gone_is_taken_to_its_end() {
    ClientSession[] session = {null};
    ServerSession server = Bodies.await(ServerSession.create(vertx, serverOptions(Start.PRIOR_KNOWLEDGE))
      .requestHandler(request -> {
        ClientRequest gone = session[0].post("/gone");
        gone.reset(ErrorCode.CANCEL);
        request.pipeTo(gone).onFailure(cause -> request.respond(502, "gone"));
      }).listen());
    session[0] = Bodies.await(ClientSession.connect(vertx, clientOptions(Start.PRIOR_KNOWLEDGE, server.actualPort())));
    ClientRequest upload = session[0].post("/up");
    Future<Void> sent = upload.end(Buffer.buffer(new byte[2 << 20]));
    assertEquals(502, Bodies.await(upload.response()).status());
    Bodies.await(sent);
  }
}
