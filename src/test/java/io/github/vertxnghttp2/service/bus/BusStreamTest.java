package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Frames in both directions, their credit and their sequence. */
class BusStreamTest extends BusStreamCase {

  // --- both directions, all frames ---

  @ParameterizedTest
  @EnumSource(FrameForm.class)
  void the_accepting_side_sends_frames_in_the_form_that_open_names(FrameForm form) throws Exception {
    peer.opens(side.serve(), peer.open(form.jsonName(), 100, true));
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
  void the_opening_side_receives_heads_body_and_trailers(FrameForm form) throws Exception {
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
    BusSide wide = new BusSide(vertx, BusSide.settings(1 << 20, 16_384, 20, 600_000, 100));
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
}
