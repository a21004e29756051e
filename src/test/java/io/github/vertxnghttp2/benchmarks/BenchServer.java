package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.ServerSession;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A server that serves what peers of a side-by-side measurement serve: /hello, /bytes/N, /upload and /headers.
 *
 * <p>Arguments: PORT [epoll] [direct] [jdkssl|openssl]; with direct, /bytes/N comes from memory outside the heap, which
 * leaves without a copy. System property {@code loops}: event loops, 1 by default. Environment: LAB_DATA (folder with
 * response-headers.txt), and LAB_CERT and LAB_KEY (PEM) for TLS.
 */
public final class BenchServer {
  private static final Buffer HELLO = Buffer.buffer("Hello, world!");
  private static final int BODY_MAX = 10 << 20;
  private static final int CHUNK = 64 << 10;

  private final List<String[]> headers;
  private final Buffer body;
  private long requests;

  private BenchServer(List<String[]> headers, Buffer body) {
    this.headers = headers;
    this.body = body;
  }

  public static void main(String[] args) throws IOException {
    List<String> flags = List.of(args);
    ServerOptions options = new ServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(args[0]));
    if (flags.contains("jdkssl") || flags.contains("openssl")) {
      options.setSsl(true).setKeyCertOptions(
        new PemKeyCertOptions().addCertPath(System.getenv("LAB_CERT")).addKeyPath(System.getenv("LAB_KEY")));
      options.setSslEngineOptions(flags.contains("openssl") ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions());
    }
    List<String[]> headers = Files.readAllLines(Path.of(System.getenv("LAB_DATA"), "response-headers.txt")).stream()
      .map(line -> line.split(": ", 2)).toList();
    int loops = Integer.getInteger("loops", 1);
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(flags.contains("epoll"))
      .setEventLoopPoolSize(loops));
    Buffer body = body(flags.contains("direct"));
    for (int loop = 0; loop < loops; loop++) {
      vertx.runOnContext(v -> // each time a new context, on the next event loop
        ServerSession.create(vertx, options).requestHandler(new BenchServer(headers, body)::handle).listen()
          .onSuccess(session -> System.out.println("native transport: " + vertx.isNativeTransportEnabled()))
          .onFailure(cause -> {
            throw new UncheckedIOException(new IOException(cause));
          }));
    }
  }

  private static Buffer body(boolean direct) {
    byte[] body = new byte[BODY_MAX];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) ('a' + i % 26);
    }
    return direct ? BufferInternal.buffer(Unpooled.directBuffer(BODY_MAX).writeBytes(body)) : Buffer.buffer(body);
  }

  private void handle(ServerRequest request) {
    String path = request.path();
    if (path.equals("/hello")) {
      request.response().putHeader("content-type", "text/plain").end(HELLO);
    } else if (path.startsWith("/bytes/")) {
      new Writer(request.response(), body, Math.min(BODY_MAX, Integer.parseInt(path.substring(7)))).begin();
    } else if (path.equals("/upload")) {
      long[] count = new long[1];
      request.handler(chunk -> count[0] += chunk.length());
      request.endHandler(v -> request.response().putHeader("content-type", "text/plain").end(Long.toString(count[0])));
    } else if (path.equals("/headers")) {
      ServerResponse response = request.response();
      for (String[] header : headers) {
        response.putHeader(header[0], header[1]);
      }
      response.putHeader("x-request-id", Long.toHexString(0x1000000000000L + requests++)).end(HELLO);
    } else {
      request.response(404).end();
    }
  }

  /** Writes a long body as fast as the response takes it. */
  private static final class Writer {
    private final ServerResponse response;
    private final Buffer body;
    private final int length;
    private int at;

    Writer(ServerResponse response, Buffer body, int length) {
      this.response = response;
      this.body = body;
      this.length = length;
    }

    void begin() {
      response.putHeader("content-type", "text/plain").putHeader("content-length", Integer.toString(length));
      response.drainHandler(v -> run());
      run();
    }

    private void run() {
      while (at < length && !response.writeQueueFull()) {
        int from = at;
        at = Math.min(length, from + CHUNK);
        if (at == length) {
          response.end(body.slice(from, at));
        } else {
          response.write(body.slice(from, at));
        }
      }
    }
  }
}
