package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.Http2Connection;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.service.Http2ClientService;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.ServiceResponse;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which connections the client service has. */
class ClientPoolIT extends ClientVerticleCase {
  /**
   * Those that requests came on. An address does not tell them apart: the kernel uses a port again for another server.
   */
  private final Set<Http2Connection> connections = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<ServerRequest> held = new LinkedBlockingQueue<>();

  private void respond(ServerRequest request) {
    connections.add(request.connection());
    request.respond(200, request.authority());
  }

  private void hold(ServerRequest request) {
    connections.add(request.connection());
    held.add(request);
  }

  private ServerRequest taken() throws InterruptedException {
    ServerRequest request = held.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(request, "no request came");
    return request;
  }

  private static Future<ServiceResponse> get(Http2ClientService service, String url) {
    return service.request(new ServiceRequest("GET", url));
  }

  private static ServerOptions oneStream() {
    ServerOptions options = new ServerOptions();
    options.getHttp2().getSettings().setMaxConcurrentStreams(1);
    return options;
  }

  private void again(String url) {
    serve(new ServerOptions().setPort(Integer.parseInt(url.substring(url.lastIndexOf(':') + 1))), this::respond);
  }

  private static void awaitNoConnection(Http2ClientService service) {
    Repeat.until("the end of the connection", () -> origin(await(service.stats())).getInteger("connections") == 0,
      () -> {});
  }

  @Test
  void many_requests_at_once_and_later_share_one_connection() {
    Http2ClientService service = deploy(new JsonObject());
    String url = serve(this::respond);
    List<Future<ServiceResponse>> all = IntStream.range(0, 100).mapToObj(i -> get(service, url + "/" + i)).toList();
    await(Future.all(all));
    for (int i = 0; i < 20; i++) {
      assertEquals(200, await(get(service, url)).getStatus());
    }
    assertEquals(1, connections.size(), connections::toString);
    JsonObject stats = origin(await(service.stats()));
    assertEquals(new JsonObject().put("origin", url).put("connect", url.substring(7)).put("connections", 1)
      .put("inFlight", 0).put("pending", 0).put("requests", 120), stats);
  }

  @Test
  void a_further_connection_is_opened_only_when_no_stream_is_free() throws InterruptedException {
    Http2ClientService service = deploy(new JsonObject().put("maxConnectionsPerOrigin", 2));
    String url = url(serve(oneStream(), this::hold));
    List<Future<ServiceResponse>> all = new ArrayList<>(List.of(get(service, url)));
    ServerRequest first = taken();
    all.addAll(List.of(get(service, url), get(service, url)));
    ServerRequest second = taken();
    assertEquals(2, connections.size());
    JsonObject busy = origin(await(service.stats()));
    assertEquals("2 3 0", busy.getValue("connections") + " " + busy.getValue("inFlight") + " " + busy.getValue(
      "pending"));
    assertTrue(held.isEmpty(), "the third has no stream yet");
    first.respond(200);
    second.respond(200);
    taken().respond(200);
    await(Future.all(all));
    Future<ServiceResponse> later = get(service, url);
    taken().respond(200);
    await(later);
    assertEquals(2, connections.size(), connections::toString);
  }

  /** Which closes each of them when its SETTINGS are acknowledged. */
  @Test
  void a_server_whose_connections_have_room_for_no_request_is_not_dialled_again_and_again() {
    AtomicInteger connections = new AtomicInteger();
    NetServer server = await(vertx.createNetServer().connectHandler(socket -> {
      connections.incrementAndGet();
      socket.handler(preface -> {
        socket.handler(ack -> socket.close());
        socket.write(Buffer.buffer(RawFrame.settings(SettingId.MAX_CONCURRENT_STREAMS, 0).bytes()));
      });
    }).listen(0, "127.0.0.1"));
    Http2ClientService service = deploy(new JsonObject().put("maxConnectionsPerOrigin", 2));
    assertFailure(ServiceFailure.UNPROCESSED, "", get(service, "http://127.0.0.1:" + server.actualPort()));
    assertEquals(1, connections.get());
  }

