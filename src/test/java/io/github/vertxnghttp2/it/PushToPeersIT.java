package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Our server pushes to nghttp and to Node. */
@Timeout(180)
class PushToPeersIT {
  private static final byte[] LARGE = Bodies.random(Bodies.MIB);

  private final Vertx vertx = Vertx.vertx();
  /** How the pushes of /page ended. */
  private final List<String> ends = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private String serve(boolean tls) {
    ServerOptions options = new ServerOptions().setHost("127.0.0.1").setPort(0).setSsl(tls)
      .setKeyCertOptions(tls ? SelfSignedCertificate.create("localhost").keyCertOptions() : null);
    ServerSession server = Bodies.await(ServerSession.create(vertx, options).requestHandler(request -> {
      if (request.path().equals("/page")) {
        pushAll(request);
        request.response().end("page");
      } else {
        request.response().end("plain");
      }
    }).listen());
    return (tls ? "https" : "http") + "://127.0.0.1:" + server.actualPort();
  }

  private void pushAll(ServerRequest request) {
    ServerResponse response = request.response();
    response.push(HttpMethod.GET, "/style.css?v=1", MultiMap.caseInsensitiveMultiMap().add("accept", "text/css"))
      .onSuccess(pushed -> {
        note("style", pushed);
        pushed.inform(103, MultiMap.caseInsensitiveMultiMap().add("link", "</font>"));
        pushed.putHeader("content-type", "text/css").putTrailer("x-last", "1").end("body {}");
      }).onFailure(cause -> ends.add("style refused"));
    response.push(HttpMethod.GET, "/large").onSuccess(pushed -> {
      note("large", pushed);
      pushed.putHeader("x-sha256", Bodies.sha256(LARGE)).end(Buffer.buffer(LARGE));
    }).onFailure(cause -> ends.add("large refused"));
    response.push(HttpMethod.HEAD, "/head").onSuccess(pushed -> {
      note("head", pushed);
      pushed.end("12345");
    }).onFailure(cause -> ends.add("head refused"));
  }

  private void note(String name, ServerResponse pushed) {
    pushed.sent().onComplete(v -> ends.add(name + " sent"), cause -> ends.add(name + " failed"));
  }

  /** The program that took them may be gone before the server knows how they ended. */
  private void assertEnds(String... all) {
    Repeat.until("the ends of the pushes", () -> ends.size() >= all.length, Thread::onSpinWait);
    assertEquals(List.of(all), ends.stream().sorted().toList());
  }

  private static void node(String url, String scenario) {
    String script = ExampleServer.projectFile("src/test/resources/it/pushed.mjs").toString();
    String output = Peer.run(Peer.find("node", "nodejs"), script, url, scenario);
    assertTrue(output.endsWith("ok\n"), () -> "the script ended before its end:\n" + output);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void node_takes_pushes(boolean tls) {
    node(serve(tls), "take");
    assertEnds("head sent", "large sent", "style sent");
  }

  @Test
  void node_refuses_pushes() {
    node(serve(false), "refuse");
    Repeat.until("the end of the push", () -> ends.contains("large failed"), Thread::onSpinWait);
  }

  @Test
  void node_cancels_a_push_in_the_middle_of_its_body() {
    node(serve(false), "cancel");
    Repeat.until("the end of the push", () -> ends.contains("large failed"), Thread::onSpinWait);
  }

  @Test
  void node_disables_push() {
    node(serve(false), "disabled");
    assertEnds("head refused", "large refused", "style refused");
  }

  @Test
  void nghttp_sees_promises_and_responses() {
    String url = serve(false);
    Peer peer = Peer.runToEnd(List.of(Peer.find("nghttp", "nghttp2-client"), "-nv", "--no-dep", "--timeout=20", url
      + "/page"));
    String output = peer.finish(0).replaceAll("\u001b\\[[0-9;]*m", "");
    assertEquals(3, Pattern.compile("recv PUSH_PROMISE frame <length=\\d+, flags=0x04, stream_id=1>").matcher(output)
      .results()
      .count(), output);
    for (String line : List.of("recv \\(stream_id=1\\) :path: /style.css\\?v=1", "recv \\(stream_id=1\\) :method: HEAD",
      "promised_stream_id=2", "recv \\(stream_id=2\\) :status: 103", "recv \\(stream_id=2\\) :status: 200",
      "recv \\(stream_id=2\\) x-last: 1", "recv \\(stream_id=6\\) content-length: 5")) {
      assertTrue(Pattern.compile(line).matcher(output).find(), () -> line + " in\n" + output);
    }
    assertFalse(output.contains("recv RST_STREAM"), output);
    int received = Pattern.compile("recv DATA frame <length=(\\d+), flags=0x0\\d, stream_id=4>").matcher(output)
      .results()
      .mapToInt(match -> Integer.parseInt(match.group(1))).sum();
    assertEquals(LARGE.length, received);
    assertEnds("head sent", "large sent", "style sent");
  }

  @Test
  void nghttp_disables_push() {
    String output = Peer.runToEnd(List.of(Peer.find("nghttp", "nghttp2-client"), "-nv", "--no-push", "--timeout=20",
      serve(false) + "/page")).finish(0);
    assertFalse(output.contains("recv PUSH_PROMISE"), output);
    assertEnds("head refused", "large refused", "style refused");
  }
}
