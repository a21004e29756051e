package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.vertx.core.Future;

import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;

/** A client's request that is watched to its end: what was sent and what came end, too. */
final class WatchedExchange {

  private WatchedExchange() {
  }

  /** Of a request that must get a response. */
  static Future<Void> watch(Site site, String kind, ClientRequest request, Function<ClientResponse, Future<?>> reader) {
    return watch(site, kind, request, reader, cause -> false);
  }

  /**
   * @param reader reads the response
   * @param expected which failures may be
   */
  static Future<Void> watch(Site site, String kind, ClientRequest request, Function<ClientResponse, Future<?>> reader,
    Predicate<Throwable> expected) {
    Tally.Open open = site.tally().begin(kind);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Future<?> responded = request.response().compose(response -> Future.join(reader.apply(response),
      response.received()))
      .onFailure(failure::set);
    return Future.join(responded, request.sent()).transform(both -> {
      Throwable cause = failure.get();
      open.end(cause == null ? "ok" : Tally.kind(cause));
      if (cause != null && !expected.test(cause)) {
        site.tally().fault(kind + ", " + request.method() + " " + request.uri(), cause);
      }
      return Future.succeededFuture();
    });
  }

  /** Reads a body that has to have this length, and a trailer that says so. */
  static Function<ClientResponse, Future<?>> whole(Site site, Random random, int length) {
    return response -> BodyCheck.read(site, response, random).onSuccess(got -> {
      if (response.status() != 200 || got != length
        || !Integer.toString(length).equals(response.trailers().get("x-length"))) {
        site.tally().fault("status " + response.status() + ", " + got + " bytes, trailers " + response.trailers()
          + " instead of 200 and " + length + " bytes", null);
      }
    });
  }
}
