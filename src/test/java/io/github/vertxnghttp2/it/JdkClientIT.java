package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The served example, asked by java.net.http: cleartext begins with an upgrade there. */
@Timeout(180)
class JdkClientIT {
  @RegisterExtension
  static final ExampleServer example = new ExampleServer();

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(trustAll())
    .proxy(HttpClient.Builder.NO_PROXY).build();

  private static SSLContext trustAll() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, null);
      return context;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Extended, so that host names are not checked either. */
  private static final class TrustAll extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      // fine
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      // fine
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      // fine
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      // fine
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      // fine
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // fine
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static HttpRequest.Builder to(String url) {
    return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    assertEquals(HttpClient.Version.HTTP_2, response.version());
    return response;
  }

  private static HttpRequest.Builder post(String url, byte[] body) {
    return to(url).POST(BodyPublishers.ofByteArray(body));
  }

  @Test
  void a_get_upgrades_and_the_connection_is_used_again() throws Exception {
    for (int i = 0; i < 3; i++) {
      HttpResponse<byte[]> response = send(to(example.cleartext() + "/hello"));
      assertEquals("200 Hello, world!", response.statusCode() + " " + new String(response.body()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 60_000})
  void a_post_upgrades_with_its_body(int size) throws Exception {
    byte[] body = Bodies.random(size);
    assertArrayEquals(body, send(post(example.cleartext() + "/echo", body)).body());
  }

  @Test
  void a_head_upgrades() throws Exception {
    HttpResponse<byte[]> response = send(to(example.cleartext() + "/bytes/123")
      .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertEquals("123", response.headers().firstValue("content-length").orElseThrow());
  }

  @Test
  void a_body_that_is_too_long_for_an_upgrade_is_refused_with_413() throws Exception {
    HttpResponse<byte[]> response =
      client.send(post(example.cleartext() + "/echo", Bodies.random(200_000)).build(), BodyHandlers.ofByteArray());
    assertEquals(413, response.statusCode());
  }

  @Test
  void large_bodies_follow_the_upgrade() throws Exception {
    send(to(example.cleartext() + "/hello"));
    byte[] body = Bodies.random(5 << 20);
    assertArrayEquals(body, send(post(example.cleartext() + "/echo", body)).body());
  }

  @Test
  void large_bodies_go_over_tls() throws Exception {
    byte[] body = Bodies.random(5 << 20);
    HttpResponse<byte[]> response = send(post(example.tls() + "/echo", body).header("content-type", "x/y"));
    assertArrayEquals(body, response.body());
    assertEquals("x/y", response.headers().firstValue("content-type").orElseThrow());
  }

  @Test
  void a_body_of_unknown_length_is_counted() throws Exception {
    HttpResponse<byte[]> response = send(to(example.tls() + "/upload")
      .POST(BodyPublishers.ofInputStream(() -> InputStream.nullInputStream())));
    assertEquals("0", new String(response.body()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void requests_in_parallel(boolean tls) throws Exception {
    String base = tls ? example.tls() : example.cleartext();
    send(to(base + "/hello"));
    List<CompletableFuture<HttpResponse<byte[]>>> responses = IntStream.range(0, 100)
      .mapToObj(i -> client.sendAsync(to(base + "/bytes/" + i * 1009).build(), BodyHandlers.ofByteArray())).toList();
    for (int i = 0; i < 100; i++) {
      assertArrayEquals(Bodies.numbered(i * 1009), responses.get(i).get().body());
    }
  }

  @Test
  void a_reader_that_is_slow_gets_everything() throws Exception {
    HttpResponse<InputStream> response =
      client.send(to(example.tls() + "/bytes/" + (6 << 20)).build(), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      byte[] first = body.readNBytes(100_000);
      // Meanwhile the windows of the stream are full; another stream goes on.
      assertEquals(200, send(to(example.tls() + "/hello")).statusCode());
      byte[] rest = body.readAllBytes();
      byte[] expected = Bodies.numbered(6 << 20);
      assertArrayEquals(expected, IntStream.concat(IntStream.range(0, first.length).map(i -> first[i]),
        IntStream.range(0, rest.length).map(i -> rest[i])).collect(() -> new java.io.ByteArrayOutputStream(
          expected.length), (out, b) -> out.write(b), (a, b) -> a.writeBytes(b.toByteArray())).toByteArray());
    }
  }

  @Test
  void not_found_is_a_status() throws Exception {
    assertEquals(404, send(to(example.cleartext() + "/nothing")).statusCode());
  }
}
