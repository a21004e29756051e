package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.bus.BusBody;
import io.github.vertxnghttp2.service.bus.BusReader;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

import java.util.Map;

/** What requests of either mode have in common. */
abstract class RoutedRequestBase extends BusBody<RoutedRequest> implements RoutedRequest {
  private final RequestHead head;

  RoutedRequestBase(RequestHead head, BusReader reader) {
    super(reader);
    this.head = head;
  }

  @Override
  protected RoutedRequest self() {
    return this;
  }

  @Override
  public HttpMethod method() {
    return head.method();
  }

  @Override
  public String uri() {
    return head.uri();
  }

  @Override
  public String scheme() {
    return head.scheme();
  }

  @Override
  public String authority() {
    return head.authority() != null ? head.authority() : header("host");
  }

  @Override
  public String remoteAddress() {
    return head.remote();
  }

  @Override
  public String route() {
    return head.route();
  }

  @Override
  public Map<String, String> params() {
    return head.params();
  }

  @Override
  public MultiMap headers() {
    return head.headers();
  }
}
