package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

import java.net.URI;

/** A connection for one request and its response. */
public final class SingleRequest {

  private SingleRequest() {
  }

  public static Future<ClientResponse> send(Vertx vertx, HttpMethod method, String url, Buffer body) {
    URI target = URI.create(url);
    if (target.getScheme() == null || target.getHost() == null) {
      throw new IllegalArgumentException("url is " + url + "; it must be absolute, with a scheme and a host");
    }
    ClientOptions options = new ClientOptions().setHost(target.getHost()).setSsl("https".equals(target.getScheme()));
    if (target.getPort() >= 0) {
      options.setPort(target.getPort());
    }
    return ClientSession.connect(vertx, options).compose(session -> {
      ClientRequest request = session.request(method, url);
      Future<ClientResponse> answer = body == null ? request.send() : request.send(body);
      return answer.compose(response -> response.body().map(response)).onComplete(done -> session.close());
    });
  }
}
