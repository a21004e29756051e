package io.github.vertxnghttp2.service.client;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.frame.ErrorCode;
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

/** One request on a connection of the pool, and its response, read to the end. On the pool's context only. */
final class ClientCall {
  /** What messages call the request. */
  private static final String PLACE = "request";

  private final Vertx vertx;
  private final ServiceRequest asked;
  private final Origin origin;
  private final long timeout;
  private final int maxBodySize;
  private final Promise<ServiceResponseJson> done = Promise.promise();
  private PooledConnection connection;
  private ClientRequest request;
  private GatheredBody body = new GatheredBody();

  private ClientCall(Vertx vertx, ServiceRequest asked, ClientVerticleOptions options) {
    this.vertx = vertx;
    this.asked = asked;
    this.origin = Origin.of(asked.getUrl(), asked.getConnect(), PLACE);
    this.timeout = asked.getTimeout() > 0 ? asked.getTimeout() : options.getTimeout();
    this.maxBodySize = options.getMaxBodySize();
  }

  /** @return fails with a {@link ServiceFailure} */
  static Future<ServiceResponseJson> start(Vertx vertx, OriginPool pool, ServiceRequest asked, ClientVerticleOptions options) {
    ClientCall call = new ClientCall(vertx, asked, options);
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
    Future<ClientResponse> answer;
    try {
      request = request(leased, asked, PLACE);
      answer = asked.getBody().length() == 0 ? request.send() : request.send(asked.getBody());
    } catch (IllegalArgumentException e) {
      done.fail(ServiceFailure.badInput(e.getMessage()));
      return;
    }
    answer.onComplete(this::read, this::fail);
  }

  /**
   * @param place what messages call the request
   * @throws IllegalArgumentException if a field is not allowed
   */
  static ClientRequest request(PooledConnection connection, ServiceRequest asked, String place) {
    ClientRequest request = connection.session().request(HttpMethod.valueOf(asked.getMethod()), asked.getUrl());
    fill(place + ".headers", asked.getHeaders(), request.headers());
    fill(place + ".trailers", asked.getTrailers(), request.trailers());
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
      refuse(response.contentLength() + " bytes, as its content-length says");
      return;
    }
    response.exceptionHandler(this::fail);
    response.handler(chunk -> {
      if (body.length() + (long) chunk.length() > maxBodySize) {
        refuse("more");
      } else {
        body.add(chunk);
      }
    });
    response.endHandler(v -> done.tryComplete(
      new ServiceResponseJson(response.status(), response.headers(), response.trailers(), body.join())));
  }

  private void refuse(String size) {
    body = new GatheredBody(); // what there is of it goes at once
    if (done.tryFail(new ServiceFailure(ServiceFailure.BODY_TOO_LARGE, described() + ": the body of the response has " + size
      + "; maxBodySize is " + maxBodySize))) {
      request.reset(ErrorCode.CANCEL);
    }
  }

  private void expire() {
    String phase = connection == null ? ": there was no connection" : "";
    if (done.tryFail(new ServiceFailure(ServiceFailure.TIMEOUT, described() + " took longer than timeout = " + timeout + " ms"
      + phase)) && request != null) {
      request.reset(ErrorCode.CANCEL);
    }
  }

  private void fail(Throwable cause) {
    ServiceFailure failure = ServiceFailure.of(cause);
    done.tryFail(failure == cause ? failure : new ServiceFailure(failure.code(), described() + ": " + failure.getMessage()));
  }

  private String described() {
    boolean elsewhere = !origin.host().equals(origin.dialHost()) || origin.port() != origin.dialPort();
    return asked.getMethod() + " " + asked.getUrl() + (elsewhere ? " at " + origin.dialled() : "");
  }
}
