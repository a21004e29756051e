package io.github.vertxnghttp2.parity;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.Http2RequestOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.conformance.ServerScript;
import io.github.vertxnghttp2.it.Peer;
import io.github.vertxnghttp2.testing.FramePeer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HighLevelParityTest extends ServerScript {

  private String here() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** Sends the request as JSON in the response. */
  private static void tell(ServerRequest request) {
    request.text().onSuccess(text -> request.respond(200, new JsonObject().put("method", request.method().name())
      .put("scheme", request.scheme()).put("authority", request.authority()).put("uri", request.uri())
      .put("x", request.header("x-test")).put("body", text).toBuffer()));
  }

  private static JsonObject told(Future<ClientResponse> response) {
    return await(response.compose(ClientResponse::jsonObject));
  }

  @Test
  @DisplayName("P1 get, post and request with any method get a response with one call")
  void one_call() {
    serve(HighLevelParityTest::tell);
    assertEquals("GET", told(Http2.get(vertx, here() + "/a")).getString("method"));
    JsonObject posted = told(Http2.post(vertx, here() + "/b", "text"));
    assertEquals("POST text", posted.getString("method") + " " + posted.getString("body"));
    assertEquals("bytes", told(Http2.post(vertx, here(), Buffer.buffer("bytes"))).getString("body"));
    JsonObject other = told(Http2.request(vertx, HttpMethod.PUT, here() + "/c",
      new Http2RequestOptions().putHeader("x-test", "1").setBody("put")));
    assertEquals("PUT 1 put", other.getString("method") + " " + other.getString("x") + " " + other.getString("body"));
  }

  @Test
  @DisplayName("P1 The body is read in full, over many windows, and can be read after server and connection are closed")
  void the_body_stays() {
    byte[] body = pattern(1_000_000);
    serve(request -> request.respond(200, Buffer.buffer(body)));
    ClientResponse response = await(Http2.get(vertx, here()));
    await(server.close());
    assertTrue(response.body().isComplete(), "the body was not read before the response was given");
    assertSameBytes(body, await(response.body()).getBytes());
    assertSameBytes(body, await(response.body()).getBytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dtn", "http", "coap+tcp"})
  @DisplayName("P2 Host and port of the options override where to connect; scheme, authority and path are those of"
    + " the URL")
  void dial_override(String scheme) {
    serve(HighLevelParityTest::tell);
    JsonObject told = told(Http2.get(vertx, scheme + "://groundstation1/ping",
      new Http2RequestOptions().setHost("127.0.0.1").setPort(server.actualPort())));
    assertEquals(scheme + " groundstation1 /ping",
      told.getString("scheme") + " " + told.getString("authority") + " " + told.getString("uri"));
  }

  @Test
  @DisplayName("P2 A port alone overrides the port of the URL and leaves its host")
  void port_override() {
    serve(HighLevelParityTest::tell);
    JsonObject told = told(Http2.get(vertx, "http://127.0.0.1:1/x", new Http2RequestOptions().setPort(server
      .actualPort())));
    assertEquals("127.0.0.1:1", told.getString("authority"));
  }

  @ParameterizedTest
  @CsvSource({"http://origin.test/,origin.test:80", "https://origin.test/,origin.test:443",
    "http://origin.test:81/,origin.test:81"})
  @DisplayName("P3 The default port is 80 for http and 443 for https")
  void default_ports(String url, String dialled) throws IOException {
    // A proxy receives the port to connect to: the ports themselves may be in use.
    try (ServerSocket proxy = FramePeer.listen()) {
      CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> firstLine(proxy));
      ClientOptions client = new ClientOptions();
      client.setProxyOptions(new ProxyOptions().setType(ProxyType.HTTP).setHost("127.0.0.1").setPort(
        proxy.getLocalPort()));
      failure(IOException.class, Http2.get(vertx, url, new Http2RequestOptions().setClient(client)));
      assertEquals("CONNECT " + dialled + " HTTP/1.1", asked.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join());
    }
  }

  private static String firstLine(ServerSocket listening) {
    try (Socket socket = listening.accept();
      BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(),
        StandardCharsets.US_ASCII))) {
      return in.readLine();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("P3 A refused connection fails the future with a connection error")
  void refused() throws IOException {
    try (Socket deaf = Peer.deafPort()) {
      ConnectException failure = failure(ConnectException.class, Http2.get(vertx, "http://127.0.0.1:" + deaf
        .getLocalPort()));
      assertTrue(failure.getMessage().contains("" + deaf.getLocalPort()), failure.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @DisplayName("P4 https works with TLS 1.2 and 1.3, and ALPN selects h2")
  void https(String version) {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    var options = options(new Http2Options()).setSsl(true).setKeyCertOptions(certificate.keyCertOptions());
    options.removeEnabledSecureTransportProtocol("TLSv1.2").removeEnabledSecureTransportProtocol("TLSv1.3")
      .addEnabledSecureTransportProtocol(version);
    serve(options, request -> request.respond(200, request.scheme() + " " + request.sslSession().getProtocol()));
    ClientOptions client = new ClientOptions().setTrustOptions(certificate.trustOptions());
    ClientResponse response = await(Http2.get(vertx, "https://localhost:" + server.actualPort() + "/",
      new Http2RequestOptions().setHost("127.0.0.1").setClient(client)));
    assertEquals("https " + version, await(response.text()));
    client.setTrustOptions(SelfSignedCertificate.create("localhost").trustOptions());
    Throwable refusal = failure(javax.net.ssl.SSLException.class, Http2.get(vertx,
      "https://localhost:" + server.actualPort(), new Http2RequestOptions().setHost("127.0.0.1").setClient(client)));
    assertNotEquals("", refusal.getMessage());
  }
}
