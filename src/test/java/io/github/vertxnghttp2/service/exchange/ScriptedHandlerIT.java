package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.github.vertxnghttp2.service.bus.ScriptedPeer;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Handlers of streaming routes that do not go the usual way: no client is left waiting, and no place is lost. */
class ScriptedHandlerIT extends ServerVerticleCase {
  private static final int SIZE = 3 << 20;
  private static final long CREDIT = 64 << 10;

  private final BlockingQueue<Message<JsonObject>> opens = new LinkedBlockingQueue<>();
  private ScriptedPeer peer;

  @BeforeEach
  void listen() throws Exception {
    peer = new ScriptedPeer(vertx);
    handle("scripted", opens::add);
  }

  private void serveScripted(long timeout) {
    serve(route("/*", "scripted").put("mode", "stream").put("form", "json").put("timeout", timeout).put("concurrency",
      1)
      .put("queue", 0));
  }

  private Message<JsonObject> nextOpen() throws InterruptedException {
    Message<JsonObject> open = opens.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(open, "no OPEN came");
    peer.talksTo(open.body().getString("address"), open.body().getLong("stream"));
    return open;
  }

  private JsonObject accept(long credit) {
    return new JsonObject().put("type", "ACCEPT").put("version", 2).put("address", peer.address)
      .put("stream", ScriptedPeer.MINE).put("credit", credit);
  }

  private JsonObject head() {
    return peer.frame("HEAD").put("status", 200).put("headers", new JsonObject());
  }

  private int busStreams() {
    return await(vertx.eventBus().<JsonObject>request("nghttp2.server.routes", new JsonObject(), headers("action",
      "stats")))
      .body().getInteger("busStreams");
  }

  /** The route has its one place again. */
  private void assertServes(ClientSession session) throws Exception {
    peer = new ScriptedPeer(vertx);
    Future<ClientResponse> response = session.get("/again").send();
    nextOpen().reply(accept(CREDIT));
    peer.send(head().put("end", true));
    assertEquals(200, await(response).status());
    assertEquals(0, busStreams());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void an_ACCEPT_of_another_version_is_reset_and_the_log_says_what_this_end_has(int version) throws Exception {
    serveScripted(60_000);
    Future<ClientResponse> response = connect().get("/").send();
    JsonObject accept = accept(CREDIT).put("version", version);
    if (version == 0) {
      accept.remove("version");
    }
    nextOpen().reply(accept);
    JsonObject reset = peer.expectReset(ErrorCode.PROTOCOL_ERROR.code());
    String text = (version == 0 ? "version is missing, which means 1" : "version is " + version)
      + "; this end has version 2 of streams over the event bus, and the other end needs it, too";
    assertEquals(text, reset.getString("reason"));
    assertEquals(500, await(response).status());
    assertTrue(log.line("the handler at scripted failed").contains(text));
  }

  enum End {
    FAILURE(open -> open.fail(409, "no")),
    WHOLE_REPLY(open -> open.reply(new JsonObject().put("status", 201))),
    MALFORMED_ACCEPT(open -> open.reply(new JsonObject().put("type", "ACCEPT").put("version", 2).put("credit", -1))),
    SILENCE(open -> { });

    private final Consumer<Message<JsonObject>> reply;

    End(Consumer<Message<JsonObject>> reply) {
      this.reply = reply;
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_response_that_has_begun_is_reset_when_the_stream_does_not_come_about(End end) throws Exception {
    serveScripted(end == End.SILENCE ? 3_000 : 60_000);
    ClientSession session = connect();
    Future<ClientResponse> response = session.get("/").send();
    Message<JsonObject> open = nextOpen();
    peer.send(head());
    ClientResponse begun = await(response);
    assertEquals(200, begun.status());
    end.reply.accept(open);
    StreamClosedException failure = assertThrows(StreamClosedException.class, () -> await(begun.body()));
    assertEquals(ErrorCode.INTERNAL_ERROR, failure.errorCode());
    assertServes(session);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void a_handler_that_accepts_and_does_not_respond_to_the_whole_request_is_given_up(int length) throws Exception {
    serveScripted(3_000);
    ClientSession session = connect();
    ClientRequest request = session.post("/");
    request.end(Buffer.buffer(new byte[length]));
    nextOpen().reply(accept(CREDIT));
    if (length > 0) {
      peer.expect("DATA");
    }
    assertEquals(504, await(request.response()).status());
    peer.expectReset(ErrorCode.CANCEL.code());
    assertServes(session);
  }

  @Test
  void a_response_that_has_ended_before_the_stream_is_refused_is_whole() throws Exception {
    serveScripted(60_000);
    ClientSession session = connect();
    ClientRequest request = session.post("/");
    Future<Void> written = request.end(Buffer.buffer(new byte[SIZE]));
    Message<JsonObject> open = nextOpen();
    peer.send(head().put("end", true));
    assertEquals(200, await(request.response()).status());
    open.fail(409, "no");
    await(written.transform(done -> Future.succeededFuture())); // whichever way: it does not wait for ever
    assertServes(session);
  }

  @Test
  void the_upload_to_a_handler_that_breaks_the_protocol_is_discarded() throws Exception {
    serveScripted(60_000);
    ClientSession session = connect();
    ClientRequest request = session.post("/");
    Future<Void> written = request.end(Buffer.buffer(new byte[SIZE]));
    nextOpen().reply(accept(CREDIT));
    peer.expect("DATA");
    peer.send(peer.frame("CREDIT").put("seq", 7).put("credit", 1));
    assertEquals(500, await(request.response()).status());
    await(written.transform(done -> Future.succeededFuture()));
    assertServes(session);
  }

  @Test
  void a_handler_that_has_responded_and_reads_no_more_learns_that_the_client_has_reset() throws Exception {
    serveScripted(60_000);
    ClientSession session = connect();
    ClientRequest request = session.post("/");
    request.write(Buffer.buffer(new byte[(int) (2 * CREDIT)]));
    nextOpen().reply(accept(1));
    peer.expect("DATA");
    peer.send(head().put("end", true));
    assertEquals(200, await(request.response()).status());
    request.reset(ErrorCode.CANCEL);
    peer.expectReset(ErrorCode.CANCEL.code());
    assertServes(session);
  }
}
