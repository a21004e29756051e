package io.github.vertxnghttp2.impl.telemetry;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.observability.HttpRequest;

/** A request in the form that metrics and tracers expect. */
public record ObservedRequest(int streamId, HttpMethod method, String scheme, String authority, String uri,
  MultiMap headers, SocketAddress remoteAddress) implements HttpRequest {

  @Override
  public long id() {
    return streamId;
  }

  @Override
  public HttpVersion version() {
    return HttpVersion.HTTP_2;
  }

  @Override
  public String absoluteURI() {
    return scheme == null ? authority : scheme + "://" + authority + uri; // CONNECT has an authority only
  }
}
