package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.RoutedResponse;
import io.github.vertxnghttp2.service.bus.BusReader;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

import java.util.Map;

/** The request that a handler gets: its head, its body and its response. */
final class RoutedRequestImpl implements RoutedRequest {
  private final RequestHead head;
  private final BusReader body;
  private final RoutedResponse response;
  private final TimeLeft time;

  RoutedRequestImpl(RequestHead head, BusReader body, RoutedResponse response, TimeLeft time) {
    this.head = head;
    this.body = body;
    this.response = response;
    this.time = time;
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
  public String requestId() {
    return head.requestId();
  }

  @Override
  public Map<String, String> params() {
    return head.params();
  }

  @Override
  public long timeLeft() {
    return time.timeLeft();
  }

  @Override
  public MultiMap headers() {
    return head.headers();
  }

  @Override
  public JsonObject identity() {
    return head.identity() == null ? new JsonObject() : head.identity();
  }

  @Override
  public RoutedResponse response() {
    return response;
  }

  @Override
  public MultiMap trailers() {
    return body.trailers();
  }

  @Override
  public Future<Buffer> body() {
    return body.body();
  }

  @Override
  public RoutedRequest exceptionHandler(Handler<Throwable> handler) {
    body.exceptionHandler(handler);
    return this;
  }

  @Override
  public RoutedRequest handler(Handler<Buffer> handler) {
    body.handler(handler);
    return this;
  }

  @Override
  public RoutedRequest pause() {
    body.pause();
    return this;
  }

  @Override
  public RoutedRequest resume() {
    body.resume();
    return this;
  }

  @Override
  public RoutedRequest fetch(long amount) {
    body.fetch(amount);
    return this;
  }

  @Override
  public RoutedRequest endHandler(Handler<Void> handler) {
    body.endHandler(handler);
    return this;
  }
}