  @Test
  void requests_that_wait_for_a_connection_open_another_if_the_first_has_not_room_for_all()
    throws InterruptedException {
    Http2ClientService service = deploy(new JsonObject().put("maxConnectionsPerOrigin", 3));
    String url = url(serve(oneStream(), this::hold));
    List<Future<ServiceResponse>> all = IntStream.range(0, 3).mapToObj(i -> get(service, url)).toList();
    List<ServerRequest> together = List.of(taken(), taken(), taken());
    assertEquals(3, connections.size(), connections::toString);
    together.forEach(request -> request.respond(200));
    await(Future.all(all));
  }

  @Test
  void after_a_goaway_requests_in_flight_go_on_and_others_connect_again() throws InterruptedException {
    Http2ClientService service = deploy(new JsonObject());
    ServerSession leaving = serve(new ServerOptions(), this::hold);
    String url = url(leaving);
    Future<ServiceResponse> inFlight = get(service, url);
    ServerRequest last = taken();
    Future<Void> closed = leaving.close();
    awaitNoConnection(service);
    again(url);
    assertEquals(200, await(get(service, url)).getStatus());
    last.respond(204);
    assertEquals(204, await(inFlight).getStatus());
    await(closed);
    assertEquals(2, connections.size(), connections::toString);
    assertEquals(1, origin(await(service.stats())).getInteger("connections"));
  }

  @Test
  void a_server_that_comes_back_is_connected_to_again() {
    Http2ClientService service = deploy(new JsonObject());
    ServerSession first = serve(new ServerOptions(), this::respond);
    String url = url(first);
    await(get(service, url));
    await(first.close());
    awaitNoConnection(service);
    assertFailure(502, "there is no connection to", get(service, url));
    again(url);
    assertEquals(200, await(get(service, url)).getStatus());
    assertEquals(2, connections.size(), connections::toString);
  }

