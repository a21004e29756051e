package consumer;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.binding.HeaderDeflater;
import io.github.vertxnghttp2.binding.HeaderInflater;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.frame.HeaderList;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a machine has to be able to do: a handshake, a thousand requests, bodies in both directions, HPACK. It prints
 * one line if all went well, and otherwise ends with an exception.
 */
public class Consumer {
  private static final int REQUESTS = 1000;
  private static final int BODY = 1 << 20;

  public static void main(String[] args) throws Exception {
    hpack();
    // Under emulation an event loop takes long for what is quick elsewhere.
    Vertx vertx = Vertx.vertx(new VertxOptions().setBlockedThreadCheckInterval(TimeUnit.HOURS.toMillis(1)));
    try {
      ServerSession server = await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0))
        .requestHandler(request -> {
          if (request.path().equals("/echo")) {
            request.pipeTo(request.response());
          } else {
            request.response().putHeader("x-path", request.path()).end("Hello from " + request.path());
          }
        }).listen());
      ClientSession client = await(ClientSession.connect(vertx,
        new ClientOptions().setHost("127.0.0.1").setPort(server.actualPort())));
      for (int done = 0; done < REQUESTS; done += 50) {
        List<Future<String>> responses = new ArrayList<>();
        for (int i = done; i < done + 50; i++) {
          responses.add(client.get("/" + i).putHeader("x-number", "" + i).send().compose(response -> response.text()));
        }
        for (int i = 0; i < responses.size(); i++) {
          check("Hello from /" + (done + i), await(responses.get(i)));
        }
      }
      Buffer body = Buffer.buffer(bytes(BODY));
      check(body, await(client.post("/echo").send(body).compose(response -> response.body())));
      await(client.close());
      await(server.close());
    } finally {
      await(vertx.close());
    }
    System.out.println("consumer: " + REQUESTS + " requests and a body of 1 MiB each way on " + System.getProperty(
      "os.arch") + ", Java " + System.getProperty("java.version") + ", libnghttp2 " + Nghttp2.library());
  }

  private static void hpack() {
    try (HeaderDeflater deflater = new HeaderDeflater(4096); HeaderInflater inflater = new HeaderInflater()) {
      for (int i = 0; i < REQUESTS; i++) {
        HeaderList fields = HeaderList.of(":status", "200", "server", "consumer", "x-" + i, "value".repeat(i % 40));
        check(fields, inflater.inflate(deflater.deflate(fields)));
      }
    }
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 % 251);
    }
    return bytes;
  }

  private static void check(Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new IllegalStateException("expected " + expected + ", found " + found);
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.MINUTES);
  }
}
