package io.github.vertxnghttp2.http.contract;

import io.github.vertxnghttp2.http.EngineComparison;
import io.github.vertxnghttp2.http.Events;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

import static io.github.vertxnghttp2.http.Futures.await;

/** What users of a connection do and are notified of: settings, windows, pings, and the ways in which it ends. */
class ConnectionContractIT {
  /** Milliseconds. Long enough for a request to reach its server. */
  private static final int IDLE = 500;

  @RegisterExtension
  final EngineComparison engines = new EngineComparison();

  /** Runs until both sides have seen the end of the connection. */
  private void same(Function<HttpServerRequest, Future<?>> ofServer,
                    Function<HttpClientRequest, Future<?>> ofClient) throws Exception {
    AtomicReference<Events> serverLog = new AtomicReference<>();
    engines.ofPairs((vertx, events) -> {
      serverLog.set(events);
      return request -> {
        RecordedHandlers.set(request.connection(), events);
        request.response().closeHandler(v -> events.add("response closed"));
        ofServer.apply(request).onFailure(failure -> events.add(Described.failure(failure)));
      };
    }, client -> {
      client.onContext(() -> client.request(HttpMethod.GET, "/").compose(request -> {
        RecordedHandlers.set(request.connection(), client.events());
        return request.send().onComplete(response -> client.events().add("response " + Described.outcome(response)))
          .compose(HttpClientResponse::end).onComplete(end -> client.events().add("end " + Described.outcome(end)))
          .otherwiseEmpty().compose(v -> ofClient.apply(request)).mapEmpty();
      }));
      await(client.events().ended());
      await(serverLog.get().ended());
    });
  }

  private void sameEnd(Consumer<HttpServerRequest> ofServer) throws Exception {
    same(request -> {
      ofServer.accept(request);
      return Future.succeededFuture();
    }, request -> Future.succeededFuture());
  }

  /** The client closes the connection after this. */
  private void sameSettings(Function<HttpConnection, Future<?>> ofServer,
                            Function<HttpConnection, Future<?>> ofClient) throws Exception {
    same(request -> ofServer.apply(request.connection()).eventually(() -> request.response().end()),
      request -> ofClient.apply(request.connection()).eventually(() -> request.connection().close()));
  }

  private static String shown(Object settings) {
    Http2Settings http2 = (Http2Settings) settings;
    return http2.getInitialWindowSize() + " " + http2.getMaxConcurrentStreams() + " " + http2.getMaxFrameSize() + " "
      + http2.getHeaderTableSize() + " " + http2.isPushEnabled() + " " + http2.getExtraSettings();
  }

  @Test
  void settings_are_changed_when_the_peer_has_acknowledged_them() throws Exception {
    AtomicReference<Promise<String>> seen = new AtomicReference<>();
    engines.ofPairs((vertx, events) -> request -> {
      HttpConnection connection = request.connection();
      Http2Settings before = (Http2Settings) connection.settings();
      events.add("before " + shown(before) + ", remote " + shown(connection.remoteSettings()));
      connection.updateSettings(before.setInitialWindowSize(100_000).setMaxFrameSize(20_000)).onComplete(done -> {
        events.add("update " + Described.outcome(done) + ", now " + shown(connection.settings()));
        request.response().end();
      });
    }, client -> {
      seen.set(Promise.promise());
      client.onContext(() -> client.request(HttpMethod.GET, "/").compose(request -> {
        request.connection().remoteSettingsHandler(settings ->
          seen.get().complete(((Http2Settings) settings).getInitialWindowSize() + " "
            + ((Http2Settings) settings).getMaxFrameSize()));
        return request.send().compose(HttpClientResponse::end);
      }));
      client.events().add("remote " + await(seen.get().future()));
    });
  }

