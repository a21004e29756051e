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
   * Reads a body. If it is too long, the response is 413, the rest is discarded, and the future stays open.
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
      } else if (!refused[0]) {
        refused[0] = true;
        Responses.fail(request.response(), TOO_LARGE, "the body is longer than " + most + " bytes");
      }
    }).exceptionHandler(promise::tryFail).endHandler(v -> {
      if (!refused[0]) {
        promise.tryComplete(body);
      }
    });
    return promise.future();
  }
}
