package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.it.Peer;
import io.github.vertxnghttp2.service.Http2ClientService;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.ServiceResponse;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** The failures that a caller of the client service gets. */
class ClientFailuresIT extends ClientVerticleCase {

  private static Future<ServiceResponse> get(Http2ClientService service, String url) {
    return service.request(new ServiceRequest("GET", url));
  }

  /** How the stream of a request ended that the client reset. */
  private static void assertCancelled(Promise<ServerRequest> taken) {
    StreamClosedException end = assertThrows(StreamClosedException.class,
      () -> await(await(taken.future()).response().sent()));
    assertEquals(ErrorCode.CANCEL, end.errorCode());
    assertEquals(Http2Exception.Initiator.REMOTE, end.initiator());
  }

  @Test
  void what_takes_too_long_is_504_and_reset() {
    Http2ClientService service = deploy(new JsonObject().put("timeout", 100));
    Promise<ServerRequest> taken = Promise.promise();
    String url = serve(request -> {
      if (request.path().equals("/slow")) {
        taken.complete(request);
      } else {
        request.respond(200);
      }
    });
    Repeat.until("a connection", () -> await(get(service, url).map(true).otherwise(false)), () -> { });
    assertFailure(504, "GET " + url + "/slow took longer than timeout = 100 ms", get(service, url + "/slow"));
    assertCancelled(taken);
  }

  @Test
  void the_request_says_how_long_it_may_take() {
    Http2ClientService service = deploy(new JsonObject().put("timeout", 50_000));
    String url = serve(request -> {
      request.response().write("the first half");
    });
    assertFailure(504, "timeout = 70 ms", service.request(new ServiceRequest("GET", url).setTimeout(70)));
  }

