package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.service.ClientVerticleOptions;
import io.github.vertxnghttp2.service.ServiceRequest;
import io.github.vertxnghttp2.service.bus.GatheredBody;
import io.github.vertxnghttp2.service.bus.wire.ServiceResponseJson;
import io.github.vertxnghttp2.service.syntax.Origin;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;

import java.util.Map;

/**
 * Sends one request on a connection of the pool, and reads its response to the end. Used on the context of the pool
 * only.
 */
final class ClientCall {
  /** The name of the request in error messages. */
  private static final String PATH = "request";

  private final Vertx vertx;
  private final ServiceRequest serviceRequest;
  private final Origin origin;
  private final long timeout;
  private final int maxBodySize;
  private final long queuedAt = RecordingClock.now();
  private final Promise<ServiceResponseJson> done = Promise.promise();
  private PooledConnection connection;
  private ClientRequest request;
  private GatheredBody body = new GatheredBody();

  private ClientCall(Vertx vertx, ServiceRequest serviceRequest, ClientVerticleOptions options) {
    this.vertx = vertx;
    this.serviceRequest = serviceRequest;
    this.origin = Origin.of(serviceRequest.getUrl(), serviceRequest.getConnect(), PATH);
    this.timeout = serviceRequest.getTimeout() > 0 ? serviceRequest.getTimeout() : options.getTimeout();
    this.maxBodySize = options.getMaxBodySize();
  }

  /** @return the response; the future fails with a {@link ServiceFailure} */
  static Future<ServiceResponseJson> start(Vertx vertx, OriginPool pool, ServiceRequest serviceRequest,
                                           ClientVerticleOptions options) {
    ClientCall call = new ClientCall(vertx, serviceRequest, options);
    long timer = vertx.setTimer(call.timeout, id -> call.expire());
    call.done.future().onComplete(result -> {
      vertx.cancelTimer(timer);
      if (call.connection != null) {
        call.connection.release();
      }
    });
    pool.connection(call.origin).onComplete(call::send, call::fail);
    return call.done.future();
  }

  private void send(PooledConnection leased) {
    if (done.future().isComplete()) {
      leased.release();
      return;
    }
    connection = leased;
    Future<ClientResponse> response;
    try {
      request = request(leased, serviceRequest, PATH).queuedAt(queuedAt);
      response = serviceRequest.getBody().length() == 0 ? request.send() : request.send(serviceRequest.getBody());
    } catch (IllegalArgumentException e) {
      done.fail(ServiceFailure.badInput(e.getMessage()));
      return;
    }
    response.onComplete(this::read, this::fail);
  }

  /**
   * @param path the name of the request in error messages
   * @throws IllegalArgumentException if a field is not allowed
   */
  static ClientRequest request(PooledConnection connection, ServiceRequest serviceRequest, String path) {
    ClientRequest request = connection.session().request(HttpMethod.valueOf(serviceRequest.getMethod()),
      serviceRequest.getUrl());
    fill(path + ".headers", serviceRequest.getHeaders(), request.headers());
    fill(path + ".trailers", serviceRequest.getTrailers(), request.trailers());
    return request;
  }

  private static void fill(String path, MultiMap from, MultiMap to) {
    for (Map.Entry<String, String> field : from) {
      try {
        to.add(field.getKey(), field.getValue());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(path + "[\"" + field.getKey() + "\"]: " + e.getMessage(), e);
      }
    }
  }

  private void read(ClientResponse response) {
    if (done.future().isComplete()) {
      return;
    }
    boolean bodiless = request.method() == HttpMethod.HEAD || response.status() == 304; // RFC 9110 section 8.6
    if (response.contentLength() > maxBodySize && !bodiless) {
      failTooLong(response.contentLength() + " bytes, as its content-length says");
      return;
    }
    response.exceptionHandler(this::fail);
    response.handler(chunk -> {
      if (body.length() + (long) chunk.length() > maxBodySize) {
        failTooLong("more");
      } else {
        body.add(chunk);
      }
    });
    response.endHandler(v -> done.tryComplete(
      new ServiceResponseJson(response.status(), response.headers(), response.trailers(), body.join())));
  }

  private void failTooLong(String size) {
    body = new GatheredBody(); // releases the bytes gathered so far
    if (done.tryFail(new ServiceFailure(ServiceFailure.BODY_TOO_LARGE, described() + ": the body of the response has "
      + size + "; maxBodySize is " + maxBodySize))) {
      request.reset(ErrorCode.CANCEL);
    }
  }

  private void expire() {
    String detail = connection == null ? ": there was no connection" : "";
    if (done.tryFail(new ServiceFailure(ServiceFailure.TIMEOUT, described() + " took longer than timeout = " + timeout
      + " ms" + detail)) && request != null) {
      request.reset(ErrorCode.CANCEL);
    }
  }

  private void fail(Throwable cause) {
    ServiceFailure failure = ServiceFailure.of(cause);
    done.tryFail(failure == cause ? failure : new ServiceFailure(failure.code(), described() + ": "
      + failure.getMessage()));
  }

  private String described() {
    boolean elsewhere = !origin.host().equals(origin.dialHost()) || origin.port() != origin.dialPort();
    return serviceRequest.getMethod() + " " + serviceRequest.getUrl() + (elsewhere ? " at " + origin.dialled() : "");
  }
}
