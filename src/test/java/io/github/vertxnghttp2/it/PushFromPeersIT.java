package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.InformationalResponse;
import io.github.vertxnghttp2.PushedRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** nghttpd and Node push to our client. */
@Timeout(180)
class PushFromPeersIT {
  @TempDir
  static Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Future<ClientResponse>> pushes = new ConcurrentHashMap<>();
  private final List<InformationalResponse> hints = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private static ClientOptions options(int port) {
    Http2Options http2 = new Http2Options();
    http2.getSettings().setPushEnabled(true);
    return new ClientOptions().setHost("localhost").setPort(port).setHttp2(http2);
  }

  /** Takes it, and reads its body. */
  private void take(PushedRequest push) {
    push.informationalHandler(hints::add);
    pushes.put(push.method() + " " + push.uri(), push.response().compose(response -> response.body().map(response)));
  }

  private Buffer page(ClientSession session, String path) {
    return Bodies.await(session.get(path).pushHandler(this::take).send().compose(ClientResponse::body));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nghttpd_pushes_files(boolean tls) {
    Bodies.file(directory, "page", "page".getBytes());
    Bodies.file(directory, "style.css", "style".getBytes());
    Bodies.randomFile(directory, Bodies.MIB);
    Certificate certificate = Certificate.create(directory);
    String nghttpd = Peer.find("nghttpd", "nghttp2-server");
    String push = "--push=/page=/style.css,/random-" + Bodies.MIB;
    try (Peer.Server server = Peer.serve(port -> tls
      ? List.of(nghttpd, "-a", "127.0.0.1", "-d", directory.toString(), push, Integer.toString(port), certificate.key(),
        certificate.cert())
      : List.of(nghttpd, "-a", "127.0.0.1", "-d", directory.toString(), push, "--no-tls", Integer.toString(port)))) {
      ClientOptions options = options(server.port());
      if (tls) {
        options.setSsl(true).setTrustOptions(new PemTrustOptions().addCertPath(certificate.cert()));
      }
      ClientSession session = Bodies.await(ClientSession.connect(vertx, options));
      for (int i = 0; i < 3; i++) {
        pushes.clear();
        assertEquals("page", page(session, "/page").toString());
        assertEquals(2, pushes.size());
        assertEquals("style", Bodies.await(pushes.get("GET /style.css").compose(ClientResponse::text)));
        assertEquals(Bodies.sha256(Bodies.random(Bodies.MIB)),
          Bodies.sha256(Bodies.await(pushes.get("GET /random-" + Bodies.MIB).compose(ClientResponse::body))));
      }
      Bodies.await(session.get("/page").send().compose(ClientResponse::body)); // and two that nobody takes
      Bodies.await(session.close());
    }
  }

  private Peer node() {
    return Peer.start(Peer.find("node", "nodejs"), ExampleServer.projectFile("src/test/resources/it/server.mjs")
      .toString());
  }

  private static int port(Peer node) {
    return Integer.parseInt(node.awaitLine("listening ").split(" ")[1]);
  }

  @Test
  void node_pushes_bodies_trailers_hints_and_the_response_to_head() {
    try (Peer node = node()) {
      ClientSession session = Bodies.await(ClientSession.connect(vertx, options(port(node))));
      assertEquals("page", page(session, "/push").toString());
      assertEquals(3, pushes.size());
      ClientResponse small = Bodies.await(pushes.get("GET /pushed/small"));
      assertEquals("small small trailer", small.header("x-name") + " " + Bodies.await(small.text()) + " "
        + small.trailers().get("x-last"));
      assertEquals(List.of(103), hints.stream().map(InformationalResponse::status).toList());
      ClientResponse large = Bodies.await(pushes.get("GET /pushed/large"));
      assertEquals("push".repeat(Bodies.MIB / 4), Bodies.await(large.text()));
      ClientResponse head = Bodies.await(pushes.get("HEAD /pushed/head"));
      assertEquals("77 0", head.contentLength() + " " + Bodies.await(head.body()).length());
      node.awaitLine("pushed large closed 0");
      Bodies.await(session.close());
    }
  }

  @Test
  void node_learns_that_its_pushes_are_refused() {
    try (Peer node = node()) {
      ClientSession session = Bodies.await(ClientSession.connect(vertx, options(port(node))));
      assertEquals("page", Bodies.await(session.get("/push").send().compose(ClientResponse::text)));
      node.awaitLine("pushed large closed 8");
      assertEquals("true", Bodies.await(session.get("/push-allowed").send().compose(ClientResponse::text)));
    }
  }

  @Test
  void node_may_not_push_unless_it_is_set() {
    try (Peer node = node()) {
      ClientSession session = Bodies.await(ClientSession.connect(vertx,
        new ClientOptions().setHost("localhost").setPort(port(node))));
      assertEquals("false", Bodies.await(session.get("/push-allowed").send().compose(ClientResponse::text)));
    }
  }
}