  @Test
  void settings_of_a_client_reach_the_server() throws Exception {
    AtomicReference<Promise<Void>> seen = new AtomicReference<>();
    engines.ofPairs((vertx, events) -> {
      seen.set(Promise.promise());
      return request -> {
        request.connection().remoteSettingsHandler(settings -> {
          events.add("remote " + ((Http2Settings) settings).getMaxHeaderListSize());
          seen.get().complete();
        });
        request.response().end();
      };
    }, client -> {
      client.onContext(() -> client.request(HttpMethod.GET, "/").compose(request -> request.send()
        .compose(HttpClientResponse::end)
        .compose(v -> request.connection().updateSettings(new Http2Settings().setMaxHeaderListSize(10_000)))
        .onComplete(done -> client.events().add("update " + Described.outcome(done)))));
      await(seen.get().future());
    });
  }

  @Test
  void windows_have_the_size_that_was_set() throws Exception {
    engines.ofPairs((vertx, events) -> request -> {
      events.add(changedWindow(request.connection()));
      request.response().end();
    }, client -> client.onContext(() -> client.request(HttpMethod.GET, "/").compose(request -> {
      client.events().add(changedWindow(request.connection()));
      return request.send().compose(HttpClientResponse::end);
    })));
  }

  private static String changedWindow(HttpConnection connection) {
    int before = connection.getWindowSize();
    boolean same = connection.setWindowSize(before + 10_000) == connection;
    return before + " " + connection.getWindowSize() + " " + same;
  }

  @Test
  void a_window_of_nothing_is_refused() throws Exception {
    sameSettings(connection -> {
      try {
        connection.setWindowSize(0);
        return Future.succeededFuture();
      } catch (IllegalArgumentException e) {
        return Future.failedFuture(e);
      }
    }, connection -> Future.succeededFuture());
  }

  @Test
  void pings_each_way_are_seen_and_acknowledged() throws Exception {
    AtomicReference<Promise<Buffer>> pinged = new AtomicReference<>();
    engines.ofPairs((vertx, events) -> request -> {
      HttpConnection connection = request.connection();
      connection.pingHandler(data -> events.add("ping " + data));
      try {
        connection.ping(Buffer.buffer("short")).onComplete(done -> events.add("pong"));
      } catch (IllegalArgumentException e) {
        events.add(Described.failure(e));
      }
      connection.ping(Buffer.buffer("ofServer")).onComplete(done -> {
        events.add("pong " + done.result());
        request.response().end();
      });
    }, client -> {
      pinged.set(Promise.promise());
      client.onContext(() -> client.request(HttpMethod.GET, "/").compose(request -> {
        request.connection().pingHandler(pinged.get()::complete);
        return request.send().compose(HttpClientResponse::end)
          .compose(v -> request.connection().ping(Buffer.buffer("ofClient")))
          .onComplete(done -> client.events().add("pong " + done.result()));
      }));
      client.events().add("ping " + await(pinged.get().future()));
    });
  }

  @Test
  void a_server_closes_a_connection_with_an_open_request() throws Exception {
    sameEnd(request -> request.connection().close());
  }

  /** When the response is sent and the stream closed: until then the order of the events differs, see the guide. */
  private void sameEndAfterResponse(Consumer<HttpConnection> ofServer) throws Exception {
    AtomicReference<Events> serverLog = new AtomicReference<>();
    engines.ofPairs((vertx, events) -> {
      serverLog.set(events);
      return request -> {
        RecordedHandlers.set(request.connection(), events);
        request.response().closeHandler(v -> {
          events.add("response closed");
          ofServer.accept(request.connection());
        });
        request.response().end();
      };
    }, client -> {
      client.onContext(() -> client.request(HttpMethod.GET, "/").compose(request -> {
        RecordedHandlers.set(request.connection(), client.events());
        return request.send().compose(HttpClientResponse::end).onComplete(end ->
          client.events().add("end " + Described.outcome(end)));
      }));
      await(client.events().ended());
      await(serverLog.get().ended());
    });
  }

  @Test
  void a_server_closes_a_connection_after_a_response() throws Exception {
    sameEndAfterResponse(HttpConnection::close);
  }

  @Test
  void a_server_shuts_a_connection_down_after_a_response() throws Exception {
    engines.random("last stream \\d+"); // our server refuses no stream, see the guide
    sameEndAfterResponse(connection -> connection.shutdown(30, TimeUnit.SECONDS));
  }