  @Test
  void a_connection_that_is_idle_for_long_enough_is_closed() throws InterruptedException {
    Http2ClientService service = deploy(new JsonObject().put("keepAlive", 100));
    BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    String url = serve(request -> {
      respond(request);
      request.response().closeHandler(v -> closed.add("stream"));
    });
    long start = System.nanoTime();
    await(get(service, url));
    assertEquals("stream", closed.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    awaitNoConnection(service);
    assertTrue(System.nanoTime() - start >= 100_000_000L);
    await(get(service, url));
    assertEquals(2, connections.size(), connections::toString);
  }

  @Test
  void the_origin_that_was_idle_for_longest_makes_place_for_another() {
    Http2ClientService service = deploy(new JsonObject().put("maxConnections", 2));
    String a = serve(this::respond);
    String b = serve(this::respond);
    String c = serve(this::respond);
    for (String url : List.of(a, b, a, c)) {
      await(get(service, url));
    }
    assertEquals(Set.of(a, c), origins(await(service.stats())));
    await(get(service, a));
    assertEquals(3, connections.size(), connections::toString);
  }

  private static Set<String> origins(JsonObject stats) {
    Set<String> names = ConcurrentHashMap.newKeySet();
    stats.getJsonArray("origins").forEach(origin -> names.add(((JsonObject) origin).getString("origin")));
    return names;
  }

  @Test
  void while_all_places_are_in_use_another_origin_is_refused() throws InterruptedException {
    Http2ClientService service = deploy(new JsonObject().put("maxConnections", 1));
    String busy = serve(this::hold);
    String other = serve(this::respond);
    Future<ServiceResponse> inFlight = get(service, busy);
    ServerRequest request = taken();
    assertFailure(503, "no connection to " + other + ": requests are in flight to maxConnections = 1 other origins",
      get(service, other));
    request.respond(200);
    await(inFlight);
    assertEquals(200, await(get(service, other)).getStatus());
  }

  @Test
  void connect_is_the_address_and_the_url_names_the_origin() {
    Http2ClientService service = deploy(new JsonObject());
    String url = serve(this::respond);
    String place = url.substring("http://".length());
    ServiceRequest request = new ServiceRequest("GET", "http://api.example.org/x").setConnect(place);
    assertEquals("api.example.org", text(await(service.request(request))));
    assertEquals(new JsonObject().put("origin", "http://api.example.org").put("connect", place).put("connections", 1)
      .put("inFlight", 0).put("pending", 0).put("requests", 1), origin(await(service.stats())));
    ServiceRequest nowhere = new ServiceRequest("GET", "http://api.example.org/x").setConnect("127.0.0.1:1");
    assertFailure(502, "there is no connection to http://api.example.org at 127.0.0.1:1", service.request(nowhere));
  }

  @Test
  void close_lets_requests_in_flight_finish_and_the_next_request_connects() throws InterruptedException {
    Http2ClientService service = deploy(new JsonObject());
    String url = serve(this::hold);
    Future<ServiceResponse> inFlight = get(service, url);
    ServerRequest first = taken();
    Future<Void> closed = service.close(url);
    Future<ServiceResponse> next = get(service, url);
    taken().respond(201);
    assertEquals(201, await(next).getStatus());
    assertFalse(closed.isComplete());
    first.respond(200);
    assertEquals(200, await(inFlight).getStatus());
    await(closed);
    assertEquals(2, connections.size(), connections::toString);
    await(service.close("https://nobody.example.org"));
  }

  @Test
  void stats_and_close_are_about_all_instances() {
    Http2ClientService service = deploy(3, new JsonObject());
    String url = serve(this::respond);
    for (int i = 0; i < 6; i++) {
      await(get(service, url));
    }
    assertEquals(3, connections.size(), connections::toString);
    JsonObject stats = await(service.stats());
    assertEquals("3 6", stats.getValue("instances") + " " + stats.getValue("requests"));
    assertEquals(3, origin(stats).getInteger("connections"));
    await(service.close(url));
    assertEquals(new JsonArray(), await(service.stats()).getJsonArray("origins"));
  }

  @Test
  void an_undeployed_verticle_finishes_requests_in_flight_and_takes_no_new_ones() throws InterruptedException {
    Http2ClientService service = deploy(new JsonObject());
    String url = serve(this::hold);
    List<Future<ServiceResponse>> inFlight = IntStream.range(0, 20).mapToObj(i -> get(service, url)).toList();
    List<ServerRequest> requests = new ArrayList<>();
    while (requests.size() < 20) {
      requests.add(taken());
    }
    Future<Void> undeployed = vertx.undeploy(deployment);
    Repeat.until("the end of the service", () -> await(vertx.eventBus().request(ADDRESS, new JsonObject(), action(
      "stats"))
      .map(false).otherwise(cause -> ((ReplyException) cause).failureType() == ReplyFailure.NO_HANDLERS)), () -> {});
    assertFailure(-1, "No handlers", get(service, url));
    assertFalse(undeployed.isComplete());
    requests.forEach(request -> request.respond(200));
    for (Future<ServiceResponse> response : inFlight) {
      assertEquals(200, await(response).getStatus());
    }
    await(undeployed);
  }

  @Test
  void requests_that_outlast_the_grace_period_are_cut_off() throws InterruptedException {
    Http2ClientService service = deploy(new JsonObject().put("defaults",
      new JsonObject().put("http2", new JsonObject().put("shutdownGracePeriod", 100))));
    String url = serve(this::hold);
    Future<ServiceResponse> inFlight = get(service, url);
    taken();
    await(vertx.undeploy(deployment));
    assertFailure(502, "shutdownGracePeriod = 100 ms", inFlight);
  }
}
