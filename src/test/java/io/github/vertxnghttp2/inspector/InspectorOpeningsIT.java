package io.github.vertxnghttp2.inspector;

import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CountDownLatch;

import static io.github.vertxnghttp2.inspector.InspectorClient.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Files that are opened by those who do not wait for the end. */
@Timeout(60)
class InspectorOpeningsIT {
  private static final int WORKERS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void close() {
    released.countDown();
    await(vertx.close());
  }

  @Test
  void a_file_counts_until_it_was_read_even_if_nobody_waits_for_it() {
    int port = await(Inspector.create(vertx, new InspectorOptions().setPort(0)).listen()).actualPort();
    InspectorClient client = new InspectorClient(vertx, port);
    for (int i = 0; i < WORKERS; i++) {
      vertx.executeBlocking(() -> {
        released.await();
        return null;
      }, false);
    }
    leave(port, 2, "{}");
    leave(port, 2, "{}");
    assertEquals(503, client.post("/api/open", "{}", "content-type", "application/octet-stream").status());
  }

  @Test
  void a_file_that_comes_in_part_does_not_count_for_ever() {
    int port = await(Inspector.create(vertx, new InspectorOptions().setPort(0)).listen()).actualPort();
    InspectorClient client = new InspectorClient(vertx, port);
    for (int i = 0; i < 3; i++) {
      leave(port, 1_000, "{");
    }
    Repeat.until("files are read again", () -> client.post("/api/open", "{}", "content-type",
      "application/octet-stream").status() == 422, () -> { });
  }

  /** Sends a file, or a part of it, and goes away when the inspector has got that. */
  private void leave(int port, int length, String part) {
    NetSocket socket = await(vertx.createNetClient().connect(port, "127.0.0.1"));
    String host = "host: 127.0.0.1:" + port + "\r\n";
    Promise<Void> accepted = Promise.promise();
    socket.handler(response -> accepted.tryComplete());
    socket.write("GET /api/info HTTP/1.1\r\n" + host + "\r\n");
    await(accepted.future());
    await(socket.write("POST /api/open HTTP/1.1\r\n" + host + "content-type: application/octet-stream\r\n"
      + "content-length: " + length + "\r\n\r\n" + part));
    // Bytes that came before those of another request were read before them.
    assertEquals(200, new InspectorClient(vertx, port).get("/api/info").status());
    await(socket.close());
  }
}
