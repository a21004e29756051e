package examples;

import io.github.vertxnghttp2.http.Nghttp2Http;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.grpc.client.GrpcClient;

/** Clients that stand on a client of the engine. */
public final class EngineClients {

  private EngineClients() {
  }

  /** A WebClient for servers with TLS. */
  public static WebClient webClient(Vertx vertx, TrustOptions trust) {
    // tag::web-client[]
    HttpClientOptions options = new HttpClientOptions()
      .setSsl(true).setTrustOptions(trust)
      .setUseAlpn(true).setProtocolVersion(HttpVersion.HTTP_2);
    return WebClient.wrap(Nghttp2Http.createHttpClient(vertx, options, new PoolOptions()));
    // end::web-client[]
  }

  /** A client of gRPC. */
  public static GrpcClient grpcClient(Vertx vertx, HttpClientOptions options) {
    // tag::grpc-client[]
    HttpClient client = Nghttp2Http.createHttpClient(vertx, options, new PoolOptions());
    return GrpcClient.client(vertx, client);
    // end::grpc-client[]
  }
}
