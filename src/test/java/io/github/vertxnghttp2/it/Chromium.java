package io.github.vertxnghttp2.it;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A page in Chromium, in which a test evaluates expressions over the DevTools protocol. */
final class Chromium implements AutoCloseable {
  /** Chromium takes seconds of a quiet machine, and many more of a busy one. */
  private static final int PATIENCE_SECONDS = 150;
  private static final String DEVTOOLS = "DevTools listening on ws://127.0.0.1:";

  private final Peer browser;
  /** Kept, because a client that is collected closes its sockets. */
  private final WebSocketClient client;
  private final WebSocket socket;
  private final Map<Integer, Promise<JsonObject>> pending = new HashMap<>();
  private int lastId;

  private Chromium(Peer browser, WebSocketClient client, WebSocket socket) {
    this.browser = browser;
    this.client = client;
    this.socket = socket;
    socket.textMessageHandler(this::receive);
  }

  static Chromium open(Vertx vertx, Path directory, String url) {
    String program = Peer.find(List.of("chromium", "chromium-browser", "google-chrome"), "chromium");
    Peer browser = Peer.start(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--disable-quic", "--disable-breakpad", "--disable-background-networking", "--disable-component-update",
      "--disable-sync", "--no-first-run", "--no-proxy-server", "--ignore-certificate-errors",
      "--remote-debugging-port=0", "--user-data-dir=" + directory, "about:blank");
    try {
      String line = browser.awaitLine(DEVTOOLS);
      int port = Integer.parseInt(line.substring(line.indexOf(DEVTOOLS) + DEVTOOLS.length()).replaceAll("/.*", ""));
      WebSocketClient client = vertx.createWebSocketClient();
      WebSocket socket = await(page(vertx, port).compose(path -> client.connect(port, "127.0.0.1", path)));
      Chromium chromium = new Chromium(browser, client, socket);
      chromium.call("Page.navigate", new JsonObject().put("url", url)); // responds when the old page is gone
      chromium.await("document.readyState", "complete");
      return chromium;
    } catch (RuntimeException | Error e) {
      browser.close();
      throw e;
    }
  }

  /** The path at which DevTools has the page. */
  private static Future<String> page(Vertx vertx, int port) {
    HttpClientAgent client = vertx.createHttpClient();
    return client.request(HttpMethod.GET, port, "127.0.0.1", "/json")
      .compose(request -> request.send()
        .compose(response -> response.body()))
      .map(body -> {
        for (Object target : new JsonArray(body)) {
          JsonObject json = (JsonObject) target;
          if (json.getString("type").equals("page")) {
            return json.getString("webSocketDebuggerUrl").replaceAll("ws://[^/]+", "");
          }
        }
        throw new IllegalStateException("no page: " + body);
      })
      .eventually(client::close); // until then it is kept
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void receive(String text) {
    JsonObject message = new JsonObject(text);
    Promise<JsonObject> promise;
    synchronized (pending) {
      promise = pending.remove(message.getInteger("id", 0));
    }
    if (promise != null) {
      promise.complete(message);
    }
  }

  private JsonObject call(String method, JsonObject params) {
    Promise<JsonObject> called = Promise.promise();
    int id;
    synchronized (pending) {
      id = ++lastId;
      pending.put(id, called);
    }
    socket.writeTextMessage(new JsonObject().put("id", id).put("method", method).put("params", params).encode());
    return await(called.future()).getJsonObject("result", new JsonObject());
  }

  /** Sets the size of the page in pixels. */
  void resize(int width, int height) {
    call("Emulation.setDeviceMetricsOverride", new JsonObject().put("width", width).put("height", height)
      .put("deviceScaleFactor", 1).put("mobile", false));
  }

  /** Evaluates an expression, whose value is a string or a promise of one. */
  String evaluate(String expression) {
    JsonObject result = call("Runtime.evaluate", new JsonObject().put("expression", expression)
      .put("awaitPromise", true).put("returnByValue", true));
    if (result.containsKey("exceptionDetails") || !result.containsKey("result")) {
      throw new AssertionError(browser.describe(expression + "\n" + result.encodePrettily()));
    }
    return result.getJsonObject("result").getString("value");
  }

  /** Evaluates an expression again and again until its value has this part, and returns that value. */
  String await(String expression, String part) {
    return evaluate("new Promise(found => { const look = () => { const value = String(" + expression + "); if"
      + " (value.includes('" + part + "')) found(value); else setTimeout(look, 20); }; look(); })");
  }

  @Override
  public void close() {
    client.close();
    browser.close();
  }
}
