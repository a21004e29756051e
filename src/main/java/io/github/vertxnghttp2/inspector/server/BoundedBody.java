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
   * Reads a body. If it is too long, the rest is discarded, the response is 413, and the future stays open.
   *
   * @param most bytes
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
        Responses.fail(request.response(), TOO_LARGE, "the body is longer than " + most + " bytes");
      } else {
        promise.tryComplete(body);
      }
    });
    return promise.future();
  }
}
