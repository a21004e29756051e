package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.concurrent.BlockingQueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How this side ends streams, and endpoints. */
class BusEndTest extends BusStreamCase {

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
    peer.opens(side.serve(), peer.open(form.jsonName(), 100, false));
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

  // --- the end of the endpoint ---

  @Test
  void closing_resets_open_streams_on_both_sides() throws Exception {
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
  void a_stream_to_an_address_without_a_consumer_ends_after_open_has_returned() throws Exception {
    Recorder recorder = new Recorder();
    List<String> before = side.on(() -> {
      recorder.stream = side.endpoint.open("nobody", new JsonObject(), true, FrameForm.JSON, new DeliveryOptions(),
        json -> json, recorder, recorder);
      return List.copyOf(recorder.told);
    });
    assertEquals(List.of(), before);
    recorder.expect("closed", "failure ReplyException");
    side.assertAtRest();
  }

  @Test
  void closing_ends_a_stream_that_was_not_accepted_yet() throws Exception {
    BlockingQueue<Message<JsonObject>> opens = keeps("service");
    Recorder recorder = side.open("service", false, FrameForm.JSON, 600_000);
    Message<JsonObject> open = next(opens);
    ScriptedPeer.await(side.on(side.endpoint::close));
    recorder.expect("reset 8 CLOSED", "closed");
    open.reply(accept(10));
    peer.expectReset(ErrorCode.CANCEL.code());
    side.assertAtRest();
  }
}
