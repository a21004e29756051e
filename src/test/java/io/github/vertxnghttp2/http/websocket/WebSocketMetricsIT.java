package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.http.Nghttp2Http;
import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The meters of Vert.x with WebSockets over HTTP/2 show the same as over HTTP/1.1. */
class WebSocketMetricsIT {
  private static final Set<String> COMPARED = Set.of("vertx.http.server.active.ws.connections",
    "vertx.http.client.active.ws.connections", "vertx.http.server.active.connections",
    "vertx.http.client.active.connections", "vertx.http.server.active.requests", "vertx.http.server.requests");

  private static Map<String, Double> values(SimpleMeterRegistry registry) {
    Map<String, Double> values = new TreeMap<>();
    for (Meter meter : registry.getMeters()) {
      if (COMPARED.contains(meter.getId().getName())) {
        for (Measurement measurement : meter.measure()) {
          if (measurement.getStatistic() == Statistic.COUNT || measurement.getStatistic() == Statistic.VALUE) {
            values.merge(meter.getId().getName(), measurement.getValue(), Double::sum);
          }
        }
      }
    }
    return values;
  }

  private static List<Map<String, Double>> run(boolean ours) throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Vertx vertx = Vertx.builder().with(new VertxOptions().setMetricsOptions(new MicrometerMetricsOptions()
        .setEnabled(true).setRegistryName(UUID.randomUUID().toString())))
      .withMetrics(new MicrometerMetricsFactory(registry)).build();
    List<Map<String, Double>> seen = new ArrayList<>();
    try {
      HttpServer server = ours ? Nghttp2Http.createHttpServer(vertx, new HttpServerOptions())
        : vertx.createHttpServer();
      Promise<Void> opened = Promise.promise();
      Promise<Void> closed = Promise.promise();
      Promise<Void> left = Promise.promise();
      server.connectionHandler(connection -> connection.closeHandler(left::tryComplete));
      server.webSocketHandler(socket -> {
        socket.closeHandler(closed::complete);
        socket.textMessageHandler(socket::writeTextMessage);
        opened.complete();
      });
      await(server.listen(0, "localhost"));
      WebSocketClient client = ours ? Nghttp2Http.createWebSocketClient(vertx, new WebSocketClientOptions())
        : vertx.createWebSocketClient();
      WebSocket socket = await(client.connect(server.actualPort(), "localhost", "/"));
      await(opened.future());
      Promise<String> echo = Promise.promise();
      socket.textMessageHandler(echo::tryComplete);
      socket.writeTextMessage("hello");
      await(echo.future());
      seen.add(values(registry));
      await(socket.close());
      await(closed.future());
      await(client.close());
      if (ours) { // Vert.x's upgraded connections do not call the handler
        await(left.future());
      }
      await(server.close());
      seen.add(values(registry));
    } finally {
      await(vertx.close());
    }
    return seen;
  }

  @Test
  void sockets_requests_and_connections_are_counted() throws Exception {
    EngineSwitch.SERVER.turnOn();
    EngineSwitch.CLIENT.turnOn();
    List<Map<String, Double>> expected = run(false);
    assertEquals(1.0, expected.get(0).get("vertx.http.server.active.ws.connections"));
    assertEquals(expected, run(true));
  }
}
