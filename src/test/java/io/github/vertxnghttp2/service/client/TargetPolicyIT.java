package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.service.Http2ClientService;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.ServiceResponse;
import io.github.vertxnghttp2.service.StreamClient;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Callers of the client service reach only what {@code allow} and {@code deny} permit. */
class TargetPolicyIT extends ClientVerticleCase {
  private static final String BY_DEFAULT = "Only public addresses are allowed by default";

  private final BlockingQueue<String> connected = new LinkedBlockingQueue<>();
  private int port;

  /** Something that listens on this host, and must not be reached. */
  @BeforeEach
  void listen() {
    NetServer internal = await(vertx.createNetServer()
      .connectHandler(socket -> {
        connected.add(socket.remoteAddress().toString());
        socket.end(Buffer.buffer("HTTP/1.1 400 A secret\r\n\r\n"));
      }).listen(0, "127.0.0.1"));
    port = internal.actualPort();
  }

  private static JsonObject config(String... allow) {
    JsonArray entries = new JsonArray();
    for (String each : allow) {
      entries.add(each);
    }
    return new JsonObject().put("allow", entries);
  }

  private static Future<ServiceResponse> get(Http2ClientService service, String url) {
    return service.request(new ServiceRequest("GET", url));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "127.0.0.2", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::]"})
  void by_default_this_host_is_not_reached(String host) {
    Http2ClientService service = deploy(config("public"));
    assertFailure(403, BY_DEFAULT, get(service, "http://" + host + ":" + port + "/"));
    assertNull(connected.poll());
    assertEquals(1, await(service.stats()).getJsonObject("failures").getInteger("403"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "localhost."})
  void other_notations_of_this_host_do_not_reach_it_either(String host) {
    Vertx other = Vertx.vertx(new VertxOptions().setAddressResolverOptions(new AddressResolverOptions()
      .setQueryTimeout(200).setMaxQueries(1)));
    try {
      await(other.deployVerticle("nghttp2:client"));
      Http2ClientService service = Http2ClientService.createProxy(other, ADDRESS);
      assertThrows(ReplyException.class, () -> await(get(service, "http://" + host + ":" + port + "/")));
      assertNull(connected.poll());
    } finally {
      await(other.close());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.255.255.1", "169.254.169.254", "192.168.0.1", "[fe80::1]", "[fd00::1]",
    "[64:ff9b::a9fe:a9fe]"})
  void by_default_private_and_link_local_addresses_are_not_reached(String host) {
    Http2ClientService service = deploy(config("public"));
    assertFailure(403, "the address of " + host + ":80 is not allowed", get(service, "http://" + host + "/"));
  }

  @Test
  void a_name_of_a_private_address_is_looked_up_and_not_reached() {
    Vertx other = Vertx.vertx(new VertxOptions().setAddressResolverOptions(new AddressResolverOptions().setHostsValue(
      Buffer.buffer("10.255.255.1 api.example.org\n127.0.0.1 www.example.org\n"))));
    try {
      await(other.deployVerticle("nghttp2:client"));
      Http2ClientService service = Http2ClientService.createProxy(other, ADDRESS);
      ReplyException refused = assertThrows(ReplyException.class, () -> await(get(service, "https://api.example.org/")));
      assertEquals("403 the address of api.example.org:443 is not allowed: see allow and deny of the client service. "
        + BY_DEFAULT, refused.failureCode() + " " + refused.getMessage());
      assertFailure(403, BY_DEFAULT, get(service, "http://www.example.org:" + port));
      assertNull(connected.poll());
    } finally {
      await(other.close());
    }
  }

  @Test
  void the_defaults_of_the_options_are_those() {
    deployment = await(vertx.deployVerticle("nghttp2:client"));
    assertFailure(403, BY_DEFAULT, get(Http2ClientService.createProxy(vertx, ADDRESS), "http://127.0.0.1:" + port));
    assertNull(connected.poll());
  }

  @Test
  void connect_does_not_go_elsewhere() {
    Http2ClientService service = deploy(config("public"));
    assertFailure(403, "the address of 127.0.0.1:" + port + " is not allowed", service.request(new ServiceRequest("GET",
      "http://api.example.org/").setConnect("127.0.0.1:" + port)));
    assertNull(connected.poll());
  }

  @Test
  void a_stream_does_not_go_elsewhere_either() {
    deploy(config("public"));
    StreamClient streams = await(StreamClient.create(vertx, ADDRESS));
    assertFailure(403, BY_DEFAULT, streams.call(new ServiceRequest("GET", "http://localhost:" + port + "/")).send());
    assertNull(connected.poll());
  }

  @Test
  void an_allowed_address_is_reached_by_each_of_its_names() {
    String url = serve(request -> request.respond(200));
    Http2ClientService service = deploy(config("127.0.0.1", "public"));
    assertEquals(200, await(get(service, url)).getStatus());
    assertEquals(200, await(get(service, url.replace("127.0.0.1", "localhost"))).getStatus());
    assertEquals(200, await(get(service, url.replace("127.0.0.1", "[::ffff:127.0.0.1]"))).getStatus());
    assertFailure(403, "is not allowed", get(service, url.replace("127.0.0.1", "127.0.0.2")));
  }

  @Test
  void a_denied_address_is_not_reached_although_it_is_allowed() {
    Http2ClientService service = deploy(config("127.0.0.0/8").put("deny", new JsonArray().add("127.0.0.1")));
    assertFailure(403, "the address of localhost:" + port + " is not allowed", get(service, "http://localhost:"
      + port));
    assertNull(connected.poll());
  }

  @ParameterizedTest
  @CsvSource({"http://127.0.0.1:1/, http://127.0.0.1:1", "https://api.example.org/, https://api.example.org"})
  void with_origins_in_the_list_no_others_are_reached(String url, String name) {
    Http2ClientService service = deploy(config("http://*.example.org", "127.0.0.1"));
    assertFailure(403, name + " is not allowed: it is none of the origins in allow", get(service, url));
  }

  @Test
  void an_allowed_origin_is_reached_and_only_there() {
    String url = serve(request -> request.respond(200));
    Http2ClientService service = deploy(config(url, "http://api.example.org", "127.0.0.1"));
    assertEquals(200, await(get(service, url)).getStatus());
    ServiceRequest elsewhere = new ServiceRequest("GET", url).setConnect("127.0.0.1:" + port);
    assertFailure(403, "connect: 127.0.0.1:" + port + " is not allowed", service.request(elsewhere));
    ServiceRequest there = new ServiceRequest("GET", "http://api.example.org/").setConnect(url.substring(7));
    assertEquals(200, await(service.request(there)).getStatus());
    assertNull(connected.poll());
  }

  @Test
  void a_denied_origin_is_not_reached() {
    String url = serve(request -> request.respond(200));
    Http2ClientService service = deploy(config("127.0.0.1").put("deny", new JsonArray().add(url)));
    assertFailure(403, url + " is not allowed: deny of the client service has it", get(service, url));
  }

  @Test
  void a_denied_origin_is_not_reached_by_connect_in_upper_case() {
    Http2ClientService service = deploy(config("127.0.0.1").put("deny", new JsonArray().add("http://localhost:"
      + port)));
    assertFailure(403, "connect: localhost:" + port + " is not allowed: deny of the client service has it",
      service.request(new ServiceRequest("GET", "http://api.example.org/").setConnect("LOCALHOST:" + port)));
    assertNull(connected.poll());
  }

  /** A proxy would look up a name itself, and perhaps find another address. */
  @Test
  void a_proxy_gets_the_address_that_was_checked() throws InterruptedException {
    BlockingQueue<String> requested = new LinkedBlockingQueue<>();
    NetServer proxy = await(vertx.createNetServer().connectHandler(socket -> socket.handler(data -> {
      requested.add(data.toString().split("\r\n")[0]);
      socket.close();
    })).listen(0, "127.0.0.1"));
    JsonObject through = new JsonObject().put("proxyOptions", new JsonObject().put("host", "127.0.0.1").put(
      "port", proxy.actualPort()));
    Http2ClientService service = deploy(config("127.0.0.1").put("defaults", through));
    assertFailure(502, "there is no connection to http://localhost:" + port, get(service, "http://localhost:" + port));
    assertEquals("CONNECT 127.0.0.1:" + port + " HTTP/1.1", requested.poll(Repeat.PATIENCE.toSeconds(),
      TimeUnit.SECONDS));
    assertFailure(403, "is not allowed", get(service, "http://127.0.0.2:" + port));
    assertNull(requested.poll());
  }
}
