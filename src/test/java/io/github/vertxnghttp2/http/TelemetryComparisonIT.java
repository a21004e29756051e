package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.spi.metrics.HttpClientMetrics;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.core.tracing.TracingPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Metrics and spans of Vert.x see the same calls in the same order with both engines. */
@Timeout(60)
class TelemetryComparisonIT {

  /** The calls of one kind, in their order. */
  private static final class Calls {
    private final List<String> calls = new ArrayList<>();

    synchronized void add(String call) {
      calls.add(call);
    }

    synchronized List<String> all() {
      return List.copyOf(calls);
    }

    /** An object whose methods are recorded, with the numbers and messages that they get. */
    <T> T recorded(Class<T> type, String name) {
      return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
        (self, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return method.getName().equals("hashCode") ? System.identityHashCode(self) : self == arguments[0];
          }
          StringBuilder call = new StringBuilder(name).append(' ').append(method.getName());
          for (Object argument : arguments == null ? new Object[0] : arguments) {
            call.append(shown(argument));
          }
          if (!method.getName().equals("close")) {
            add(call.toString());
          }
          return method.getReturnType() == Object.class ? "metric" : null;
        }));
    }

    private static String shown(Object argument) {
      if (argument instanceof HttpRequest request) {
        return " " + request.method() + " " + request.uri();
      } else if (argument instanceof HttpResponse response) {
        return " " + response.statusCode();
      }
      boolean plain = argument instanceof Long || argument instanceof HttpMethod || argument instanceof String;
      return plain ? " " + argument : "";
    }
  }

  private static VertxMetrics metrics(Calls server, Calls client) {
    return new VertxMetrics() {
      @Override
      public HttpServerMetrics<?, ?> createHttpServerMetrics(HttpServerConfig config, SocketAddress tcp,
                                                             SocketAddress udp) {
        return server.recorded(HttpServerMetrics.class, "server");
      }

      @Override
      public HttpClientMetrics<?, ?> createHttpClientMetrics(HttpClientConfig config) {
        return new HttpClientMetrics<Object, Object>() {
          @Override
          @SuppressWarnings("unchecked")
          public ClientMetrics<Object, HttpRequest, HttpResponse> createEndpointMetrics(SocketAddress remote, int max) {
            return client.recorded(ClientMetrics.class, "client");
          }
        };
      }
    };
  }

  private static final class Tracer implements VertxTracer<String, String> {
    /** Tags that have the port in them. */
    private static final Pattern RANDOM = Pattern.compile("port|peer|url");

    private final Calls server;
    private final Calls client;

    Tracer(Calls server, Calls client) {
      this.server = server;
      this.client = client;
    }

    private static <T> String tags(T subject, TagExtractor<T> tags) {
      return subject == null ? "" : " " + tags.extract(subject).entrySet().stream()
        .filter(tag -> !RANDOM.matcher(tag.getKey()).find())
        .map(Map.Entry::toString).sorted().collect(Collectors.joining(" "));
    }

    @Override
    public <R> String receiveRequest(Context context, SpanKind kind, TracingPolicy policy, R request, String operation,
                                     Iterable<Map.Entry<String, String>> headers, TagExtractor<R> tags) {
      server.add("span of server begins " + kind + " " + operation + tags(request, tags));
      return "span";
    }

    @Override
    public <R> void sendResponse(Context context, R response, String span, Throwable failure, TagExtractor<R> tags) {
      server.add("span of server ends" + tags(response, tags) + (failure == null ? "" : " " + failure.getClass()));
    }

    @Override
    public <R> String sendRequest(Context context, SpanKind kind, TracingPolicy policy, R request, String operation,
                                  BiConsumer<String, String> headers, TagExtractor<R> tags) {
      headers.accept("x-span", "1");
      client.add("span of client begins " + kind + " " + operation + tags(request, tags));
      return "span";
    }

    @Override
    public <R> void receiveResponse(Context context, R response, String span, Throwable failure, TagExtractor<R> tags) {
      client.add("span of client ends" + tags(response, tags) + (failure == null ? "" : " " + failure.getClass()));
    }
  }

  private static void respond(HttpServerRequest request) {
    switch (request.path()) {
      case "/reset" -> request.response().reset(2);
      case "/waits" -> request.response().writeHead();
      case "/last" -> {
        request.connection().shutdown(Duration.ofMinutes(1));
        request.response().end();
      }
      default -> request.routed("/:size").body()
        .onSuccess(body -> request.response().end(body.appendString(request.getHeader("x-span"))));
    }
  }

  /** What a client does with the server at a port. */
  private interface Program {
    void run(HttpClientAgent client, int port) throws Exception;
  }

  private static List<List<String>> seen(Engine engine, Program program) throws Exception {
    Calls server = new Calls();
    Calls client = new Calls();
    Vertx vertx = Vertx.builder().withMetrics(options -> metrics(server, client))
      .withTracer(options -> new Tracer(server, client))
      .with(new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true))
        .setTracingOptions(new TracingOptions())).build();
    try {
      HttpServer http = engine.server(vertx, new HttpServerOptions().setTracingPolicy(TracingPolicy.ALWAYS))
        .requestHandler(TelemetryComparisonIT::respond);
      await(http.listen(0, "localhost"));
      HttpClientAgent asking = engine.client(vertx, new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false).setTracingPolicy(TracingPolicy.ALWAYS));
      program.run(asking, http.actualPort());
      await(asking.close());
      await(http.close());
    } finally {
      await(vertx.close());
    }
    return List.of(server.all(), client.all());
  }

  private static void requests(HttpClientAgent asking, int port) throws Exception {
    for (int size : new int[] {0, 10, 100_000}) {
      await(asking.request(HttpMethod.POST, port, "localhost", "/" + size)
        .compose(request -> request.traceOperation("upload").send(Buffer.buffer(new byte[size])))
        .compose(response -> response.body()));
    }
    await(asking.request(HttpMethod.GET, port, "localhost", "/reset")
      .compose(request -> request.send().compose(response -> response.body())).otherwiseEmpty());
    await(asking.request(HttpMethod.GET, port, "localhost", "/waits")
      .compose(request -> request.send().compose(response -> {
        Future<Buffer> body = response.body();
        request.reset(8);
        return body;
      })).otherwiseEmpty());
  }

  @Test
  void metrics_and_spans_see_the_same_with_both_engines() throws Exception {
    EngineSwitch.SERVER.turnOn();
    EngineSwitch.CLIENT.turnOn();
    List<List<String>> expected = seen(Engine.VERTX, TelemetryComparisonIT::requests);
    assertTrue(expected.get(0).size() > 20 && expected.get(1).size() > 20, expected::toString);
    assertTrue(expected.toString().contains("requestRouted metric /:size"), expected::toString);
    assertTrue(expected.toString().contains("span of client begins RPC upload"), expected::toString);
    List<List<String>> seen = seen(Engine.OURS, TelemetryComparisonIT::requests);
    assertEquals(String.join("\n", expected.get(0)), String.join("\n", seen.get(0)));
    assertEquals(String.join("\n", expected.get(1)), String.join("\n", seen.get(1)));
  }

  /** Its connection is shut down between its creation and its first write. */
  private static void unopenedRequest(HttpClientAgent asking, int port) throws Exception {
    HttpClientRequest late = await(asking.request(HttpMethod.GET, port, "localhost", "/late"));
    Promise<Void> shutdown = Promise.promise();
    late.connection().shutdownHandler(shutdown::complete);
    await(asking.request(HttpMethod.GET, port, "localhost", "/last")
      .compose(request -> request.send().compose(response -> response.body())));
    await(shutdown.future());
    boolean failed = await(late.send().transform(sent -> Future.succeededFuture(sent.failed())));
    assertTrue(failed);
  }

  /** Those of Micrometer throw an exception if a reset is reported of a request that has not begun. */
  @Test
  @DisabledIfSystemProperty(named = "vertx.version", matches = "5\\.1\\..*",
    disabledReason = "the streams of Vert.x 5.1, which are used there, report the reset")
  void metrics_see_nothing_of_a_request_that_was_not_opened() throws Exception {
    EngineSwitch.SERVER.turnOn();
    EngineSwitch.CLIENT.turnOn();
    for (Engine engine : Engine.values()) {
      List<String> calls = seen(engine, TelemetryComparisonIT::unopenedRequest).get(1).stream()
        .filter(call -> call.startsWith("client request")).toList();
      assertEquals(List.of("client requestBegin metric /last GET /last", "client requestEnd metric 0"), calls,
        engine.toString());
    }
  }
}