  @Test
  void time_that_goes_by_without_a_connection_counts() throws IOException {
    Http2ClientService service = deploy(new JsonObject().put("timeout", 100));
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertFailure(504, "there was no connection", get(service, "http://127.0.0.1:" + silent.getLocalPort()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_body_that_is_too_large_is_413_and_reset(boolean announced) {
    Http2ClientService service = deploy(new JsonObject().put("maxBodySize", 100_000));
    Promise<ServerRequest> taken = Promise.promise();
    String url = serve(request -> {
      if (request.path().equals("/fits")) {
        request.respond(200, bytes(100_000));
        return;
      }
      taken.complete(request);
      if (announced) {
        request.response().putHeader("content-length", "1000000");
      }
      request.response().write(bytes(100_001));
    });
    assertFailure(413, announced ? "1000000 bytes, as its content-length says; maxBodySize is 100000"
      : "maxBodySize is 100000", get(service, url));
    assertCancelled(taken);
    assertEquals(100_000, await(get(service, url + "/fits")).getBody().length());
  }

  @Test
  void the_limit_of_the_service_is_not_the_one_of_its_connections() {
    JsonObject http2 = new JsonObject().put("maxBodySize", 10);
    Http2ClientService service = deploy(new JsonObject().put("defaults", new JsonObject().put("http2", http2)));
    String url = serve(request -> request.respond(200, bytes(1_000_000)));
    assertEquals(1_000_000, await(get(service, url)).getBody().length());
  }

  @Test
  void the_length_in_a_response_to_head_does_not_count_as_a_body() {
    Http2ClientService service = deploy(new JsonObject().put("maxBodySize", 10));
    String url = serve(request -> request.response().putHeader("content-length", "1000000").end());
    assertEquals("1000000", await(service.request(new ServiceRequest("HEAD", url))).getHeaders().get("content-length"));
  }

  @Test
  void neither_is_that_of_a_304() {
    Http2ClientService service = deploy(new JsonObject().put("maxBodySize", 10));
    String url = serve(request -> request.response().setStatus(304).putHeader("content-length", "1000000").end());
    ServiceResponse response = await(get(service, url));
    assertEquals("304 1000000", response.getStatus() + " " + response.getHeaders().get("content-length"));
  }

  @Test
  void a_stream_that_the_peer_resets_is_499_with_its_code() {
    Http2ClientService service = deploy(new JsonObject());
    String url = serve(request -> request.response().reset(ErrorCode.ENHANCE_YOUR_CALM));
    assertFailure(499, "ENHANCE_YOUR_CALM by the peer", get(service, url));
  }

  @Test
  void what_was_refused_once_more_than_the_options_retry_is_503() {
    Http2ClientService service = deploy(new JsonObject().put("defaults", new JsonObject().put("refusedStreamRetries",
      2)));
    AtomicInteger times = new AtomicInteger();
    String url = serve(request -> {
      times.incrementAndGet();
      request.response().reset(ErrorCode.REFUSED_STREAM);
    });
    assertFailure(503, "REFUSED_STREAM", get(service, url));
    assertEquals(3, times.get());
  }

  @Test
  void who_does_not_speak_http2_is_421() {
    Http2ClientService service = deploy(new JsonObject());
    NetServer http1 = await(vertx.createNetServer()
      .connectHandler(socket -> socket.handler(any -> socket.end(Buffer.buffer("HTTP/1.1 400 A secret\r\n\r\n"))))
      .listen(0, "127.0.0.1"));
    String url = "http://127.0.0.1:" + http1.actualPort();
    assertFailure(421, url + " does not speak HTTP/2; the log of the client service has the reason", get(service, url));
  }

  @Test
  void a_host_that_contradicts_the_url_is_400_at_once() {
    Http2ClientService service = deploy(new JsonObject());
    String url = serve(request -> request.respond(200));
    assertFailure(400, "host", service.request(new ServiceRequest("GET", url).putHeader("host", "other")));
    assertEquals(0, await(service.stats()).getInteger("inFlight"));
    assertEquals(200, await(get(service, url)).getStatus());
  }

  @Test
  void a_connection_that_is_refused_is_502() throws IOException {
    Http2ClientService service = deploy(new JsonObject());
    try (Socket deaf = Peer.deafPort()) {
      String url = "http://127.0.0.1:" + deaf.getLocalPort();
      assertFailure(502, "there is no connection to " + url + "; the log of the client service has the reason",
        get(service, url));
    }
  }

  @Test
  void a_name_that_does_not_exist_is_502() {
    Http2ClientService service = deploy(new JsonObject());
    assertFailure(502, "no-such-host.invalid", get(service, "http://no-such-host.invalid/"));
  }

  @Test
  void a_connection_that_ends_in_between_is_502_with_its_code() {
    Http2ClientService service = deploy(new JsonObject());
    ServerOptions hasty = new ServerOptions();
    hasty.getHttp2().setShutdownGracePeriod(0);
    Promise<ServerRequest> taken = Promise.promise();
    ServerSession server = serve(hasty, taken::complete);
    Future<ServiceResponse> response = get(service, url(server));
    await(taken.future());
    await(server.close());
    assertFailure(502, "the connection was lost after the peer's GOAWAY with NO_ERROR", response);
  }

  @Test
  void failures_are_counted_by_code() {
    Http2ClientService service = deploy(2, new JsonObject());
    String url = serve(request -> request.response().reset(ErrorCode.CANCEL));
    for (int i = 0; i < 3; i++) {
      assertFailure(499, "CANCEL", get(service, url));
    }
    assertFailure(400, "request.url", get(service, "nowhere"));
    JsonObject stats = await(service.stats());
    assertEquals(new JsonObject().put("499", 3).put("400", 1), stats.getJsonObject("failures"));
    assertEquals(3, stats.getInteger("requests"));
    assertEquals(0, stats.getInteger("inFlight"));
  }

  @Test
  void a_config_that_is_wrong_fails_the_deployment_with_the_path() {
    IllegalArgumentException failure = assertThrows(IllegalArgumentException.class,
      () -> deploy(new JsonObject().put("defaults", new JsonObject().put("http2", new JsonObject().put(
        "maxHeaderFields", 1)))));
    assertEquals("defaults.http2.maxHeaderFields is 1; it must be at least 4", failure.getMessage());
  }
}
