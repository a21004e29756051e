package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.it.NoUnixSockets;
import io.github.vertxnghttp2.it.Peer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code nghttp2:server} on a unix domain socket, and {@code nghttp2:client} over one. */
class UnixListenerIT extends ServerVerticleCase {
  @TempDir
  private Path directory;
  private String path;

  @BeforeEach
  void choose() {
    path = directory.resolve("h2.sock").toString();
  }

  private JsonObject unix(JsonObject... routes) {
    return config(routes).put("listeners", new JsonArray().add(new JsonObject().put("path", path)));
  }

  private String start(Vertx where, JsonObject config) {
    return await(where.deployVerticle("nghttp2:server", new DeploymentOptions().setInstances(2).setConfig(config)));
  }

  private String curl(String... args) {
    List<String> command = new ArrayList<>(List.of(Peer.find("curl", "curl"), "--no-progress-meter", "--max-time", "20",
      "--unix-socket", path));
    command.addAll(List.of(args));
    return Peer.run(command.toArray(String[]::new));
  }

  @Test
  void instances_share_the_socket_and_respond_to_curl_until_they_are_undeployed() {
    handle("a", (Message<Object> message) -> message.reply(message.headers().get(":authority") + " from "
      + message.headers().get(":remote")));
    handle("j", (Message<JsonObject> message) -> message.reply(new JsonObject().put("text", message.body().getString(
      "remote"))));
    String id = start(vertx, unix(route("/", "a"), route("/json", "j").put("form", "json")));
    assertEquals("listening on unix:" + path + " (h2c)", log.line("listening on"));
    assertEquals("backend from " + path, curl("--http2-prior-knowledge", "http://backend/"));
    assertEquals(path, curl("--http2-prior-knowledge", "http://backend/json"));
    assertEquals("backend from " + path, curl("--http2", "http://backend/"));
    await(vertx.undeploy(id));
    assertFalse(Files.exists(Path.of(path)));
    assertTrue(log.isEmpty());
  }

  @Test
  void a_socket_that_is_taken_fails_the_deployment_and_is_left_to_its_server() {
    handle("a", message -> message.reply("first"));
    start(vertx, unix(route("/", "a")));
    Vertx second = Vertx.vertx();
    try {
      AssertionError failed = assertThrows(AssertionError.class, () -> start(second, unix()));
      assertInstanceOf(BindException.class, failed.getCause());
      assertTrue(failed.getCause().getMessage().startsWith("cannot listen on unix:" + path), failed::toString);
    } finally {
      await(second.close());
    }
    ClientSession session = await(ClientSession.connect(vertx, new ClientOptions().setPath(path)));
    assertResponse(200, "first", await(session.get("/").send()));
  }

  @Test
  void a_transport_without_such_sockets_fails_the_deployment_with_the_setting() {
    Vertx other = Vertx.builder().withTransport(new NoUnixSockets()).build();
    try {
      String said = assertThrows(IllegalArgumentException.class, () -> start(other, unix())).getMessage();
      assertTrue(said.startsWith("listeners[0].path is \"" + path
        + "\", but the transport of this Vert.x (NoUnixSockets) has no unix"
        + " domain sockets; take host and port, or a transport that has them: NIO, or with preferNativeTransport"),
        said);
    } finally {
      await(other.close());
    }
  }

  @Test
  void the_client_verticle_reaches_an_origin_by_its_path_unless_a_request_says_where_to_dial() {
    handle("a", (Message<Object> message) -> message.reply(message.headers().get(":authority")));
    start(vertx, unix(route("/", "a")));
    await(vertx.deployVerticle("nghttp2:client", new DeploymentOptions().setConfig(new JsonObject().put("origins",
      new JsonObject().put("http://backend", new JsonObject().put("path", path))).put("allow", new JsonArray().add(
        "127.0.0.1")))));
    Http2ClientService client = Http2ClientService.createProxy(vertx, "nghttp2.client");
    assertEquals("backend", await(client.request(new ServiceRequest("GET", "http://backend/"))).getBody().toString());
    assertEquals("unix:" + path, await(client.stats()).getJsonArray("origins").getJsonObject(0).getString("connect"));
    String elsewhere = assertThrows(RuntimeException.class,
      () -> await(client.request(new ServiceRequest("GET", "http://backend/").setConnect("127.0.0.1:1")))).getMessage();
    assertTrue(elsewhere.contains("127.0.0.1:1"), elsewhere);
  }
}
