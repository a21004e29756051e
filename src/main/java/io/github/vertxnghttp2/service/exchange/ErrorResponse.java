package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.vertx.core.buffer.Buffer;

/** Answers that come from the server itself: a status and one line of text. */
final class ErrorResponse {
  static final String TEXT = "text/plain; charset=utf-8";

  private ErrorResponse() {
  }

  static void send(ServerRequest request, int status, String text) {
    send(request.response(), status, text);
  }

  /** @param response whose head has not been sent; what was put there stays */
  static void send(ServerResponse response, int status, String text) {
    response.setStatus(status).putHeader("content-type", TEXT).end(Buffer.buffer(text.replaceAll("\\R", " ") + "\n"));
  }
}
