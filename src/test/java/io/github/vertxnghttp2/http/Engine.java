package io.github.vertxnghttp2.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.impl.tcp.Http2UpgradeClientConnection;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What serves the HTTP/2 connections of a server or client of Vert.x. */
public enum Engine {
  VERTX, OURS;

  public HttpServer server(Vertx vertx, HttpServerOptions options) {
    return this == OURS ? Nghttp2Http.createHttpServer(vertx, options) : vertx.createHttpServer(options);
  }

  /** A client without HTTP/2 is Vert.x's. */
  public HttpClientAgent client(Vertx vertx, HttpClientOptions options) {
    return this == OURS && options.getProtocolVersion() == HttpVersion.HTTP_2
      ? Nghttp2Http.createHttpClient(vertx, options, new PoolOptions())
      : vertx.createHttpClient(options);
  }

  /** Fails if another engine serves a connection of HTTP/2. Other connections are Vert.x's. */
  void check(HttpConnection connection) {
    if (connection.protocolVersion() == HttpVersion.HTTP_2) {
      Object serving = connection instanceof Http2UpgradeClientConnection upgraded ? upgraded.unwrap() : connection;
      assertEquals(this == OURS, serving.getClass().getSimpleName().startsWith("Nghttp2"));
    }
  }
}
