package io.github.vertxnghttp2.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import static io.github.vertxnghttp2.http.Futures.await;

/** Sends requests to the server of a test one after the other, and records the responses. */
public final class RecordingClient {
  private static final int LONG_BODY = 3_000;

  private final Vertx vertx;
  private final Engine engine;
  private final HttpClientAgent http;
  private final int port;
  private final Events events;
  private volatile List<String> cookies = List.of();

  RecordingClient(Vertx vertx, Engine engine, HttpClientAgent http, int port, Events events) {
    this.vertx = vertx;
    this.engine = engine;
    this.http = http;
    this.port = port;
    this.events = events;
  }

  public Vertx vertx() {
    return vertx;
  }

  public HttpClientAgent http() {
    return http;
  }

  public int port() {
    return port;
  }

  public Events events() {
    return events;
  }

  /** Name and value of each cookie that came with the last response. */
  public List<String> cookies() {
    return cookies;
  }

  /** Runs a program on an event loop: the handlers of a response have to be set before its body comes. */
  public <T> T onContext(Supplier<Future<T>> program) throws Exception {
    Promise<T> done = Promise.promise();
    vertx.runOnContext(v -> program.get().onComplete(done));
    return await(done.future());
  }

  /** A request without its body. */
  public Future<HttpClientRequest> request(HttpMethod method, String uri) {
    RequestOptions options = new RequestOptions().setMethod(method).setHost("localhost").setPort(port).setURI(uri);
    return http.request(options).onSuccess(request -> engine.check(request.connection()));
  }

  public Buffer get(String uri, String... fields) throws Exception {
    return send(HttpMethod.GET, uri, null, fields);
  }

  public Buffer post(String uri, Buffer body, String... fields) throws Exception {
    return send(HttpMethod.POST, uri, body, fields);
  }

  /** @param fields names and values */
  public Buffer send(HttpMethod method, String uri, Buffer body, String... fields) throws Exception {
    return onContext(() -> request(method, uri).compose(request -> {
      for (int i = 0; i < fields.length; i += 2) {
        request.headers().add(fields[i], fields[i + 1]);
      }
      return body == null ? request.send() : request.send(body);
    }).compose(this::record).recover(failure -> {
      events.add(method + " " + uri + " failed: " + failure.getClass().getName() + " " + failure.getMessage());
      return Future.succeededFuture(Buffer.buffer());
    }));
  }

  /** Records all of a response, whose future fails if the response does not end. */
  public Future<Buffer> record(HttpClientResponse response) {
    recordHead(response);
    return response.body().onSuccess(body -> {
      events.add(shown(body));
      recordFields("trailer ", response.trailers());
    });
  }

  public void recordHead(HttpClientResponse response) {
    cookies = response.cookies().stream().map(cookie -> cookie.split(";")[0]).toList();
    engine.check(response.request().connection());
    events.add(response.request().getMethod() + " " + response.request().getURI() + " " + response.version() + " "
      + response.statusCode() + " " + response.statusMessage());
    recordFields("", response.headers());
  }

  /** The order counts only among fields of one name: RFC 9110 section 5.3. */
  private void recordFields(String prefix, MultiMap fields) {
    fields.entries().stream().filter(field -> !field.getKey().equalsIgnoreCase("date"))
      .sorted(Map.Entry.comparingByKey())
      .forEach(field -> events.add(prefix + field.getKey() + ": " + field.getValue()));
  }

  /** A long body is shown by its length and a hash. */
  public static String shown(Buffer body) {
    return body.length() > LONG_BODY ? body.length() + " bytes, hash " + Arrays.hashCode(body.getBytes())
      : body.toString();
  }
}
