package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.recording.live.HandledEntry;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Status and fields of a response, and how much of the response the handler has written. */
final class ResponseHead {
  private final MultiMap headers = HttpHeaders.headers();
  private final MultiMap trailers = HttpHeaders.headers();
  private int status = 200;
  private volatile boolean sent;
  private volatile boolean ended;
  private final HandledEntry recorded;

  /** @param recorded what recordings tell of the exchange */
  ResponseHead(HandledEntry recorded) {
    this.recorded = recorded;
  }

  /** What recordings tell of the exchange. */
  HandledEntry recorded() {
    return recorded;
  }

  int status() {
    return status;
  }

  /** @throws IllegalStateException if the head has been sent */
  void setStatus(int status) {
    checkNotSent();
    if (status < 200 || status > 999) {
      throw new IllegalArgumentException("status is " + status + "; it must be from 200 to 999, and inform() sends an"
        + " informational response");
    }
    this.status = status;
  }

  MultiMap headers() {
    return headers;
  }

  MultiMap trailers() {
    return trailers;
  }

  /** Removes all fields. */
  void clear() {
    headers.clear();
    trailers.clear();
  }

  boolean isSent() {
    return sent;
  }

  void markSent() {
    sent = true;
  }

  void checkNotSent() {
    if (sent) {
      throw new IllegalStateException("the head of this response has been sent");
    }
  }

  boolean isEnded() {
    return ended;
  }

  /** @throws IllegalStateException if the response has already ended */
  void markEnded() {
    checkNotEnded();
    ended = true;
  }

  void checkNotEnded() {
    if (ended) {
      throw new IllegalStateException("this response has ended already");
    }
  }

  /** Adds content-length for a body that the handler passed as a whole, unless the handler has set this field. */
  void setContentLength(int length) {
    if (trailers.isEmpty() && status != 204 && status != 304 && !headers.contains("content-length")) {
      headers.set("content-length", Integer.toString(length));
    }
  }
}
