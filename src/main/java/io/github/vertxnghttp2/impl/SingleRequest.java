package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2RequestOptions;
import io.github.vertxnghttp2.RequestTimeoutException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;

/** Opens a connection for one request, and sends the request on it. */
public final class SingleRequest {
  private final ContextInternal context;
  private final HttpMethod method;
  private final String url;
  private final Http2RequestOptions options;
  private final PromiseInternal<ClientResponse> done;
  private ClientRequest request;

  private SingleRequest(Vertx vertx, HttpMethod method, String url, Http2RequestOptions options) {
    this.context = ((VertxInternal) vertx).getOrCreateContext();
    this.method = method;
    this.url = url;
    this.options = new Http2RequestOptions(options);
    this.done = context.promise();
  }

  public static Future<ClientResponse> send(Vertx vertx, HttpMethod method, String url, Http2RequestOptions options) {
    RequestTarget target = RequestTarget.of(url);
    SingleRequest single = new SingleRequest(vertx, method, url, options);
    ClientOptions dial = single.dial(target);
    single.context.emit(v -> single.start(dial, target.host()));
    return single.done.future();
  }

  private ClientOptions dial(RequestTarget target) {
    int port = options.getPort() >= 0 ? options.getPort() : target.port();
    if (port < 0) {
      throw new IllegalArgumentException("url is " + url + "; " + target.scheme()
        + " has no default port: set port in the options, or name it in the URL");
    }
    String host = options.getHost() != null ? options.getHost() : target.host();
    ClientOptions dial = options.getClient().setHost(host).setPort(port);
    return switch (target.scheme()) {
      case "http" -> dial.setSsl(false);
      case "https" -> dial.setSsl(true);
      default -> dial;
    };
  }

  private void start(ClientOptions dial, String serverName) {
    if (options.getTimeout() != null) {
      long timer = context.setTimer(options.getTimeout().toMillis(), id -> expire());
      done.future().onComplete(result -> context.owner().cancelTimer(timer));
    }
    ClientSessionImpl.connect(context.owner(), dial, serverName).onComplete(this::ask, done::tryFail);
  }

  private void ask(ClientSession session) {
    if (!done.future().isComplete()) {
      try {
        request = session.request(method, url);
        request.headers().addAll(options.getHeaders());
        Future<ClientResponse> responded = options.getBody() == null ? request.send() : request.send(options.getBody());
        responded.compose(response -> response.body().map(response)).onComplete(done::tryComplete, done::tryFail);
      } catch (RuntimeException e) {
        done.tryFail(e);
      }
    }
    done.future().onComplete(result -> session.close());
  }

  private void expire() {
    String text = method + " " + url + " took longer than timeout = " + options.getTimeout().toMillis() + " ms";
    if (done.tryFail(new RequestTimeoutException(request == null ? text + ": there was no connection" : text))
      && request != null) {
      request.reset(ErrorCode.CANCEL);
    }
  }
}
