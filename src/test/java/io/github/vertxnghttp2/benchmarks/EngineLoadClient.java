package io.github.vertxnghttp2.benchmarks;

import com.google.protobuf.StringValue;
import io.github.vertxnghttp2.http.Nghttp2Http;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.WebClient;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.ServiceMethod;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * A client of Vert.x on one of its HTTP/2 engines or on this library's, with one connection and a hundred requests in
 * flight.
 *
 * <p>Arguments: vertx, multiplex or nghttp2; the port of an {@link EngineLoadServer}; and HTTP, WEB or GRPC.
 */
final class EngineLoadClient {
  private static final int IN_FLIGHT = 100;
  private static final String HOST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx(
    new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
  private final Supplier<Future<?>> request;
  private int waiting;
  private int missing;
  private CountDownLatch done;

  private EngineLoadClient(String[] args) {
    int port = Integer.parseInt(args[1]);
    HttpClientOptions options = new HttpClientOptions().setDefaultHost(HOST).setDefaultPort(port)
      .setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false)
      .setHttp2MultiplexImplementation(args[0].equals("multiplex"));
    PoolOptions pool = new PoolOptions().setHttp2MaxSize(1);
    HttpClientAgent client = args[0].equals("nghttp2") ? Nghttp2Http.createHttpClient(vertx, options, pool)
      : vertx.createHttpClient(options, pool);
    request = switch (args[2]) {
      case "HTTP" -> () -> client.request(HttpMethod.GET, "/hello").compose(each -> each.send())
        .compose(response -> response.body());
      case "WEB" -> {
        WebClient web = WebClient.wrap(client);
        yield () -> web.get("/hello").send();
      }
      case "GRPC" -> grpc(GrpcClient.client(vertx, client), SocketAddress.inetSocketAddress(port, HOST));
      default -> throw new IllegalArgumentException(args[2] + " is not HTTP, WEB or GRPC");
    };
  }

  private static Supplier<Future<?>> grpc(GrpcClient client, SocketAddress server) {
    ServiceMethod<StringValue, StringValue> method = ServiceMethod.client(EngineLoadServer.SERVICE,
      EngineLoadServer.METHOD, EngineLoadServer.ENCODER, EngineLoadServer.DECODER);
    StringValue message = StringValue.of("Hello, world!");
    return () -> client.request(server, method).compose((GrpcClientRequest<StringValue, StringValue> call) -> call
      .send(message)).compose(GrpcClientResponse::last);
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    EngineLoadClient client = new EngineLoadClient(args);
    System.out.println("listening to commands");
    EngineLoadProcess.serveCommands(client::run);
  }

  private void run(int requests) throws InterruptedException {
    if (requests == 0) {
      return;
    }
    done = new CountDownLatch(1);
    vertx.runOnContext(v -> {
      waiting = requests;
      missing = requests;
      for (int i = 0; i < Math.min(IN_FLIGHT, requests); i++) {
        next();
      }
    });
    done.await();
  }

  private void next() {
    waiting--;
    request.get().onComplete(result -> {
      if (result.failed()) {
        result.cause().printStackTrace();
        Runtime.getRuntime().halt(1);
      }
      if (waiting > 0) {
        next();
      }
      if (--missing == 0) {
        done.countDown();
      }
    });
  }
}
