package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.UnprocessedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Our client, served by nginx. */
@Timeout(180)
@NeedsPeer("nginx")
class NginxIT {
  private static final int SIZE = 6 << 20;

  @TempDir
  static Path directory;

  private static Peer.Server cleartext;
  /** Sends GOAWAY after five requests. */
  private static Peer.Server limited;
  private static Peer.Server tls;
  private static Certificate certificate;

  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void serve() {
    String nginx = Peer.find("nginx", "nginx-light");
    certificate = Certificate.create(directory);
    Bodies.randomFile(directory, SIZE);
    Bodies.randomFile(directory, 1000);
    cleartext = Peer.serve(port -> List.of(nginx, "-e", "stderr", "-c", config("cleartext", port + " http2", "")));
    limited = Peer.serve(port -> List.of(nginx, "-e", "stderr", "-c",
      config("limited", port + " http2", "keepalive_requests 5;")));
    tls = Peer.serve(port -> List.of(nginx, "-e", "stderr", "-c", config("tls", port + " ssl http2",
      "ssl_certificate " + certificate.cert() + "; ssl_certificate_key " + certificate.key() + ";")));
  }

  /** A file that keeps nginx inside the test's directory. */
  private static String config(String name, String listen, String more) {
    StringBuilder temporary = new StringBuilder();
    for (String kind : new String[] {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
      temporary.append(kind).append("_temp_path ").append(directory.resolve(name + "-" + kind)).append(";\n");
    }
    return Bodies.file(directory, name + ".conf", """
      daemon off;
      master_process off;
      error_log stderr;
      pid %s;
      events { worker_connections 64; }
      http {
        access_log off;
        %s
        http2_max_concurrent_streams 20;
        server {
          listen 127.0.0.1:%s;
          %s
          root %s;
          client_max_body_size 10m;
          location /moved { return 301 /elsewhere; }
          location /small { client_max_body_size 1k; return 200 'never with a body'; }
          location /text { add_header x-method $request_method; return 200 'method $request_method, query $args'; }
        }
      }
      """.formatted(directory.resolve(name + ".pid"), temporary, listen, more, directory).getBytes()).toString();
  }

  @AfterAll
  static void stop() {
    for (Peer.Server server : new Peer.Server[] {cleartext, limited, tls}) {
      if (server != null) {
        server.close();
      }
    }
  }

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private ClientSession connect(boolean overTls) {
    return connect(overTls ? tls : cleartext, overTls);
  }

  private ClientSession connect(Peer.Server server, boolean overTls) {
    ClientOptions options = new ClientOptions().setHost("localhost").setPort(server.port());
    if (overTls) {
      options.setSsl(true).setTrustOptions(new PemTrustOptions().addCertPath(certificate.cert()));
    }
    return Bodies.await(ClientSession.connect(vertx, options));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_large_file_arrives(boolean overTls) {
    assertEquals(Bodies.sha256(Bodies.random(SIZE)), Bodies.await(connect(overTls).get("/random-" + SIZE).send()
      .compose(response -> Bodies.sha256WithPauses(vertx, response))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void two_hundred_requests_at_once(boolean overTls) {
    ClientSession session = connect(overTls);
    List<Future<Buffer>> responses = IntStream.range(0, 200)
      .mapToObj(i -> session.get("/random-1000?" + i).send().compose(ClientResponse::body)).toList();
    Bodies.await(Future.all(responses));
    responses.forEach(response -> assertEquals(Bodies.sha256(Bodies.random(1000)), Bodies.sha256(response.result())));
  }

  @Test
  void a_range_gets_status_206() {
    Buffer body = Bodies.await(connect(false).get("/random-1000").putHeader("range", "bytes=10-19").send()
      .compose(response -> {
        assertEquals(206, response.status());
        return response.body();
      }));
    assertEquals(Buffer.buffer(Bodies.random(1000)).getBuffer(10, 20), body);
  }

  @Test
  void a_query_and_a_method_arrive() {
    assertEquals("method DELETE, query a=b%20c", Bodies.await(connect(true)
      .request(HttpMethod.DELETE, "/text?a=b%20c").send().compose(ClientResponse::text)));
  }

  @Test
  void a_redirect_is_a_response_like_others() {
    ClientResponse response = Bodies.await(connect(false).get("/moved").send());
    assertEquals("301", Integer.toString(response.status()));
    assertEquals("/elsewhere", URI.create(response.header("location")).getPath());
  }

  @Test
  void an_upload_that_is_too_large_has_a_response_before_its_end() {
    ClientSession session = connect(false);
    ClientResponse response = Bodies.await(session.post("/small").send(Buffer.buffer(Bodies.random(3 << 20))));
    assertEquals(413, response.status());
    assertEquals(200, Bodies.await(session.get("/random-1000").send()).status());
  }

  @Test
  void requests_behind_a_goaway_are_safe_to_send_again() {
    List<Integer> left = new ArrayList<>(IntStream.range(0, 20).boxed().toList());
    int connections = 0;
    while (!left.isEmpty() && connections < 20) {
      ClientSession session = connect(limited, false);
      connections++;
      Map<Integer, Future<String>> responses = new LinkedHashMap<>();
      left.forEach(i -> responses.put(i, session.get("/text?" + i).send().compose(ClientResponse::text)));
      responses.forEach((i, response) -> {
        if (Bodies.await(response.transform(Future::succeededFuture)).succeeded()) {
          assertEquals("method GET, query " + i, response.result());
          left.remove(i);
        } else {
          // nginx closes with requests unread, and the reset that follows may overtake its GOAWAY
          assertTrue(response.cause() instanceof UnprocessedException
            || response.cause() instanceof ConnectionClosedException e && e.getMessage().contains("reset"),
            () -> String.valueOf(response.cause()));
        }
      });
    }
    assertEquals(List.of(), left);
    assertTrue(connections > 1, "the server sent no GOAWAY");
  }
}
