package io.github.vertxnghttp2.benchmarks;

import com.sun.management.ThreadMXBean;
import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.buffer.BufferInternal;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * What a server's event loop spends on bodies that come: the CPU time and the heap that its thread takes for each MiB.
 * The client is of this JVM and has a loop of its own.
 *
 * <p>Arguments: handler|slices|body|echo MIB_OF_A_BODY ROUNDS BODIES_OF_A_ROUND.
 */
public final class UploadLoad {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static volatile long serverThread;

  private UploadLoad() {
  }

  public static void main(String[] args) throws Exception {
    int mebibytes = Integer.parseInt(args[1]);
    int bodies = Integer.parseInt(args[3]);
    Http2Options http2 = new Http2Options().setMaxBodySize(0);
    ServerSession server = get(ServerSession.create(loop(),
      new ServerOptions().setHost("127.0.0.1").setPort(0).setHttp2(http2))
      .requestHandler(request -> serve(args[0], request)).listen());
    ClientSession client = get(ClientSession.connect(loop(),
      new ClientOptions().setHost("127.0.0.1").setPort(server.actualPort()).setHttp2(http2)));
    Buffer body = BufferInternal.buffer(Unpooled.directBuffer(mebibytes << 20).writeZero(mebibytes << 20));
    for (int round = 0; round < Integer.parseInt(args[2]); round++) {
      long cpu = serverThread == 0 ? 0 : THREADS.getThreadCpuTime(serverThread);
      long heap = serverThread == 0 ? 0 : THREADS.getThreadAllocatedBytes(serverThread);
      for (int i = 0; i < bodies; i++) {
        get(client.request(HttpMethod.POST, "/").send(body.slice()).compose(response -> {
          response.handler(chunk -> { });
          return response.ended();
        }));
      }
      double amount = (double) mebibytes * bodies;
      System.out.printf(Locale.ROOT, "%s: %.1f us of CPU and %.0f bytes of heap for each MiB%n", args[0],
        (THREADS.getThreadCpuTime(serverThread) - cpu) / 1e3 / amount,
        (THREADS.getThreadAllocatedBytes(serverThread) - heap) / amount);
    }
    Runtime.getRuntime().halt(0);
  }

  private static Vertx loop() {
    return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  }

  private static void serve(String how, ServerRequest request) {
    serverThread = Thread.currentThread().getId();
    switch (how) {
      case "handler" -> {
        long[] count = new long[1];
        request.handler(chunk -> count[0] += chunk.length());
        request.endHandler(v -> request.response().end(Long.toString(count[0])));
      }
      case "slices" -> {
        long[] count = new long[1];
        request.slices(slice -> count[0] += slice.readableBytes());
        request.endHandler(v -> request.response().end(Long.toString(count[0])));
      }
      case "body" -> request.body().onSuccess(all -> request.response().end(Integer.toString(all.length())));
      case "echo" -> request.pipeTo(request.response());
      default -> throw new IllegalArgumentException(how + " is not handler, slices, body or echo");
    }
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}
