package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.BlockingQueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How streams are opened, and how opening fails. */
class BusOpeningTest extends BusStreamCase {

  @ParameterizedTest
  @ValueSource(strings = {"{\"form\":\"xml\"}", "{\"form\":7}", "{\"form\":null}", "{\"address\":null}",
    "{\"address\":{}}", "{\"address\":\"nghttp2.client\"}",
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
    assertTrue(side.endpoint.address().startsWith("nghttp2.node."));
  }

  @Test
  void a_failed_open_reports_its_code() throws Exception {
    BlockingQueue<Message<JsonObject>> opens = keeps("service");
    Recorder recorder = side.open("service", false, FrameForm.BUFFER, 600_000);
    next(opens).fail(503, "too many");
    recorder.expect("closed", "failure ReplyException");
    assertEquals(503, ((ReplyException) recorder.refused).failureCode());
    side.assertAtRest();
  }

  @Test
  void an_open_without_a_consumer_fails() throws Exception {
    Recorder recorder = side.open("nobody", false, FrameForm.BUFFER, 600_000);
    recorder.expect("closed", "failure ReplyException");
    side.assertAtRest();
  }

  @Test
  void a_whole_response_in_place_of_accept_is_reported() throws Exception {
    BlockingQueue<Message<JsonObject>> opens = keeps("service");
    Recorder recorder = side.open("service", false, FrameForm.BUFFER, 600_000);
    next(opens).reply("whole");
    recorder.expect("closed", "reply whole");
    side.assertAtRest();
  }

  @Test
  void a_late_accept_gets_a_reset() throws Exception {
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
  void a_side_that_gave_up_before_accept_resets_the_stream_when_accept_comes() throws Exception {
    BlockingQueue<Message<JsonObject>> opens = keeps("service");
    Recorder recorder = side.open("service", false, FrameForm.JSON, 600_000);
    Message<JsonObject> open = next(opens);
    side.run(() -> recorder.stream.reset(8, "client is gone"));
    recorder.expect("closed");
    open.reply(accept(10));
    peer.expectReset(ErrorCode.CANCEL.code());
    side.assertAtRest();
  }

  @Test
  void a_malformed_accept_fails_and_resets_the_stream_that_it_names() throws Exception {
    BlockingQueue<Message<JsonObject>> opens = keeps("service");
    Recorder recorder = side.open("service", false, FrameForm.JSON, 600_000);
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
}
