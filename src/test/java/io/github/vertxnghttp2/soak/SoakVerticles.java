package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.ClientVerticleOptions;
import io.github.vertxnghttp2.service.Http2ClientService;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RouteForm;
import io.github.vertxnghttp2.service.RouteMode;
import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.ServerVerticleOptions;
import io.github.vertxnghttp2.service.StreamClient;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** {@code nghttp2:server} with routes in both modes and forms, the handlers of these, and {@code nghttp2:client}. */
final class SoakVerticles {
  /** First segments of paths. */
  static final List<String> UNARY = List.of("unary", "unary-json");
  static final List<String> STREAMED = List.of("stream", "stream-json");
  static final int UNARY_MAX = 100_000;
  private static final int HANDLER_TIMEOUT = 300;

  private final Site site;
  private final LogWatch log;
  private final List<String> deployments = new ArrayList<>();
  private final List<RequestConsumer> consumers = new ArrayList<>();
  private final Map<String, Promise<Void>> late = new ConcurrentHashMap<>();
  private ClientSession session;
  private StreamClient streams;
  private boolean closing;

  SoakVerticles(Site site, LogWatch log) {
    this.site = site;
    this.log = log;
  }

  private static RouteOptions route(String name, RouteMode mode, RouteForm form) {
    return new RouteOptions().setPath("/" + name + "/:what").setAddress("soak." + mode.name()).setMode(mode).setForm(
      form)
      .setMaxBodySize(mode == RouteMode.UNARY ? UNARY_MAX : -1);
  }

  private static JsonObject serverConfig() {
    ServerVerticleOptions options = new ServerVerticleOptions()
      // Below 0: the system chooses, and instances share it.
      .setListeners(List.of(SoakServers.options().setPort(-1)))
      .setRoutes(List.of(
        route("unary", RouteMode.UNARY, RouteForm.BUFFER), route("unary-json", RouteMode.UNARY, RouteForm.JSON),
        route("stream", RouteMode.STREAM, RouteForm.BUFFER), route("stream-json", RouteMode.STREAM, RouteForm.JSON),
        route("impatient", RouteMode.UNARY, RouteForm.BUFFER).setTimeout(HANDLER_TIMEOUT)));
    return options.toJson();
  }

  Future<?> open() {
    return deploy("nghttp2:server", serverConfig())
      .compose(v -> deploy("nghttp2:client",
        new ClientVerticleOptions().setAllow(List.of("127.0.0.1", "::1")).toJson()))
      .compose(v -> consume(RouteMode.UNARY))
      .compose(v -> consume(RouteMode.STREAM))
      .compose(v -> StreamClient.create(site.vertx(), ClientVerticleOptions.DEFAULT_ADDRESS))
      .onSuccess(client -> streams = client)
      .compose(v -> ClientSession.connect(site.vertx(), SoakServers.clientOptions(log.lastPort())))
      .onSuccess(connected -> session = connected.closeHandler(v -> {
        if (!closing) {
          site.tally().fault("the connection to the verticle is gone", null);
        }
      }));
  }

  private Future<?> deploy(String name, JsonObject config) {
    return site.vertx().deployVerticle(name, new DeploymentOptions().setInstances(2).setConfig(config))
      .onSuccess(deployments::add);
  }

  private Future<?> consume(RouteMode mode) {
    RequestConsumer consumer = RequestConsumer.create(site.vertx(), "soak." + mode.name(), this::handle);
    consumers.add(consumer);
    return consumer.listen();
  }

  private void handle(RoutedRequest request) {
    String what = request.param("what");
    Tally.Open open = site.tally().begin("handler, " + what);
    request.response().closeHandler(v -> open.end("closed"));
    switch (what) {
      case "echo" -> request.response().send(request);
      case "count" -> BodyCheck.read(site, request, ThreadLocalRandom.current()).onSuccess(length ->
        request.response().putTrailer("x-length", Long.toString(length)).end(Long.toString(length)));
      case "reset" -> request.handler(data -> request.response().reset(ErrorCode.ENHANCE_YOUR_CALM.code()));
      case "throw" -> throw new Told();
      case "late" -> tooLate(request.query()).future().onSuccess(v -> {
        late.remove(request.query());
        request.response().end("late");
      });
      default -> { }
    }
  }

  private Promise<Void> tooLate(String id) {
    return late.computeIfAbsent(id, key -> Promise.promise());
  }

  /**
   * Lets a handler respond after its route has timed out. The caller says when: no fixed time is long enough on a busy
   * machine.
   */
  void respondTooLate(String id) {
    tooLate(id).complete();
  }

  /** What the handler throws when it is to. */
  static final class Told extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Told() {
      super("told to", null, false, false);
    }
  }

  Future<?> close() {
    closing = true;
    return session.close()
      .eventually(() -> streams.close())
      .eventually(() -> Future.all(deployments.stream().map(site.vertx()::undeploy).toList()))
      .eventually(() -> Future.all(consumers.stream().map(RequestConsumer::close).toList()));
  }

  ClientSession session() {
    return session;
  }

  StreamClient streams() {
    return streams;
  }

  Http2ClientService service() {
    return Http2ClientService.createProxy(site.vertx(), ClientVerticleOptions.DEFAULT_ADDRESS);
  }

  int consumedStreams() {
    return consumers.stream().mapToInt(RequestConsumer::openStreams).sum();
  }

  /** What the server's instances count. */
  Future<JsonObject> serverStats() {
    return site.vertx().eventBus().<JsonObject>request(ServerVerticleOptions.DEFAULT_CONTROL_ADDRESS, null,
      new DeliveryOptions().addHeader("action", "stats")).map(Message::body);
  }
}
