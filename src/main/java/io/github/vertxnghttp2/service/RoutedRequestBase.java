package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.bus.BusReader;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

import java.util.Map;

/** What requests of either mode have in common: a head, and a body that waits to be read. */
abstract class RoutedRequestBase implements RoutedRequest {
  private final RequestHead head;
  final BusReader reader;

  RoutedRequestBase(RequestHead head, BusReader reader) {
    this.head = head;
    this.reader = reader;
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

  @Override
  public MultiMap trailers() {
    return reader.trailers();
  }

  @Override
  public Future<Buffer> body() {
    return reader.body();
  }

  @Override
  public RoutedRequest exceptionHandler(Handler<Throwable> handler) {
    reader.exceptionHandler(handler);
    return this;
  }

  @Override
  public RoutedRequest handler(Handler<Buffer> handler) {
    reader.handler(handler);
    return this;
  }

  @Override
  public RoutedRequest pause() {
    reader.pause();
    return this;
  }

  @Override
  public RoutedRequest resume() {
    reader.resume();
    return this;
  }

  @Override
  public RoutedRequest fetch(long amount) {
    reader.fetch(amount);
    return this;
  }

  @Override
  public RoutedRequest endHandler(Handler<Void> handler) {
    reader.endHandler(handler);
    return this;
  }
}
