package io.github.vertxnghttp2.inspector.server;

import io.github.vertxnghttp2.recording.json.JsonText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** Responses, all with the header fields that keep other pages out. */
final class Responses {
  static final String JSON = "application/json";
  private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private Responses() {
  }

  /** Puts the fields that each response has. */
  static void secure(HttpServerResponse response) {
    response.putHeader("content-security-policy", POLICY)
      .putHeader("x-content-type-options", "nosniff")
      .putHeader("x-frame-options", "DENY")
      .putHeader("referrer-policy", "no-referrer")
      .putHeader("cross-origin-opener-policy", "same-origin")
      .putHeader("cross-origin-resource-policy", "same-origin")
      .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  static void send(HttpServerResponse response, String type, Buffer body) {
    if (!response.ended() && !response.closed()) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, type).end(body);
    }
  }

  /** Sends a JSON object that is already text. */
  static void json(HttpServerResponse response, String text) {
    send(response, JSON, Buffer.buffer(text));
  }

  static void fail(HttpServerResponse response, int status, String text) {
    if (!response.ended() && !response.closed()) {
      response.setStatusCode(status);
      json(response, JsonText.of(new JsonObject().put("error", text)));
    }
  }

  /** Has a browser save the body as a file. @param name without quotation marks */
  static void file(HttpServerResponse response, String name, String type, Buffer body) {
    if (!response.ended() && !response.closed()) {
      response.putHeader("content-disposition", "attachment; filename=\"" + name + "\"");
      send(response, type, body);
    }
  }
}
