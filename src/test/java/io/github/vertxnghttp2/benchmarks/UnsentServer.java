package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;

/** Responds with 1 MiB. */
final class UnsentServer {
  private static final Buffer BODY = Buffer.buffer(new byte[1 << 20]);

  private UnsentServer() {
  }

  /** Takes {@code tcpNotSentLowat} or "none" for a server without priorities, and the port. */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    boolean priorities = !args[0].equals("none");
    ServerOptions options = new ServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(args[1]))
      .setPrioritiesEnabled(priorities).setTcpNotSentLowat(priorities ? Integer.parseInt(args[0]) : 0);
    vertx.runOnContext(v -> ServerSession.create(vertx, options)
      .requestHandler(request -> request.response().end(BODY)).listen()
      .onSuccess(done -> System.out.println("listening, native transport: " + vertx.isNativeTransportEnabled()))
      .onFailure(Throwable::printStackTrace));
  }
}
