package io.github.vertxnghttp2.http.contract;

import io.github.vertxnghttp2.http.Events;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Sets all handlers of a message or a connection, so that what they are notified of is recorded. */
final class RecordedHandlers {

  private RecordedHandlers() {
  }

  static void set(HttpConnection connection, Events events) {
    connection.exceptionHandler(failure -> events.add("connection failed: " + Described.failure(failure)));
    connection.goAwayHandler(goAway -> events.add("received " + Described.goAway(goAway)));
    connection.shutdownHandler(v -> events.add("connection shuts down"));
    connection.closeHandler(v -> events.last("connection closed"));
  }

  static void set(HttpServerRequest request, Events events) {
    request.handler(data -> events.add("request data " + data));
    request.endHandler(v -> events.add("request end"));
    request.exceptionHandler(failure -> events.add("request failed: " + Described.failure(failure)));
    request.end().onComplete(end -> events.add("request end() " + Described.outcome(end)));
    HttpServerResponse response = request.response();
    response.headersEndHandler(v -> events.add("response headersEnd"));
    response.bodyEndHandler(v -> events.add("response bodyEnd"));
    response.endHandler(v -> events.add("response end"));
    response.exceptionHandler(failure -> events.add("response failed: " + Described.failure(failure)));
    response.closeHandler(v -> events.add("response closed"));
    response.drainHandler(v -> events.add("response drained"));
  }

  static void set(HttpClientRequest request, Events events) {
    request.exceptionHandler(failure -> events.add("request failed: " + Described.failure(failure)));
    request.continueHandler(v -> events.add("100"));
    request.earlyHintsHandler(hints -> events.add("103"));
    request.drainHandler(v -> events.add("request drained"));
    request.response().onComplete(response -> {
      events.add("response() " + Described.outcome(response));
      if (response.succeeded()) {
        set(response.result(), events);
      }
    });
  }

  static void set(HttpClientResponse response, Events events) {
    response.handler(data -> events.add("response data " + data));
    response.endHandler(v -> events.add("response end"));
    response.exceptionHandler(failure -> events.add("response failed: " + Described.failure(failure)));
    response.end().onComplete(end -> events.add("response end() " + Described.outcome(end)));
  }
}
