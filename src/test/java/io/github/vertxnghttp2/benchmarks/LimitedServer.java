package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Responds to GET /hello, with the limits of the defaults or without any. */
final class LimitedServer {
  static final String ON = "limits";
  static final String OFF = "no-limits";
  private static final Buffer HELLO = Buffer.buffer("Hello, world!");

  private LimitedServer() {
  }

  private static ServerOptions options(boolean limited) {
    ServerOptions options = new ServerOptions().setHost("127.0.0.1");
    return limited ? options : options
      .setHttp2(new Http2Options().setSendTimeout(0).setKeepAliveInterval(0).setLimits(none()))
      .setHeadersTimeout(0).setBodyTimeout(0).setIdleTimeout(0).setMaxConnections(0).setMaxConnectionsPerAddress(0)
      .setMaxBufferedBytes(0);
  }

  private static Http2Limits none() {
    JsonObject all = new Http2Limits().toJson();
    all.fieldNames().forEach(name -> all.put(name, 0));
    return new Http2Limits(all);
  }

  /** Takes {@link #ON} or {@link #OFF}, and the port. */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    vertx.runOnContext(v -> ServerSession.create(vertx, options(args[0].equals(ON)).setPort(Integer.parseInt(args[1])))
      .requestHandler(request -> request.response().putHeader("content-type", "text/plain").end(HELLO)).listen()
      .onSuccess(done -> System.out.println("listening, native transport: " + vertx.isNativeTransportEnabled()))
      .onFailure(Throwable::printStackTrace));
  }
}
