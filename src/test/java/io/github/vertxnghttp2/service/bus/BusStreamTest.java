package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static io.github.vertxnghttp2.service.bus.ScriptedPeer.MINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** An endpoint against raw messages, by the guide's chapter. */
class BusStreamTest {
  private static final int CREDIT = BusSide.LIMITS.initialCredit();
  private Vertx vertx;
  private BusSide side;
  private ScriptedPeer peer;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    side = new BusSide(vertx, BusSide.LIMITS);
    peer = new ScriptedPeer(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    try {
      ScriptedPeer.await(side.on(side.endpoint::close));
      side.assertAtRest();
    } finally {
      ScriptedPeer.await(vertx.close());
    }
  }

  private Recorder acceptedStream(long credit, boolean end) throws Exception {
    peer.opens(side.serve(), peer.open("json", credit, end));
    return side.nextAccepted();
  }

  /** A service that keeps OPEN, for the script to answer. */
  private BlockingQueue<Message<JsonObject>> keeps(String service) throws Exception {
    BlockingQueue<Message<JsonObject>> opens = new LinkedBlockingQueue<>();
    ScriptedPeer.await(vertx.eventBus().<JsonObject>consumer(service, opens::add).completion());
    return opens;
  }

  private static Message<JsonObject> next(BlockingQueue<Message<JsonObject>> opens) throws InterruptedException {
    Message<JsonObject> open = opens.poll(5, TimeUnit.SECONDS);
    assertNotNull(open, "no OPEN came");
    return open;
  }

  private JsonObject accept(long credit) {
    return new JsonObject().put("type", "ACCEPT").put("address", peer.address).put("stream", MINE).put("credit", credit);
  }

  /** A stream that the endpoint opened and the script accepted. */
  private Recorder openedStream(FrameForm form, boolean end, long credit) throws Exception {
    BlockingQueue<Message<JsonObject>> opens = keeps("service");
    Recorder recorder = side.open("service", end, form, 5_000);
    Message<JsonObject> open = next(opens);
    assertEquals(end, open.body().getBoolean("end"));
    assertEquals(form.word(), open.body().getString("form"));
    assertEquals(CREDIT, open.body().getLong("credit"));
    peer.talksTo(open.body().getString("address"), open.body().getLong("stream"));
    open.reply(accept(credit));
    recorder.expect("accepted");
    return recorder;
  }

  // --- both directions, all frames ---

  @ParameterizedTest
  @EnumSource(FrameForm.class)
  void the_side_that_accepts_speaks_the_form_it_was_asked_for(FrameForm form) throws Exception {
    peer.opens(side.serve(), peer.open(form.word(), 100, true));
    Recorder recorder = side.nextAccepted();
    side.run(() -> {
      recorder.stream.sendHead(103, HttpHeaders.headers().add("link", "a").add("link", "b"), false);
      recorder.stream.sendHead(200, HttpHeaders.headers().add("x", "y"), false);
      recorder.stream.sendData(Buffer.buffer("hello"), false);
      recorder.stream.sendEnd(HttpHeaders.headers().add("t", "1"));
    });
    assertEquals(new JsonObject("{\"link\":[\"a\",\"b\"]}"), peer.expect("HEAD").getJsonObject("headers"));
    JsonObject head = peer.expect("HEAD");
    assertEquals(200, head.getInteger("status"));
    assertFalse(head.containsKey("end"));
    assertEquals("hello", peer.expect("DATA").getBuffer("data").toString());
    assertEquals(new JsonObject().put("t", "1"), peer.expect("END").getJsonObject("trailers"));
    recorder.expect("closed");
    side.assertAtRest();
    assertEquals(1, side.gone.get());
  }

  @ParameterizedTest
  @EnumSource(FrameForm.class)
  void the_side_that_opens_hears_heads_body_and_trailers(FrameForm form) throws Exception {
    Recorder recorder = openedStream(form, false, 100);
    side.run(() -> recorder.stream.sendData(Buffer.buffer("up"), true));
    assertEquals(true, peer.expect("DATA").getBoolean("end"));
    peer.send(peer.frame("HEAD").put("status", 100).put("headers", new JsonObject()));
    peer.send(peer.frame("HEAD").put("status", 200).put("headers", new JsonObject().put("a", "1")));
    peer.data("down").send(peer.frame("END").put("trailers", new JsonObject().put("t", "x")));
    recorder.expect("head 100 {}", "head 200 {\"a\":\"1\"}", "data down", "end {\"t\":\"x\"}", "closed");
    side.assertAtRest();
  }

