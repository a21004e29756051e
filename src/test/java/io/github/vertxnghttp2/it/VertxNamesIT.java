package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The methods that requests and responses have because Vert.x's have them. */
@Timeout(60)
class VertxNamesIT {
  private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private ClientSession connect(boolean ssl, Handler<ServerRequest> handler) {
    ServerSession server = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setSsl(ssl)
      .setKeyCertOptions(CERTIFICATE.keyCertOptions())).requestHandler(handler).listen());
    return Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("localhost")
      .setPort(server.actualPort()).setSsl(ssl).setTrustOptions(ssl ? CERTIFICATE.trustOptions() : null)));
  }

  private ClientSession connect(Handler<ServerRequest> handler) {
    return connect(false, handler);
  }

  @Test
  void header_fields_are_set_by_char_sequences_and_with_several_values() {
    Promise<List<String>> fields = Promise.promise();
    ClientSession session = connect(request -> {
      fields.complete(List.of(request.getHeader(HttpHeaders.ACCEPT), request.getHeader("x-one"),
        String.join("+", request.headers().getAll("x-many"))));
      request.response().putHeader("x-many", "old").putHeader("x-many", List.of("a", "b"))
        .putHeader(HttpHeaders.CONTENT_TYPE, HttpHeaders.TEXT_HTML)
        .putHeader(HttpHeaders.VARY, List.of(HttpHeaders.ACCEPT, HttpHeaders.ORIGIN)).end();
    });
    ClientResponse response = Bodies.await(session.get("/").putHeader(HttpHeaders.ACCEPT, "text/html")
      .putHeader(new StringBuilder("x-one"), new StringBuilder("1")).putHeader("x-many", List.of("1", "2"))
      .putHeader(new StringBuilder("x-many"), List.<CharSequence>of("3", new StringBuilder("4"))).send());
    assertEquals(List.of("text/html", "1", "3+4"), Bodies.await(fields.future()));
    assertEquals(List.of("a", "b"), response.headers().getAll("x-many"));
    assertEquals(List.of("accept", "origin"), response.headers().getAll("vary"));
    assertEquals("text/html", response.getHeader(HttpHeaders.CONTENT_TYPE));
    assertNull(response.getHeader("x-none"));
  }

  @Test
  void a_field_that_is_not_allowed_and_a_head_that_was_sent_are_refused() {
    Promise<Void> checked = Promise.promise();
    ClientSession session = connect(request -> {
      Future.<Void>succeededFuture().map(v -> {
        assertThrows(IllegalArgumentException.class, () -> request.response().putHeader("x-bad", List.of("a\nb")));
        assertThrows(IllegalArgumentException.class, () -> request.response().putHeader((CharSequence) "x bad", "a"));
        request.response().write(Buffer.buffer("a"));
        assertThrows(IllegalStateException.class, () -> request.response().putHeader("x-late", List.of("a")));
        assertThrows(IllegalStateException.class,
          () -> request.response().putHeader(new StringBuilder("x-late"), List.<CharSequence>of("a")));
        assertThrows(IllegalStateException.class, () -> request.response().putHeader((CharSequence) "x-late", "a"));
        assertThrows(IllegalStateException.class, () -> request.response().setStatusCode(201));
        return v;
      }).onComplete(checked);
      request.response().end();
    });
    Bodies.await(session.get("/").send());
    Bodies.await(checked.future());
    ClientRequest sent = session.get("/");
    Bodies.await(sent.send());
    assertThrows(IllegalStateException.class, () -> sent.putHeader("x-late", List.of("a")));
  }

  @Test
  void several_values_end_at_the_first_null_and_are_set_together_or_not_at_all() {
    Promise<Void> checked = Promise.promise();
    ClientSession session = connect(request -> {
      Future.<Void>succeededFuture().map(v -> {
        ServerResponse response = request.response().putHeader("x-kept", "old").putHeader("x-short", "old");
        assertThrows(IllegalArgumentException.class, () -> response.putHeader("x-kept", List.of("new", "a\nb")));
        assertThrows(NullPointerException.class, () -> response.putHeader("x-kept", (Iterable<String>) null));
        response.putHeader("x-short", Arrays.asList("a", null, "b"));
        return v;
      }).onComplete(checked);
      request.response().end();
    });
    ClientResponse response = Bodies.await(session.get("/").send());
    Bodies.await(checked.future());
    assertEquals(List.of("old"), response.headers().getAll("x-kept"));
    assertEquals(List.of("a"), response.headers().getAll("x-short"));
  }

  @Test
  void the_status_has_the_names_of_vertx() {
    Promise<Integer> before = Promise.promise();
    ClientSession session = connect(request -> {
      before.complete(request.response().getStatusCode());
      request.response().setStatusCode(404).end();
    });
    ClientResponse response = Bodies.await(session.get("/").send());
    assertEquals(200, Bodies.await(before.future()));
    assertEquals(404, response.statusCode());
    assertEquals(response.status(), response.statusCode());
  }

  @Test
  void the_absolute_uri_has_scheme_authority_and_path() {
    ClientSession session = connect(request -> request.response().putHeader("x-uri", "" + request.absoluteURI())
      .putHeader("x-ssl", "" + request.isSSL()).end());
    ClientRequest request = session.get("/a/b?c=d").putHeader("x-any", "1");
    ClientResponse response = Bodies.await(request.send());
    assertEquals("http://" + request.authority() + "/a/b?c=d", response.getHeader("x-uri"));
    assertEquals(request.absoluteURI(), response.getHeader("x-uri"));
    assertEquals("false", response.getHeader("x-ssl"));
    ClientRequest options = session.request(HttpMethod.OPTIONS, "*");
    assertNull(options.absoluteURI());
    assertEquals("null", Bodies.await(options.send()).getHeader("x-uri"));
  }

  @Test
  void with_tls_the_absolute_uri_is_https() {
    ClientSession session = connect(true, request -> request.response().putHeader("x-uri", request.absoluteURI())
      .putHeader("x-ssl", "" + request.isSSL()).end());
    ClientResponse response = Bodies.await(session.get("/").send());
    assertTrue(response.getHeader("x-uri").startsWith("https://localhost:"), response.getHeader("x-uri"));
    assertEquals("true", response.getHeader("x-ssl"));
  }

  @Test
  void bytes_of_bodies_are_counted() {
    Promise<Long> read = Promise.promise();
    Promise<Long> written = Promise.promise();
    ClientSession session = connect(request -> request.body().onSuccess(body -> {
      read.complete(request.bytesRead());
      request.response().write(Buffer.buffer(new byte[70_000]));
      request.response().end(Buffer.buffer("abc"));
      written.complete(request.response().bytesWritten());
    }));
    ClientRequest request = session.post("/");
    request.write(Buffer.buffer("12"));
    ClientResponse response = Bodies.await(request.send(Buffer.buffer("345")));
    assertEquals(70_003, Bodies.await(response.body()).length());
    assertEquals(5L, Bodies.await(read.future()));
    assertEquals(70_003L, Bodies.await(written.future()));
    assertEquals(5, request.bytesWritten());
    assertEquals(70_003, response.bytesRead());
  }

  @Test
  void a_response_to_head_writes_nothing() {
    Promise<Long> written = Promise.promise();
    ClientSession session = connect(request -> {
      request.response().end(Buffer.buffer("abc"));
      written.complete(request.response().bytesWritten());
    });
    assertEquals(0, Bodies.await(session.request(HttpMethod.HEAD, "/").send()).bytesRead());
    assertEquals(0L, Bodies.await(written.future()));
  }

  @Test
  void a_reset_without_a_code_is_no_error() {
    ClientSession session = connect(request -> request.response().reset());
    StreamClosedException failure = assertInstanceOf(StreamClosedException.class,
      Bodies.failure(session.get("/").send()));
    assertEquals(ErrorCode.NO_ERROR, failure.errorCode());
    assertFalse(session.get("/").absoluteURI().isEmpty()); // the connection goes on
  }

  @Test
  void a_client_resets_a_request_without_a_code() {
    Promise<Throwable> failed = Promise.promise();
    ClientSession session = connect(request -> request.exceptionHandler(failed::complete).handler(data -> { }));
    ClientRequest request = session.post("/");
    request.write(Buffer.buffer("a")).onSuccess(v -> request.reset());
    StreamClosedException failure = assertInstanceOf(StreamClosedException.class, Bodies.await(failed.future()));
    assertEquals(ErrorCode.NO_ERROR, failure.errorCode());
  }

  @Test
  void a_client_resets_the_rest_of_a_request_whose_response_is_complete() {
    ClientSession session = connect(request -> request.response().end("early"));
    ClientRequest request = session.post("/");
    Promise<Throwable> failed = Promise.promise();
    request.exceptionHandler(failed::complete).write(Buffer.buffer("a"));
    assertEquals("early", Bodies.await(request.response().compose(ClientResponse::text)));
    request.reset();
    assertInstanceOf(StreamClosedException.class, Bodies.failure(request.sent()));
    assertInstanceOf(StreamClosedException.class, Bodies.await(failed.future()));
  }
}
