package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.recording.LabelNames;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.service.ClientVerticleOptions;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.bus.BusEndpoint;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.github.vertxnghttp2.service.bus.wire.ServiceResponseJson;
import io.github.vertxnghttp2.service.syntax.Origin;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One client verticle: its connection pool, its requests in flight, and the counts of both. */
public final class ClientInstance {
  private final Vertx vertx;
  private final Context context;
  private final ClientVerticleOptions options;
  private final OriginPool pool;
  private final BusEndpoint endpoint;
  private final Map<Integer, Long> failures = new TreeMap<>();
  private long requests;
  private int inFlight;
  private Promise<Void> drained;

  /**
   * Called on the context of the verticle. The same holds for each method whose comment does not name another thread.
   */
  public ClientInstance(Vertx vertx, Context context, ClientVerticleOptions options, BusEndpoint endpoint) {
    this.endpoint = endpoint;
    this.vertx = vertx;
    this.context = context;
    this.options = options;
    this.pool = new OriginPool(context, options);
  }

  /** @throws IllegalArgumentException if {@code url} or {@code connect} of the request is malformed */
  Future<ServiceResponseJson> request(ServiceRequest request) {
    Future<ServiceResponseJson> response = ClientCall.start(vertx, pool, request, options);
    requests++;
    inFlight++;
    return response.onComplete(result -> finished());
  }

  /**
   * Accepts a stream as soon as the pool has a connection for it.
   *
   * @param opening the OPEN message, with the head of the request
   * @param reply called with the ACCEPT message
   * @return a future that fails if the stream is not accepted
   * @throws IllegalArgumentException if OPEN is malformed
   */
  Future<Void> open(JsonObject opening, Consumer<JsonObject> reply) {
    ServiceRequest head = StreamOpening.head(opening);
    Origin origin = Origin.of(head.getUrl(), head.getConnect(), StreamOpening.PATH);
    if (endpoint.isFull()) {
      throw new ServiceFailure(ServiceFailure.UNPROCESSED, "no further stream: streams.maxStreams = "
        + options.getStreams().getMaxStreams() + " are open");
    }
    requests++;
    inFlight++;
    long queuedAt = RecordingClock.now();
    return within(timeout(head), pool.connection(origin), origin)
      .compose(connection -> {
        try {
          accept(opening, head, connection, queuedAt, reply);
          return Future.<Void>succeededFuture();
        } catch (RuntimeException e) {
          connection.release();
          return Future.failedFuture(e instanceof IllegalArgumentException ? ServiceFailure.badInput(e.getMessage())
            : e);
        }
      })
      .onFailure(cause -> finished());
  }

  private void accept(JsonObject opening, ServiceRequest head, PooledConnection connection, long queuedAt,
                      Consumer<JsonObject> reply) {
    ClientRequest request = ClientCall.request(connection, head, StreamOpening.PATH).queuedAt(queuedAt)
      .label(LabelNames.KIND, LabelNames.STREAM);
    endpoint.accept(new JsonReader(opening, StreamOpening.PATH + "."),
      stream -> new ClientStreamCall(vertx, connection, request, stream, this::finished).start(timeout(head)), reply);
  }

  private long timeout(ServiceRequest head) {
    return head.getTimeout() > 0 ? head.getTimeout() : options.getTimeout();
  }

  /** Fails after the timeout. If the connection is ready later, it is released. */
  private Future<PooledConnection> within(long timeout, Future<PooledConnection> session, Origin origin) {
    Promise<PooledConnection> inTime = Promise.promise();
    long timer = vertx.setTimer(timeout, id -> inTime.tryFail(new ServiceFailure(ServiceFailure.TIMEOUT,
      "no connection to " + origin.name() + " within timeout = " + timeout + " ms")));
    session.onComplete(connection -> {
      vertx.cancelTimer(timer);
      if (!inTime.tryComplete(connection)) {
        connection.release();
      }
    }, cause -> {
      vertx.cancelTimer(timer);
      inTime.tryFail(cause);
    });
    return inTime.future();
  }

  private void finished() {
    if (--inFlight == 0 && drained != null) {
      drained.tryComplete();
    }
  }

  /** Counts a failure that was reported to a caller. */
  void failed(int code) {
    failures.merge(code, 1L, Long::sum);
  }

  OriginPool pool() {
    return pool;
  }

  /** Does the same as {@link OriginPool#close(Origin)}. May be called from any thread. */
  Future<Void> closeOrigin(Origin origin) {
    return call(() -> pool.close(origin));
  }

  /**
   * Returns {@code requests}, {@code inFlight}, {@code failures} by code, and {@code origins}. May be called from any
   * thread.
   */
  Future<JsonObject> stats() {
    return call(() -> {
      JsonObject byCode = new JsonObject();
      failures.forEach((code, times) -> byCode.put(code.toString(), times));
      return Future.succeededFuture(new JsonObject().put("requests", requests).put("inFlight", inFlight)
        .put("failures", byCode).put("origins", pool.stats()));
    });
  }

  private <T> Future<T> call(Supplier<Future<T>> action) {
    Promise<T> result = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(result));
    return result.future();
  }

  /** Lets requests in flight finish within the grace period of the options, then closes streams and connections. */
  public Future<Void> close() {
    int grace = options.getDefaults().getHttp2().getShutdownGracePeriod();
    drained = Promise.promise();
    if (inFlight == 0 || grace == 0) {
      drained.complete();
    } else {
      long timer = vertx.setTimer(grace, id -> drained.tryComplete());
      drained.future().onComplete(v -> vertx.cancelTimer(timer));
    }
    return drained.future().compose(v -> endpoint.close()).compose(v -> pool.close());
  }
}