  @Test
  void head_may_end_the_response() throws Exception {
    Recorder recorder = openedStream(FrameForm.JSON, true, 0);
    peer.send(peer.frame("HEAD").put("status", 204).put("headers", new JsonObject()).put("end", true));
    recorder.expect("head 204 {}", "end {}", "closed");
    side.assertAtRest();
  }

  @Test
  void a_response_may_end_while_the_request_goes_on() throws Exception {
    Recorder recorder = openedStream(FrameForm.JSON, false, 10);
    peer.send(peer.frame("HEAD").put("status", 200).put("end", true));
    recorder.expect("head 200 {}", "end {}");
    side.run(() -> {
      assertTrue(recorder.stream.isWritable());
      recorder.stream.sendData(Buffer.buffer("0123456789"), false);
    });
    peer.expect("DATA");
    peer.credit(5);
    recorder.expect("credit");
    side.run(() -> recorder.stream.sendEnd(HttpHeaders.headers()));
    peer.expect("END");
    recorder.expect("closed");
    side.assertAtRest();
  }

  @Test
  void an_open_that_ends_needs_no_more_from_the_peer() throws Exception {
    Recorder recorder = acceptedStream(0, true);
    side.run(() -> {
      assertTrue(recorder.stream.isRemoteEnded());
      recorder.stream.sendHead(204, HttpHeaders.headers(), true);
    });
    assertEquals(true, peer.expect("HEAD").getBoolean("end"));
    recorder.expect("closed");
    side.assertAtRest();
  }

  // --- credit ---

  @Test
  void credit_says_how_much_may_be_sent_and_adds_up() throws Exception {
    Recorder recorder = acceptedStream(5, false);
    assertEquals(5, side.on(recorder.stream::window));
    peer.credit(3).credit(2);
    recorder.expect("credit", "credit");
    assertEquals(10, side.on(recorder.stream::window));
    side.run(() -> {
      recorder.stream.sendHead(200, HttpHeaders.headers(), false);
      recorder.stream.sendData(Buffer.buffer("0123456789"), false);
      assertEquals(0, recorder.stream.window());
    });
    peer.credit((1L << 53) - 1);
    recorder.expect("credit");
    assertEquals(16_384, side.on(recorder.stream::window), "no frame is larger than maxChunkSize");
    peer.credit(1);
    recorder.expect("reset 3 VIOLATION", "closed");
  }

  @Test
  void as_much_is_granted_as_was_consumed_and_not_before() throws Exception {
    Recorder recorder = acceptedStream(0, false);
    for (int i = 0; i < 4; i++) {
      peer.data("x".repeat(16_384));
    }
    for (int i = 0; i < 4; i++) {
      recorder.expect("data " + "x".repeat(16_384));
    }
    peer.expectNothing();
    side.run(() -> recorder.stream.consumed(CREDIT));
    assertEquals(CREDIT, peer.expect("CREDIT").getLong("credit"));
    peer.data("y".repeat(CREDIT)).send(peer.frame("END"));
    recorder.expect("data " + "y".repeat(CREDIT), "end {}");
    side.run(() -> recorder.stream.consumed(CREDIT));
    peer.expectNothing(); // nothing comes any more
  }

  @Test
  void data_beyond_credit_resets() throws Exception {
    Recorder recorder = acceptedStream(0, false);
    peer.data("x".repeat(CREDIT));
    recorder.expect("data " + "x".repeat(CREDIT));
    peer.data("y");
    peer.expectReset(ErrorCode.FLOW_CONTROL_ERROR.code());
    recorder.expect("reset 3 VIOLATION", "closed");
    side.assertAtRest();
  }

  @Test
  void data_of_more_than_65536_bytes_resets() throws Exception {
    BusSide wide = new BusSide(vertx, new BusLimits(1 << 20, 16_384, 20, 5_000, 100));
    peer.opens(wide.serve(), peer.open("json", 0, false));
    peer.data("x".repeat(65_537));
    peer.expectReset(ErrorCode.FLOW_CONTROL_ERROR.code());
    wide.nextAccepted().expect("reset 3 VIOLATION", "closed");
    wide.assertAtRest();
  }

