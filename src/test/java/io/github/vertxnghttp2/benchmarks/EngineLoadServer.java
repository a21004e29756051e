package io.github.vertxnghttp2.benchmarks;

import com.google.protobuf.StringValue;
import io.github.vertxnghttp2.http.Nghttp2Http;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;

import java.io.IOException;

/**
 * An {@code HttpServer} of Vert.x on one of its HTTP/2 engines or on this library's: /hello, /headers, /bytes/N,
 * /upload, /routed/hello behind a Router of vertx-web, and the gRPC call {@link #SERVICE}/Echo.
 *
 * <p>Arguments: vertx, multiplex or nghttp2; and the port. System property {@code loops}: event loops, 1 by default.
 */
final class EngineLoadServer {
  static final ServiceName SERVICE = ServiceName.create("bench", "Texts");
  static final String METHOD = "Echo";
  static final GrpcMessageEncoder<StringValue> ENCODER = GrpcMessageEncoder.encoder();
  static final GrpcMessageDecoder<StringValue> DECODER = GrpcMessageDecoder.decoder(StringValue.newBuilder());

  private static final Buffer HELLO = Buffer.buffer("Hello, world!");
  private static final String TEXT = "text/plain";
  private static final int BODY_MAX = 1 << 20;
  private static final int CHUNK = 64 << 10;
  private static final Buffer BODY = Buffer.buffer(new byte[BODY_MAX]);

  private final Router router;
  private final GrpcServer grpc;

  private EngineLoadServer(Vertx vertx) {
    router = Router.router(vertx);
    router.get("/routed/hello").handler(context -> context.response().putHeader("content-type", TEXT).end(HELLO));
    grpc = GrpcServer.server(vertx);
    grpc.callHandler(ServiceMethod.server(SERVICE, METHOD, ENCODER, DECODER),
      request -> request.handler(message -> request.response().end(message)));
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int loops = Integer.getInteger("loops", 1);
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(args[1]))
      .setHttp2MultiplexImplementation(args[0].equals("multiplex"));
    for (int loop = 0; loop < loops; loop++) {
      vertx.runOnContext(v -> { // each time a new context, on the next event loop
        HttpServer server = args[0].equals("nghttp2") ? Nghttp2Http.createHttpServer(vertx, options)
          : vertx.createHttpServer(options);
        server.requestHandler(new EngineLoadServer(vertx)::handle).listen()
          .onSuccess(done -> System.out.println("listening, native transport: " + vertx.isNativeTransportEnabled()))
          .onFailure(Throwable::printStackTrace);
      });
    }
    EngineLoadProcess.serveCommands(requests -> { });
  }

  private void handle(HttpServerRequest request) {
    String path = request.path();
    HttpServerResponse response = request.response();
    if (path.equals("/hello")) {
      response.putHeader("content-type", TEXT).end(HELLO);
    } else if (path.startsWith("/routed")) {
      router.handle(request);
    } else if (path.startsWith("/bench.")) {
      grpc.handle(request);
    } else if (path.equals("/headers")) {
      ManyFields.putInto(response);
      response.end(HELLO);
    } else if (path.startsWith("/bytes/")) {
      int length = Math.min(BODY_MAX, Integer.parseInt(path.substring("/bytes/".length())));
      response.putHeader("content-length", Integer.toString(length));
      Writer writer = new Writer(response, length);
      response.drainHandler(v -> writer.run());
      writer.run();
    } else if (path.equals("/upload")) {
      request.endHandler(v -> response.putHeader("content-type", TEXT).end(Long.toString(request.bytesRead())));
    } else {
      response.setStatusCode(404).end();
    }
  }

  /** Writes a body as fast as the response takes it. */
  private static final class Writer {
    private final HttpServerResponse response;
    private final int length;
    private int at;

    Writer(HttpServerResponse response, int length) {
      this.response = response;
      this.length = length;
    }

    void run() {
      while (at < length && !response.writeQueueFull()) {
        int from = at;
        at = Math.min(length, from + CHUNK);
        if (at == length) {
          response.end(BODY.slice(from, at));
        } else {
          response.write(BODY.slice(from, at));
        }
      }
    }
  }
}
