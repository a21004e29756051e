package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.vertx.core.buffer.Buffer;

/** Responses that the server makes itself: a status and one line of text. */
final class ErrorResponse {
  static final String TEXT = "text/plain; charset=utf-8";

  private ErrorResponse() {
  }

  static void send(ServerRequest request, int status, String text) {
    send(request.response(), status, text);
  }

  /** @param response whose head has not been sent; fields that it has are kept */
  static void send(ServerResponse response, int status, String text) {
    response.setStatus(status).putHeader("content-type", TEXT).end(Buffer.buffer(text.replaceAll("\\R", " ") + "\n"));
  }

  /** Responds to a request whose body is longer than its route allows. */
  static void sendTooLong(ServerRequest request, long limit) {
    send(request, 413, "the body is longer than " + limit + " bytes");
  }
}
