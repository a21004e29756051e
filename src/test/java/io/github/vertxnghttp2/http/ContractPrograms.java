package io.github.vertxnghttp2.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

import static io.github.vertxnghttp2.http.Futures.await;

/** Runs a program of one request on all pairs of engines: each side must see the same with each. */
public final class ContractPrograms {
  private final EngineComparison engines;

  public ContractPrograms(EngineComparison engines) {
    this.engines = engines;
  }

  /** The server's side of the program ends with the client's. */
  public void same(HttpMethod method, BiConsumer<HttpServerRequest, Events> handler,
            BiFunction<HttpClientRequest, Events, Future<?>> user) throws Exception {
    run(false, method, handler, user);
  }

  /** The server's side of the program ends with its {@link Events#last}. */
  public void sameToTheLast(HttpMethod method, BiConsumer<HttpServerRequest, Events> handler,
                     BiFunction<HttpClientRequest, Events, Future<?>> user) throws Exception {
    run(true, method, handler, user);
  }

  private void run(boolean waitsForServer, HttpMethod method, BiConsumer<HttpServerRequest, Events> handler,
                   BiFunction<HttpClientRequest, Events, Future<?>> user) throws Exception {
    AtomicReference<Events> ofServer = new AtomicReference<>();
    engines.ofPairs((vertx, events) -> {
      ofServer.set(events);
      return request -> handler.accept(request, events);
    }, client -> {
      client.onContext(() -> client.request(method, "/a?b=c")
        .compose(request -> user.apply(request, client.events()).mapEmpty()));
      if (waitsForServer) {
        await(ofServer.get().ended());
      }
    });
  }
}
