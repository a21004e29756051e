package examples;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.StreamReader;
import io.github.vertxnghttp2.StreamWriter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.util.zip.CRC32;

/** Bodies that do not fit into memory, or that are sent and received piece by piece. */
final class Streams {
  private Streams() {
  }

  static Future<Void> echo(ServerRequest request) {
    // tag::echo[]
    return request.pipeTo(request.response());
    // end::echo[]
  }

  static Future<Long> count(StreamReader body) {
    // tag::count[]
    long[] bytes = {0};
    body.handler(chunk -> bytes[0] += chunk.length());
    return body.ended().map(end -> bytes[0]);
    // end::count[]
  }

  static Future<String> checksum(StreamReader body) {
    // tag::slices[]
    CRC32 checksum = new CRC32();
    body.slices(slice -> checksum.update(slice.nioBuffer()));
    return body.ended().map(end -> Long.toHexString(checksum.getValue()));
    // end::slices[]
  }

  static void slowly(Vertx vertx, StreamReader body, Handler<Buffer> work) {
    // tag::slowly[]
    body.handler(chunk -> {
      body.pause();
      work.handle(chunk);
      vertx.setTimer(100, id -> body.resume());
    });
    // end::slowly[]
  }

  // tag::pull[]
  /** Reads records: a number n of four bytes, then n bytes. */
  static Future<Void> records(StreamReader body, Handler<Buffer> record) {
    return exactly(body, 4, Buffer.buffer()).compose(head -> head.length() < 4
      ? Future.succeededFuture()
      : exactly(body, head.getInt(0), Buffer.buffer()).compose(content -> {
        record.handle(content);
        return records(body, record);
      }));
  }

  /** n bytes, or fewer at the end of the body. A single read may return fewer than n, so this reads again. */
  private static Future<Buffer> exactly(StreamReader body, int n, Buffer read) {
    if (read.length() == n) {
      return Future.succeededFuture(read);
    }
    return body.read(n - read.length()).compose(more -> more.length() == 0
      ? Future.succeededFuture(read)
      : exactly(body, n, read.appendBuffer(more)));
  }
  // end::pull[]

  static Buffer peek(StreamReader body) {
    // tag::now[]
    return body.isEmpty() ? Buffer.buffer() : body.readNow(-1);
    // end::now[]
  }

  // tag::write[]
  /** Writes numbers only as fast as they are sent. */
  static void count(StreamWriter body, int from, int to) {
    for (int i = from; i < to; i++) {
      if (body.writeQueueFull()) {
        int next = i;
        body.drainHandler(drained -> count(body, next, to));
        return;
      }
      body.write(i + "\n");
    }
    body.end();
  }
  // end::write[]

  static Future<Void> gone(StreamWriter body, Buffer chunk) {
    // tag::gone[]
    return body.write(chunk).onSuccess(left -> System.out.println("every byte has left"));
    // end::gone[]
  }

  static Future<ClientResponse> talk(ClientRequest request, Handler<Buffer> responses) {
    // tag::talk[]
    request.write(Buffer.buffer()); // sends the head now
    return request.response().onSuccess(response -> response.handler(responses));
    // end::talk[]
  }
}
