package io.github.vertxnghttp2.inspector.server;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** A response that consists of server-sent events. It is used on one context. */
final class EventStream {
  private static final long ALIVE_MILLIS = 15_000;

  private final HttpServerResponse response;

  /** Begins the response. @param end called once, when nobody reads any more */
  EventStream(Vertx vertx, HttpServerResponse response, Runnable end) {
    this.response = response;
    response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream").setChunked(true);
    long alive = vertx.setPeriodic(ALIVE_MILLIS, id -> write(":\n\n"));
    response.exceptionHandler(cause -> { }).closeHandler(closed -> {
      vertx.cancelTimer(alive);
      end.run();
    });
    write(":\n\n");
  }

  /** Whether so much is unread that the next event should wait. */
  boolean isFull() {
    return response.writeQueueFull();
  }

  /** Sends an event. @param json without line breaks */
  void send(String event, String json) {
    write("event: " + event + "\ndata: " + json + "\n\n");
  }

  private void write(String text) {
    if (!response.ended() && !response.closed()) {
      response.write(text);
    }
  }

  void end() {
    if (!response.ended() && !response.closed()) {
      response.end();
    }
  }
}
