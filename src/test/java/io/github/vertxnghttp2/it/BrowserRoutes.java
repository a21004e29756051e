package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** What browser.mjs asks for, for one page and on one event loop. */
final class BrowserRoutes {
  private static final int CROWD = 50;
  private static final int ENDLESS = 5;
  /** Three times as much as Chromium takes in before anybody reads. */
  private static final int LONG_BODY_CHUNKS = 12_000;
  private static final Buffer CHUNK = Buffer.buffer(Bodies.numbered(251 * 64));
  private static final String PAGE = """
    <!doctype html><title>browser</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/hinted.css">
    <script type="module" src="/browser.mjs"></script>
    """;

  private final List<ServerRequest> crowd = new ArrayList<>();
  private final Promise<JsonObject> findings = Promise.promise();
  private final Promise<String> aborted = Promise.promise();
  private final Promise<Void> released = Promise.promise();
  private final Promise<Void> busy = Promise.promise();
  private final Promise<List<Throwable>> cutOff = Promise.promise();
  private final List<Throwable> causes = new ArrayList<>();
  private Pump longBody;
  private int endless;

  /** Completes with what the page has found out. */
  Promise<JsonObject> findings() {
    return findings;
  }

  /** Completes when the page reads and writes bodies without an end. */
  Promise<Void> busy() {
    return busy;
  }

  /** Completes with what ended each of these bodies. */
  Promise<List<Throwable>> cutOff() {
    return cutOff;
  }

  void handle(ServerRequest request) {
    ServerResponse response = request.response();
    switch (request.path()) {
      case "/" -> response.inform(103, fields("link", "</hinted.css>; rel=preload; as=style"))
        .putHeader("content-type", "text/html").end(PAGE);
      case "/hinted.css" -> response.putHeader("content-type", "text/css").end("p {}");
      case "/browser.mjs" -> response.putHeader("content-type", "text/javascript").end(script());
      case "/hello" -> response.end("Hello, browser!");
      case "/mebibyte" -> response.end(Buffer.buffer(Bodies.numbered(Bodies.MIB)));
      case "/echo" -> request.pipeTo(response);
      case "/cookies" -> response.end(request.headers().getAll("cookie").toString());
      case "/crowd" -> gather(request);
      case "/long" -> longBody = new Pump(response, LONG_BODY_CHUNKS).go();
      case "/sent" -> response.end(Long.toString(longBody.sent));
      case "/unfinished" -> response.exceptionHandler(this::abort).write("the beginning");
      case "/aborted" -> aborted.future().onSuccess(response::end);
      case "/held" -> released.future().onSuccess(v -> response.end("still here"));
      case "/release" -> response.end().onSuccess(v -> released.complete());
      case "/trailers" -> response.putTrailer("x-trailer", "done").end("Hello, trailers!");
      case "/early" -> response.inform(103, fields("x-early", "yes")).end("after the hint");
      case "/endless" -> endless(request);
      case "/findings" -> request.json()
        .onSuccess(json -> response.end().onSuccess(v -> findings.complete((JsonObject) json)));
      default -> response.setStatus(404).end();
    }
  }

  private static MultiMap fields(String name, String value) {
    return MultiMap.caseInsensitiveMultiMap().add(name, value);
  }

  private static Buffer script() {
    try {
      return Buffer.buffer(Files.readAllBytes(ExampleServer.projectFile("src/test/resources/it/browser.mjs")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Responds when all are there: a browser that asked for one after the other would wait for ever. */
  private void gather(ServerRequest request) {
    crowd.add(request);
    if (crowd.size() == CROWD) {
      long connections = crowd.stream().map(ServerRequest::remoteAddress).map(SocketAddress::port).distinct().count();
      crowd.forEach(one -> one.response().end(one.query() + " of " + CROWD + " over " + connections));
    }
  }

  private void abort(Throwable cause) {
    aborted.tryComplete(cause instanceof Http2Exception e ? e.errorCode() + " by " + e.initiator() : cause.toString());
  }

  /** Sends without an end, and reads what comes. */
  private void endless(ServerRequest request) {
    request.handler(chunk -> { }).exceptionHandler(cause -> { });
    request.response().exceptionHandler(cause -> {
      causes.add(cause);
      if (causes.size() == ENDLESS) {
        cutOff.complete(causes);
      }
    });
    new Pump(request.response(), Long.MAX_VALUE).go();
    if (++endless == ENDLESS) {
      busy.complete();
    }
  }

  /** Sends the same chunk as often as the other end takes it: the body is numbered as one. */
  private static final class Pump {
    private final ServerResponse response;
    private long chunks;
    private long sent;

    Pump(ServerResponse response, long chunks) {
      this.response = response;
      this.chunks = chunks;
      response.drainHandler(v -> go());
    }

    Pump go() {
      while (chunks > 0 && !response.writeQueueFull()) {
        response.write(CHUNK);
        sent += CHUNK.length();
        if (--chunks == 0) {
          response.end();
        }
      }
      return this;
    }
  }
}
