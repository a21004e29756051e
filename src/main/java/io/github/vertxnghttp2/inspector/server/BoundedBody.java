package io.github.vertxnghttp2.inspector.server;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Bodies of requests, up to a length. */
final class BoundedBody {
  private static final int TOO_LARGE = 413;

  private BoundedBody() {
  }

  /**
   * Reads a body. If it is too long, the rest is discarded, and the response is 413.
   *
   * @param most bytes
   * @return fails if the body was too long, or has not come as a whole
   */
  static Future<Buffer> read(HttpServerRequest request, int most) {
    Promise<Buffer> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    boolean[] refused = {false};
    request.handler(chunk -> {
      if (body.length() + chunk.length() <= most) {
        body.appendBuffer(chunk);
      } else {
        refused[0] = true;
      }
    }).exceptionHandler(promise::tryFail).endHandler(v -> {
      if (refused[0]) {
        String text = "the body is longer than " + most + " bytes";
        Responses.fail(request.response(), TOO_LARGE, text);
        promise.tryFail(text);
      } else {
        promise.tryComplete(body);
      }
    });
    return promise.future();
  }
}
