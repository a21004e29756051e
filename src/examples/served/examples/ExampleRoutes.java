package examples;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;

/** What the example serves with {@code ServerSession}. */
final class ExampleRoutes {
  private static final Buffer HELLO = Buffer.buffer("Hello, world!");
  private static final String TEXT = "text/plain";
  private static final long BYTES_MAX = 1L << 40;
  /** The response to a request for something that is no number of bytes. */
  static final String COUNT_EXPECTED = "/bytes/N takes a number up to " + BYTES_MAX + "\n";

  private ExampleRoutes() {
  }

  static void handle(ServerRequest request) {
    boolean get = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
    boolean post = request.method() == HttpMethod.POST;
    String path = request.path();
    if (get && path.equals("/hello")) {
      request.response().putHeader("content-type", TEXT).end(HELLO);
    } else if (get && path.startsWith("/bytes/")) {
      bytes(request, path.substring("/bytes/".length()));
    } else if (get && path.equals("/headers")) {
      headers(request);
    } else if (get && path.equals("/trailers")) {
      request.response().putHeader("content-type", TEXT).putTrailer("x-trailer", "done").end(HELLO);
    } else if (post && path.equals("/echo")) {
      echo(request);
    } else if (post && path.equals("/upload")) {
      upload(request);
    } else {
      request.response(404).putHeader("content-type", TEXT).end("nothing at " + request.method() + " " + path + "\n");
    }
  }

  /** Whether this is a number of bytes that may be asked for. */
  static boolean isCount(String count) {
    return count.matches("\\d{1,13}") && Long.parseLong(count) <= BYTES_MAX;
  }

  private static void bytes(ServerRequest request, String count) {
    if (!isCount(count)) {
      request.response(400).putHeader("content-type", TEXT).end(COUNT_EXPECTED);
      return;
    }
    ServerResponse response = request.response()
      .putHeader("content-type", "application/octet-stream").putHeader("content-length", count);
    if (request.method() == HttpMethod.HEAD) {
      response.end();
    } else {
      response.send(new NumberedBytes(Long.parseLong(count)));
    }
  }

  private static void echo(ServerRequest request) {
    if (request.contentType() != null) {
      request.response().putHeader("content-type", request.contentType());
    }
    request.pipeTo(request.response());
  }

  private static void upload(ServerRequest request) {
    long[] count = new long[1];
    request.handler(chunk -> count[0] += chunk.length());
    request.endHandler(v -> request.response().putHeader("content-type", TEXT).end(Long.toString(count[0])));
  }

  private static void headers(ServerRequest request) {
    JsonArray fields = new JsonArray();
    request.headers().forEach(field -> fields.add(new JsonArray().add(field.getKey()).add(field.getValue())));
    request.response().putHeader("content-type", "application/json").end(fields.encode());
  }
}
