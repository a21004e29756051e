package io.github.vertxnghttp2.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Connections that are upgraded from HTTP/1.1 (h2c), which is what Vert.x's clients do by default in cleartext: each
 * program runs on all pairs of engines, and must leave the same log.
 */
class UpgradeComparisonIT {
  @RegisterExtension
  final EngineComparison engines = new EngineComparison().options(new HttpServerOptions(),
    new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2));

  /** Fields of the request of HTTP/1.1 that asks for the upgrade. */
  private static final Set<String> UPGRADE = Set.of("connection", "http2-settings", "upgrade");

  private static void show(HttpServerRequest request, Events events) {
    request.body().onSuccess(body -> {
      events.add(request.method() + " " + request.uri() + " " + request.version() + " " + request.scheme() + " "
        + request.authority() + " stream " + request.streamId() + " " + RecordingClient.shown(body));
      request.headers().entries().stream().filter(field -> !UPGRADE.contains(field.getKey().toLowerCase(Locale.ROOT)))
        .map(Object::toString).sorted().forEach(events::add);
      request.response().putHeader("x-two", "2").putTrailer("x-end", "e").end(body);
    });
  }

  @Test
  void a_request_without_a_body_upgrades_and_others_follow_on_the_connection() throws Exception {
    engines.ofPairs((vertx, events) -> request -> show(request, events), client -> {
      client.get("/first?a=b", "X-One", "1", "cookie", "a=b");
      client.get("/second", "x-one", "2");
      client.post("/third", Buffer.buffer("question"));
    });
  }

  @Test
  void a_request_with_a_body_upgrades() throws Exception {
    engines.ofPairs((vertx, events) -> request -> show(request, events), client -> {
      client.post("/first", Buffer.buffer("question"));
      client.post("/second", Buffer.buffer("another"));
    });
  }

  @Test
  void a_request_with_a_long_chunked_body_upgrades() throws Exception {
    engines.ofPairs((vertx, events) -> request -> show(request, events), client -> client.onContext(() ->
      client.request(HttpMethod.PUT, "/first").compose(request -> {
        request.setChunked(true);
        for (int i = 0; i < 50; i++) {
          request.write("0123456789".repeat(1000));
        }
        request.end("end");
        return request.response();
      }).compose(client::record)));
  }

  @Test
  void a_request_for_head_upgrades() throws Exception {
    engines.ofPairs((vertx, events) -> request -> {
      events.add(request.method() + " " + request.version());
      request.response().putHeader("content-length", "10").end();
    }, client -> client.send(HttpMethod.HEAD, "/head", null));
  }

  @Test
  void many_requests_at_once_wait_for_the_upgrade_and_share_the_connection() throws Exception {
    engines.ofPairs((vertx, events) -> request -> request.response().end(request.connection().remoteAddress() + ""),
      client -> {
        List<Future<Buffer>> bodies = new ArrayList<>();
        client.onContext(() -> {
          for (int i = 0; i < 20; i++) {
            bodies.add(client.request(HttpMethod.GET, "/" + i).compose(request -> request.send()
              .compose(HttpClientResponse::body)));
          }
          return Future.all(bodies);
        });
        client.events().add("connections " + bodies.stream().map(Future::result).distinct().count());
      });
  }

  @Test
  void a_preflight_request_upgrades() throws Exception {
    engines.options(new HttpServerOptions(), new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
      .setHttp2ClearTextUpgradeWithPreflightRequest(true));
    engines.ofPairs((vertx, events) -> request -> show(request, events), client -> {
      client.post("/first", Buffer.buffer("question"));
      client.get("/second");
    });
  }

  @Test
  void a_server_without_http_2_goes_on_with_http_1() throws Exception {
    engines.options(new HttpServerOptions().setHttp2ClearTextEnabled(false),
      new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2));
    engines.ofClients((vertx, events) -> request -> show(request, events), client -> {
      client.post("/first", Buffer.buffer("question"));
      client.get("/second");
    });
  }

  @Test
  void the_response_comes_before_the_request_has_ended() throws Exception {
    AtomicReference<Promise<Void>> begun = new AtomicReference<>();
    engines.ofPairs((vertx, events) -> request -> {
      request.endHandler(v -> request.response().end("late"));
      request.response().setChunked(true).write("early ");
      request.resume();
      begun.get().complete();
    }, client -> {
      begun.set(Promise.promise());
      client.onContext(() -> client.request(HttpMethod.POST, "/first").compose(request -> {
        request.setChunked(true).write("a");
        Context context = client.vertx().getOrCreateContext();
        begun.get().future().onSuccess(v -> context.runOnContext(next -> request.end("b")));
        return request.response();
      }).compose(client::record));
    });
  }

  @Test
  void the_upgraded_request_is_reset_by_the_server() throws Exception {
    engines.ofPairs((vertx, events) -> request -> request.response().reset(8), client -> {
      client.get("/first");
    });
  }

  @Test
  void a_resource_is_pushed_with_the_response_to_the_upgraded_request() throws Exception {
    engines.ofPairs((vertx, events) -> request -> {
      request.response().push(HttpMethod.GET, "/pushed").onComplete(pushed -> {
        events.add("pushed " + pushed.cause());
        pushed.result().end("push");
        request.response().end("response");
      });
    }, client -> client.onContext(() -> client.request(HttpMethod.GET, "/first").compose(request -> {
      Future<Buffer> push = Future.future(done -> request.pushHandler(pushed -> {
        client.events().add("promised " + pushed.getURI());
        pushed.response().compose(client::record).onComplete(done);
      }));
      return request.send().compose(HttpClientResponse::body).compose(body -> push);
    })));
  }
}
