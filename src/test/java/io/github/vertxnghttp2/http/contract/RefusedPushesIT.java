package io.github.vertxnghttp2.http.contract;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.http.Engine;
import io.github.vertxnghttp2.http.EngineComparison;
import io.github.vertxnghttp2.http.Events;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the application is notified of when a client refuses a push. */
class RefusedPushesIT {
  @RegisterExtension
  final EngineComparison engines = new EngineComparison();

  private HttpServer pushingServer(Engine engine, Promise<HttpServerResponse> pushed) throws Exception {
    HttpServer server = engine.server(engines.vertx(), new HttpServerOptions()).requestHandler(request ->
      request.response().push(HttpMethod.GET, "/pushed").onComplete(push -> request.response().end())
        .onComplete(pushed));
    return await(server.listen(0, "localhost"));
  }

  private List<String> refuse(Engine engine, boolean begins, ErrorCode code) throws Exception {
    Events events = new Events(null);
    Promise<HttpServerResponse> pushed = Promise.promise();
    Future<Void> recorded = pushed.future().compose(push -> {
      push.exceptionHandler(failure -> events.add("push failed: " + Described.failure(failure)));
      push.closeHandler(v -> events.last("push closed"));
      return begins ? push.setChunked(true).write("part") : Future.succeededFuture();
    });
    HttpServer server = pushingServer(engine, pushed);
    try (FramePeer client = FramePeer.connect(server.actualPort())) {
      client.handshake();
      client.send(RawFrame.headers(1, true, HpackBlock.get("/")));
      client.expect(FrameType.PUSH_PROMISE, 1);
      await(recorded);
      client.send(RawFrame.rst(2, code));
      await(events.ended());
      assertEquals(200, client.response(1).status());
    }
    await(server.close());
    return events.all();
  }

  @ParameterizedTest
  @EnumSource(value = ErrorCode.class, names = {"CANCEL", "REFUSED_STREAM"})
  void the_response_to_the_push_fails_and_the_other_response_goes_on(ErrorCode code) throws Exception {
    assertEquals(refuse(Engine.VERTX, true, code), refuse(Engine.OURS, true, code));
  }

  /** Under Vert.x's engine the closeHandler is not called, see the guide. */
  @Test
  void a_push_that_is_refused_before_its_response_begins_closes() throws Exception {
    List<String> events = refuse(Engine.OURS, false, ErrorCode.CANCEL);
    assertEquals("push failed: StreamResetException 8", events.get(0));
    assertEquals("push closed", events.get(events.size() - 1));
  }

  /** Under Vert.x's engine it ends the connection, see the guide. */
  @Test
  void a_push_to_a_client_whose_settings_forbid_pushes_fails_and_the_response_goes_on() throws Exception {
    Promise<HttpServerResponse> pushed = Promise.promise();
    HttpServer server = pushingServer(Engine.OURS, pushed);
    try (FramePeer client = FramePeer.connect(server.actualPort())) {
      client.handshake(SettingId.ENABLE_PUSH.id(), 0);
      client.send(RawFrame.headers(1, true, HpackBlock.get("/")));
      assertEquals(200, client.response(1).status());
      String why = await(pushed.future().map("no failure").otherwise(Throwable::getMessage));
      assertTrue(why.contains("ENABLE_PUSH = 0"), why);
    }
    await(server.close());
  }
}
