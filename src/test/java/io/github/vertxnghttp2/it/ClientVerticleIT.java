package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.service.Http2ClientService;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.ServiceResponse;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code nghttp2:client} and nghttpd with TLS: whom it trusts, and whose name is asked for. */
@Timeout(180)
@NeedsPeer("nghttpd")
class ClientVerticleIT {
  private static final byte[] CONTENT = "served by nghttpd".getBytes();

  @TempDir
  static Path directory;

  private static Certificate certificate;
  private static Peer.Server server;

  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void serve() {
    String nghttpd = Peer.find("nghttpd", "nghttp2-server");
    certificate = Certificate.create(directory);
    Bodies.file(directory, "content", CONTENT);
    server = Peer.serve(port -> List.of(nghttpd, "-a", "127.0.0.1", "-d", directory.toString(), Integer.toString(port),
      certificate.key(), certificate.cert()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private Http2ClientService deploy(JsonObject config) {
    config.put("allow", new JsonArray().add("127.0.0.1"));
    Bodies.await(vertx.deployVerticle("nghttp2:client", new DeploymentOptions().setConfig(config)));
    return Http2ClientService.createProxy(vertx, "nghttp2.client");
  }

  private static JsonObject trusting(String host) {
    JsonObject options = new JsonObject()
      .put("pemTrustOptions", new JsonObject().put("certPaths", new JsonArray().add(certificate.cert())));
    return new JsonObject().put("origins", new JsonObject().put("https://" + host + ":" + server.port(), options));
  }

  private static ServiceRequest request(String host) {
    return new ServiceRequest("GET", "https://" + host + ":" + server.port() + "/content").setConnect("127.0.0.1:"
      + server.port());
  }

  /** The log has the reason, and the caller does not. */
  private static void assertRefused(Future<ServiceResponse> response) {
    ReplyException failure = assertThrows(ReplyException.class, () -> Bodies.await(response));
    assertEquals(502, failure.failureCode(), failure::getMessage);
    assertTrue(failure.getMessage().startsWith("there is no connection to https://"), failure::getMessage);
    assertFalse(failure.getMessage().contains("TLS"), failure::getMessage);
  }

  @Test
  void an_origin_is_trusted_as_its_own_options_say() {
    Http2ClientService service = deploy(trusting("localhost"));
    ServiceResponse response = Bodies.await(service.request(request("localhost")));
    assertEquals("200 served by nghttpd", response.getStatus() + " " + response.getBody());
    assertRefused(service.request(request("127.0.0.1")));
  }

  @Test
  void the_certificate_must_name_the_host_of_the_url_wherever_it_is_dialled() {
    Http2ClientService service = deploy(trusting("api.example.org"));
    assertRefused(service.request(request("api.example.org")));
  }
}