  @Test
  @SuppressWarnings("deprecation") // users call it until Vert.x takes it out
  void a_server_sends_GOAWAY_after_a_response_and_the_client_closes() throws Exception {
    AtomicReference<Events> serverLog = new AtomicReference<>();
    engines.ofPairs((vertx, events) -> {
      serverLog.set(events);
      return request -> {
        RecordedHandlers.set(request.connection(), events);
        request.response().end();
        request.connection().goAway(0);
      };
    }, client -> {
      client.onContext(() -> client.request(HttpMethod.GET, "/").compose(request -> {
        HttpConnection connection = request.connection();
        RecordedHandlers.set(connection, client.events());
        Promise<Void> received = Promise.promise();
        connection.goAwayHandler(goAway -> {
          client.events().add("received " + Described.goAway(goAway));
          received.complete();
        });
        return request.send().compose(HttpClientResponse::end).compose(v -> received.future())
          .compose(v -> connection.close());
      }));
      await(client.events().ended());
      await(serverLog.get().ended());
    });
  }

  /** Without the GOAWAY that our engine sends, see the guide. */
  private void sameWithOpenRequest() throws Exception {
    engines.random("Stream was closed( \\(GOAWAY error code = 0\\))?");
    AtomicReference<Events> serverLog = new AtomicReference<>();
    engines.ofPairs((vertx, events) -> {
      serverLog.set(events);
      return request -> {
        RecordedHandlers.set(request.connection(), events);
        request.connection().goAwayHandler(null).shutdownHandler(null);
        RecordedHandlers.set(request, events);
      };
    }, client -> {
      client.onContext(() -> client.request(HttpMethod.POST, "/").compose(request -> {
        RecordedHandlers.set(request.connection(), client.events());
        request.connection().goAwayHandler(null).shutdownHandler(null);
        RecordedHandlers.set(request, client.events());
        return request.setChunked(true).writeHead();
      }));
      await(client.events().ended());
      await(serverLog.get().ended());
    });
  }

  @Test
  void a_server_closes_an_idle_connection_with_an_open_request() throws Exception {
    engines.options(new HttpServerOptions().setIdleTimeout(IDLE).setIdleTimeoutUnit(TimeUnit.MILLISECONDS),
      clientOptions());
    sameWithOpenRequest();
  }

  @Test
  void a_client_closes_an_idle_connection_with_an_open_request() throws Exception {
    engines.options(new HttpServerOptions(),
      clientOptions().setIdleTimeout(IDLE).setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
    sameWithOpenRequest();
  }

  private static HttpClientOptions clientOptions() {
    return new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
  }

  @Test
  void a_client_closes_a_connection() throws Exception {
    same(request -> request.response().end(), request -> request.connection().close());
  }

  @Test
  void a_client_shuts_a_connection_down() throws Exception {
    same(request -> request.response().end(), request -> request.connection().shutdown(30, TimeUnit.SECONDS));
  }

  @Test
  void a_client_closes_a_connection_with_an_open_request() throws Exception {
    AtomicReference<HttpServerRequest> open = new AtomicReference<>();
    AtomicReference<Promise<Void>> received = new AtomicReference<>();
    AtomicReference<Events> serverLog = new AtomicReference<>();
    engines.ofPairs((vertx, events) -> {
      serverLog.set(events);
      received.set(Promise.promise());
      return request -> {
        open.set(request);
        RecordedHandlers.set(request.connection(), events);
        RecordedHandlers.set(request, events);
        received.get().complete();
      };
    }, client -> {
      client.onContext(() -> client.request(HttpMethod.POST, "/").compose(request -> {
        RecordedHandlers.set(request.connection(), client.events());
        RecordedHandlers.set(request, client.events());
        return request.setChunked(true).writeHead().compose(v -> received.get().future())
          .compose(v -> request.connection().close());
      }));
      await(client.events().ended());
      await(serverLog.get().ended());
    });
  }
}
