package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.recording.HandledRequest;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.recording.RequestId;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.diagnosis.Diagnosis;
import io.github.vertxnghttp2.recording.diagnosis.Finding;
import io.github.vertxnghttp2.recording.diagnosis.FindingCode;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The recording of a server names the handler on another node that is slow, and the request is followed to it. */
@Timeout(120)
class SlowHandlerIT {
  /** More than a handler grants credit for. */
  private static final int UPLOAD = 1 << 20;
  private static final int PAUSE = 50;

  private static Vertx vertx;
  private static Vertx other;
  private static ClientSession session;

  @BeforeAll
  static void join() {
    ClusteredVertx first = await(ClusteredVertx.start("-"));
    vertx = first.vertx();
    other = await(ClusteredVertx.start(first.address())).vertx();
    ListenerLog log = ListenerLog.open();
    await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
      .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
      .put("routes", new JsonArray().add(route("/orders/:id", "orders", "unary")).add(route("/files/:name", "files",
        "stream"))))));
    session = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(log.port())));
    log.close();
  }

  private static JsonObject route(String path, String address, String mode) {
    return new JsonObject().put("path", path).put("address", address).put("mode", mode);
  }

  @AfterAll
  static void leave() {
    await(session.close());
    await(Future.join(vertx.close(), other.close()));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static String id(Vertx node) {
    return ((VertxInternal) node).clusterManager().getNodeId();
  }

  /** The first request that a handler of the other node gets. The handler does nothing with it. */
  private static Future<RoutedRequest> firstAt(String address) {
    Promise<RoutedRequest> first = Promise.promise();
    await(RequestConsumer.create(other, address, request -> first.complete(request.pause())).listen());
    return first.future();
  }

  private static RecordedConnection server() {
    return LiveRecordings.of(vertx).open().stream().map(LiveConnection::record).map(SlowHandlerIT::await)
      .filter(each -> each.side() == Side.SERVER).findFirst().orElseThrow();
  }

  private static List<Finding> found(FindingCode code) {
    return Diagnosis.of(server(), RecordingClock.now()).stream().filter(each -> each.code() == code).toList();
  }

  /** What is found when the handler has been slow for long enough. */
  private static Finding awaitFinding(FindingCode code) {
    Repeat.until("the finding " + code, () -> !found(code).isEmpty(), () -> await(vertx.timer(PAUSE)));
    return found(code).get(0);
  }

  /** The request that the other node has, by the id that the recording of the server gives it. */
  private static HandledRequest followed(Finding finding) {
    String id = new RequestId(id(vertx), server().id(), finding.streamId()).toString();
    return LiveRecordings.of(other).handled().all().stream().filter(each -> each.id().equals(id)).findFirst()
      .orElseThrow();
  }

  @Test
  void a_handler_that_holds_a_response_is_named_with_its_route_and_node() {
    Future<RoutedRequest> held = firstAt("orders");
    Future<ClientResponse> response = session.get("/orders/7").send();
    RoutedRequest request = await(held);
    Finding finding = awaitFinding(FindingCode.SLOW_RESPONSE);
    assertTrue(finding.text().matches("The handler orders on node " + id(other) + " \\(route /orders/:id\\) has not"
      + " responded for [0-9.]+ m?s, over the event bus, although the request was complete\\. .*"), finding::text);

    HandledRequest there = followed(finding);
    assertEquals(request.requestId(), there.id());
    assertEquals("orders", there.address());
    assertTrue(there.isOpen(), there::toString);
    request.response().end("late");
    assertEquals(200, await(response).status());
    assertEquals(200, followed(finding).status());
    assertNull(followed(finding).failure());
  }

  @Test
  void a_handler_that_does_not_read_an_upload_is_named_with_its_route_and_node() {
    Future<RoutedRequest> paused = firstAt("files");
    ClientRequest upload = session.post("/files/a");
    upload.end(Buffer.buffer(new byte[UPLOAD]));
    RoutedRequest request = await(paused);
    Finding finding = awaitFinding(FindingCode.BUS_CREDIT);
    assertTrue(finding.text().matches("The bus gave no credit for [0-9.]+ m?s: the handler files on node " + id(other)
      + " \\(route /files/:name\\) is paused or slow\\. [0-9,]+ bytes wait\\. .*"), finding::text);

    assertEquals(request.requestId(), followed(finding).id());
    assertTrue(followed(finding).isOpen());
    Future<Buffer> body = request.body();
    request.resume();
    request.response().end(Integer.toString(await(body).length()));
    assertEquals(Integer.toString(UPLOAD), await(upload.response().compose(ClientResponse::text)));
  }
}
