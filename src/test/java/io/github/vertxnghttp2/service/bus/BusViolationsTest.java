package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a peer must not send. */
class BusViolationsTest extends BusStreamCase {

  // --- order of frames ---

  @ParameterizedTest
  @ValueSource(strings = {"{\"type\":\"DATA\",\"data\":\"YQ\"}", "{\"type\":\"END\"}",
    "{\"type\":\"HEAD\",\"status\":200}"})
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
  void a_malformed_frame_resets_its_stream_and_fails_a_message_with_a_reply_address() throws Exception {
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
    assertEquals(400, peer.refused(Buffer.buffer().appendInt(0x04000000).appendInt(0).appendLong(stream))
      .failureCode());
    peer.expectReset(ErrorCode.PROTOCOL_ERROR.code());
    recorder.expect("reset 1 VIOLATION", "closed");
  }

  @Test
  void what_names_no_stream_is_dropped_with_code_400() throws Exception {
    Recorder recorder = acceptedStream(0, false);
    long stream = side.on(() -> recorder.stream.id());
    for (Object body : new Object[]{"text", 7, Buffer.buffer("short"), new JsonObject(), new JsonObject().put("type",
      "PING"), new JsonObject().put("type", "DATA").put("stream", "x"),
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
}