  // --- sequence ---

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 4_294_967_295L})
  void a_gap_or_a_repeat_resets(long seq) throws Exception {
    Recorder recorder = acceptedStream(0, false);
    peer.data("a").data("b");
    peer.send(peer.frame("DATA").put("data", "YQ").put("seq", seq));
    recorder.expect("data a", "data b", "reset 1 VIOLATION", "closed");
    peer.expectReset(ErrorCode.PROTOCOL_ERROR.code());
    side.assertAtRest();
  }

  @Test
  void credit_is_numbered_too() throws Exception {
    Recorder recorder = acceptedStream(0, false);
    peer.credit(1).send(peer.frame("CREDIT").put("credit", 1).put("seq", 0));
    recorder.expect("credit", "reset 1 VIOLATION", "closed");
    peer.expectReset(ErrorCode.PROTOCOL_ERROR.code());
  }

  @Test
  void the_number_of_a_reset_is_not_looked_at() throws Exception {
    Recorder recorder = acceptedStream(0, false);
    peer.send(peer.frame("RESET").put("code", 4_294_967_295L).put("seq", 77));
    recorder.expect("reset 4294967295 PEER", "closed");
    peer.expectNothing();
    side.assertAtRest();
  }

  // --- order of frames ---

  @ParameterizedTest
  @ValueSource(strings = {"{\"type\":\"DATA\",\"data\":\"YQ\"}", "{\"type\":\"END\"}", "{\"type\":\"HEAD\",\"status\":200}"})
  void a_frame_after_the_end_resets(String late) throws Exception {
    Recorder recorder = acceptedStream(10, false);
    peer.send(peer.frame("DATA").put("data", "YQ").put("end", true));
    peer.send(peer.frame("CREDIT").put("credit", 1));
    recorder.expect("data a", "end {}", "credit");
    peer.send(peer.frame("x").mergeIn(new JsonObject(late)));
    peer.expectReset(ErrorCode.STREAM_CLOSED.code());
    recorder.expect("reset 5 VIOLATION", "closed");
    side.assertAtRest();
  }

  @Test
  void a_head_from_the_side_that_opened_resets() throws Exception {
    Recorder recorder = acceptedStream(0, false);
    peer.send(peer.frame("HEAD").put("status", 200));
    peer.expectReset(ErrorCode.PROTOCOL_ERROR.code());
    recorder.expect("reset 1 VIOLATION", "closed");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"DATA|", "END|", "HEAD100END|", "HEAD200|HEAD200", "HEAD200|HEAD100"})
  void a_response_in_the_wrong_order_resets(String first, String second) throws Exception {
    Recorder recorder = openedStream(FrameForm.JSON, false, 0);
    peer.send(ofResponse(first));
    if (second != null) {
      recorder.expect("head 200 {}");
      peer.send(ofResponse(second));
    }
    recorder.expect("reset 1 VIOLATION", "closed");
    peer.expectReset(ErrorCode.PROTOCOL_ERROR.code());
    side.assertAtRest();
  }

  private JsonObject ofResponse(String name) {
    return switch (name) {
      case "DATA" -> peer.frame("DATA").put("data", "YQ");
      case "END" -> peer.frame("END");
      case "HEAD100END" -> peer.frame("HEAD").put("status", 100).put("end", true);
      case "HEAD100" -> peer.frame("HEAD").put("status", 100);
      default -> peer.frame("HEAD").put("status", 200);
    };
  }

  // --- what is malformed ---

  @Test
  void a_malformed_frame_resets_the_stream_that_it_names_and_fails_if_asked() throws Exception {
    Recorder recorder = acceptedStream(0, false);
    ReplyException failure = peer.refused(peer.frame("CREDIT").put("credit", 0));
    assertEquals(400, failure.failureCode());
    assertTrue(failure.getMessage().startsWith("credit is 0"), failure.getMessage());
    peer.expectReset(ErrorCode.PROTOCOL_ERROR.code());
    recorder.expect("reset 1 VIOLATION", "closed");
    side.assertAtRest();
  }

  @Test
  void a_malformed_frame_of_bytes_resets_too() throws Exception {
    peer.opens(side.serve(), peer.open("buffer", 0, false));
    Recorder recorder = side.nextAccepted();
    long stream = side.on(() -> recorder.stream.id());
    assertEquals(400, peer.refused(Buffer.buffer().appendInt(0x04000000).appendInt(0).appendLong(stream)).failureCode());
    peer.expectReset(ErrorCode.PROTOCOL_ERROR.code());
    recorder.expect("reset 1 VIOLATION", "closed");
  }

  @Test
  void what_names_no_stream_is_dropped_with_code_400() throws Exception {
    Recorder recorder = acceptedStream(0, false);
    long stream = side.on(() -> recorder.stream.id());
    for (Object body : new Object[]{"text", 7, Buffer.buffer("short"), new JsonObject(), new JsonObject().put("type", "PING"),
      new JsonObject().put("type", "DATA").put("stream", "x"),
      new JsonObject().put("type", "DATA").put("stream", stream + 0.5)}) {
      assertEquals(400, peer.refused(body).failureCode(), body::toString);
    }
    assertEquals(400, peer.refused(null).failureCode());
    peer.expectNothing();
    peer.data("still there");
    recorder.expect("data still there");
  }

  @Test
  void a_frame_for_a_stream_that_is_gone_or_never_was_fails_with_404_if_asked() throws Exception {
    Recorder recorder = acceptedStream(0, false);
    peer.reset(8);
    recorder.expect("reset 8 PEER", "closed");
    assertEquals(404, peer.refused(peer.frame("DATA").put("data", "YQ")).failureCode());
    assertEquals(404, peer.refused(peer.frame("RESET").put("code", 0).put("stream", 1)).failureCode());
    peer.expectNothing();
  }

  // --- reset from this side ---

  @Test
  void a_reset_is_sent_once_and_is_the_last_frame() throws Exception {
    Recorder recorder = acceptedStream(100, false);
    side.run(() -> {
      recorder.stream.sendHead(200, HttpHeaders.headers(), false);
      recorder.stream.reset(11, "why not");
      recorder.stream.reset(8, "again");
      recorder.stream.sendData(Buffer.buffer("x"), false);
      recorder.stream.sendEnd(HttpHeaders.headers());
      recorder.stream.consumed(1_000_000);
    });
    peer.expect("HEAD");
    assertEquals("why not", peer.expectReset(11).getString("reason"));
    recorder.expect("closed");
    peer.expectNothing();
    side.assertAtRest();
  }

  @ParameterizedTest
  @EnumSource(FrameForm.class)
  void a_reset_needs_no_reason(FrameForm form) throws Exception {
    peer.opens(side.serve(), peer.open(form.word(), 100, false));
    Recorder recorder = side.nextAccepted();
    side.run(() -> recorder.stream.reset(2, null));
    peer.expectReset(2);
    recorder.expect("closed");
    side.assertAtRest();
  }

  @Test
  void a_reset_after_both_directions_ended_is_not_sent() throws Exception {
    Recorder recorder = acceptedStream(100, true);
    side.run(() -> {
      recorder.stream.sendHead(200, HttpHeaders.headers(), true);
      recorder.stream.reset(8, "late");
    });
    peer.expect("HEAD");
    peer.expectNothing();
  }

  @Test
  void a_listener_that_throws_resets_the_stream_and_leaves_nothing() throws Exception {
    Recorder recorder = acceptedStream(100, false);
    recorder.onData = () -> {
      throw new IllegalStateException("broken on purpose");
    };
    peer.data("a");
    recorder.expect("data a", "reset 2 CLOSED", "closed");
    peer.expectReset(ErrorCode.INTERNAL_ERROR.code());
    side.assertAtRest();
  }

  // --- opening ---

  @ParameterizedTest
  @ValueSource(strings = {"{\"form\":\"xml\"}", "{\"form\":7}", "{\"form\":null}", "{\"address\":null}", "{\"address\":{}}", "{\"address\":\"nghttp2.client\"}",
    "{\"stream\":0}", "{\"stream\":\"1\"}", "{\"credit\":-1}", "{\"credit\":null}", "{\"credit\":9007199254740992}",
    "{\"end\":\"yes\"}", "{\"end\":0}"})
  void a_malformed_open_fails_with_400_and_leaves_nothing(String wrong) throws Exception {
    String service = side.serve();
    JsonObject open = peer.open("json", 0, false).mergeIn(new JsonObject(wrong));
    ReplyException failure = (ReplyException) assertThrows(java.util.concurrent.ExecutionException.class,
      () -> ScriptedPeer.await(vertx.eventBus().request(service, open))).getCause();
    assertEquals(400, failure.failureCode());
    side.assertAtRest();
    assertEquals(0, side.on(side.endpoint::openStreams));
  }

  @Test
  void end_may_be_missing_in_open() throws Exception {
    JsonObject open = peer.open("json", 0, false);
    open.remove("end");
    peer.opens(side.serve(), open);
    assertFalse(side.on(() -> side.nextAccepted().stream.isRemoteEnded()));
  }

  @Test
  void numbers_of_streams_are_not_to_be_guessed() throws Exception {
    String service = side.serve();
    long[] numbers = new long[20];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = ScriptedPeer.await(vertx.eventBus().<JsonObject>request(service, peer.open("json", 0, false))).body()
        .getLong("stream");
      assertTrue(numbers[i] >= 1 && numbers[i] <= (1L << 53) - 1);
    }
    assertTrue(java.util.Arrays.stream(numbers).filter(number -> number > 1L << 40).count() > 10);
    assertEquals(20, side.on(side.endpoint::openStreams));
    assertTrue(side.endpoint.address().startsWith("nghttp2.streams."));
  }

  @Test
  void a_refusal_is_told_with_its_code() throws Exception {
    BlockingQueue<Message<JsonObject>> opens = keeps("service");
    Recorder recorder = side.open("service", false, FrameForm.BUFFER, 5_000);
    next(opens).fail(503, "too many");
    recorder.expect("closed", "failure ReplyException");
    assertEquals(503, ((ReplyException) recorder.refused).failureCode());
    side.assertAtRest();
  }

  @Test
  void nobody_there_is_a_refusal() throws Exception {
    Recorder recorder = side.open("nobody", false, FrameForm.BUFFER, 5_000);
    recorder.expect("closed", "failure ReplyException");
    side.assertAtRest();
  }

  @Test
  void a_whole_answer_instead_of_a_stream_is_told() throws Exception {
    BlockingQueue<Message<JsonObject>> opens = keeps("service");
    Recorder recorder = side.open("service", false, FrameForm.BUFFER, 5_000);
    next(opens).reply("whole");
    recorder.expect("closed", "answer whole");
    side.assertAtRest();
  }

  @Test
  void who_accepts_late_gets_a_reset() throws Exception {
    BlockingQueue<Message<JsonObject>> opens = keeps("service");
    Recorder recorder = side.open("service", false, FrameForm.BUFFER, 50);
    Message<JsonObject> open = next(opens);
    recorder.expect("closed", "timeout 50");
    side.assertAtRest();
    open.reply(accept(10));
    peer.expectReset(ErrorCode.CANCEL.code());
    side.assertAtRest();
  }

  @Test
  void who_gave_up_before_the_acceptance_sends_a_reset_then() throws Exception {
    BlockingQueue<Message<JsonObject>> opens = keeps("service");
    Recorder recorder = side.open("service", false, FrameForm.JSON, 5_000);
    Message<JsonObject> open = next(opens);
    side.run(() -> recorder.stream.reset(8, "client is gone"));
    recorder.expect("closed");
    open.reply(accept(10));
    peer.expectReset(ErrorCode.CANCEL.code());
    side.assertAtRest();
  }

  @Test
  void an_acceptance_that_is_malformed_is_a_failure_and_resets_what_it_names() throws Exception {
    BlockingQueue<Message<JsonObject>> opens = keeps("service");
    Recorder recorder = side.open("service", false, FrameForm.JSON, 5_000);
    next(opens).reply(accept(10).put("credit", "much"));
    recorder.expect("closed", "failure MalformedMessageException");
    peer.expectReset(ErrorCode.PROTOCOL_ERROR.code());
    side.assertAtRest();
  }

  @Test
  void the_options_of_the_caller_stay_as_they_are() throws Exception {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(1_000);
    Recorder recorder = new Recorder();
    side.run(() -> side.endpoint.open("nobody", new JsonObject(), true, FrameForm.JSON, options, json -> json, recorder,
      recorder));
    recorder.expect("closed", "failure ReplyException");
    assertEquals(1_000, options.getSendTimeout());
  }

  // --- the end of the endpoint ---

  @Test
  void closing_resets_what_is_open_on_both_sides() throws Exception {
    Recorder recorder = acceptedStream(0, false);
    ScriptedPeer.await(side.on(side.endpoint::close));
    peer.expectReset(ErrorCode.CANCEL.code());
    recorder.expect("reset 8 CLOSED", "closed");
    assertTrue(side.on(side.endpoint::isFull));
    ScriptedPeer.await(side.on(side.endpoint::close));
    side.assertAtRest();
    assertEquals(io.vertx.core.eventbus.ReplyFailure.NO_HANDLERS, peer.refused(peer.frame("END")).failureType());
  }

  @Test
  void a_stream_that_nobody_accepted_yet_is_told_of_the_close() throws Exception {
    BlockingQueue<Message<JsonObject>> opens = keeps("service");
    Recorder recorder = side.open("service", false, FrameForm.JSON, 5_000);
    Message<JsonObject> open = next(opens);
    ScriptedPeer.await(side.on(side.endpoint::close));
    recorder.expect("reset 8 CLOSED", "closed");
    open.reply(accept(10));
    peer.expectReset(ErrorCode.CANCEL.code());
    side.assertAtRest();
  }

  // --- liveness ---

  @Test
  void ping_is_answered_without_any_stream() throws Exception {
    peer.talksTo(side.endpoint.address(), 1).expectNothing();
  }

  @Test
  void a_peer_with_streams_is_asked_and_one_without_is_not() throws Exception {
    Recorder recorder = acceptedStream(10, true);
    assertTrue(peer.pings.tryAcquire(3, 5, TimeUnit.SECONDS));
    side.run(() -> recorder.stream.sendHead(204, HttpHeaders.headers(), true));
    side.assertAtRest();
  }

  @Test
  void a_peer_whose_consumer_is_gone_is_lost_at_once() throws Exception {
    Recorder one = acceptedStream(0, false);
    peer.opens(side.serve(), peer.open("buffer", 0, false).put("stream", 9));
    Recorder two = side.nextAccepted();
    long before = System.nanoTime();
    peer.vanish();
    one.expect("reset 10 LOST", "closed");
    two.expect("reset 10 LOST", "closed");
    assertTrue(System.nanoTime() - before < 3_000_000_000L, "that is sooner than pingTimeout");
    side.assertAtRest();
    assertEquals(2, side.gone.get());
  }

  @Test
  void a_frame_to_a_peer_that_is_gone_finds_out_without_ping() throws Exception {
    BusSide slow = new BusSide(vertx, new BusLimits(65_536, 16_384, 60_000, 60_000, 100));
    peer.opens(slow.serve(), peer.open("json", 100, false));
    Recorder recorder = slow.nextAccepted();
    peer.vanish();
    slow.run(() -> {
      recorder.stream.sendHead(200, HttpHeaders.headers(), false);
      recorder.stream.sendData(Buffer.buffer("x"), true);
    });
    recorder.expect("reset 10 LOST", "closed");
    slow.assertAtRest();
  }

  @Test
  void a_peer_that_is_silent_is_lost_after_ping_timeout() throws Exception {
    BusSide strict = new BusSide(vertx, new BusLimits(65_536, 16_384, 20, 100, 100));
    peer.answersPings = false;
    peer.opens(strict.serve(), peer.open("json", 0, false));
    Recorder recorder = strict.nextAccepted();
    recorder.expect("reset 10 LOST", "closed");
    assertTrue(peer.pings.availablePermits() >= 1);
    assertTrue(recorder.reset.reason().contains("pingTimeout"), recorder.reset.reason());
    strict.assertAtRest();
  }

  @Test
  void a_peer_that_answers_outlives_ping_timeout() throws Exception {
    BusSide strict = new BusSide(vertx, new BusLimits(65_536, 16_384, 10, 60, 100));
    peer.opens(strict.serve(), peer.open("json", 0, false));
    Recorder recorder = strict.nextAccepted();
    BlockingQueue<Long> late = new LinkedBlockingQueue<>();
    vertx.setTimer(600, late::add);
    assertNotNull(late.poll(5, TimeUnit.SECONDS));
    assertTrue(peer.pings.availablePermits() > 3);
    peer.data("alive");
    recorder.expect("data alive");
    ScriptedPeer.await(strict.on(strict.endpoint::close));
    strict.assertAtRest();
  }

  @Test
  void a_foreign_token_does_not_keep_a_peer_alive() throws Exception {
    BusSide strict = new BusSide(vertx, new BusLimits(65_536, 16_384, 20, 100, 100));
    peer.answersPings = false;
    peer.opens(strict.serve(), peer.open("json", 0, false));
    Recorder recorder = strict.nextAccepted();
    long timer = vertx.setPeriodic(5, id -> peer.send(new JsonObject().put("type", "PONG").put("token", "guessed")));
    recorder.expect("reset 10 LOST", "closed");
    vertx.cancelTimer(timer);
  }
}
