package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

import static io.github.vertxnghttp2.protocol.ConnectionPair.GET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How streams end of which not everything has been sent. */
class StreamEndsTest {
  private static final int MORE_THAN_A_WINDOW = 200_000;
  private static final int RESPONSE_BYTES = 4000;
  /** So many that commands of streams that are gone are dropped. */
  private static final int RESPONSES = 40;

  private ConnectionPair pair = ConnectionPair.open();

  @AfterEach
  void close() {
    pair.close();
  }

  private static void respond(Stream stream, int length) {
    stream.respond(200, new OutboundFields(), false);
    stream.write(Unpooled.directBuffer().writeZero(length), true, null);
  }

  @Test
  void a_response_whose_rest_the_peer_does_not_want_is_not_sent() {
    pair.handler = (stream, head) -> respond(stream, MORE_THAN_A_WINDOW);
    RecordedStream request = pair.request(GET, true);
    request.reading = false;
    pair.exchange();
    assertTrue(pair.requests.get(1).stream.queuedBytes() > 0);
    request.stream.reset((int) ErrorCode.NO_ERROR.code());
    pair.exchange();
    assertEquals(List.of("closed NO_ERROR REMOTE"), pair.requests.get(1).lines);
  }

  @Test
  void a_response_that_is_reset_with_NO_ERROR_before_it_has_left_is_not_sent() {
    pair.handler = (stream, head) -> {
      respond(stream, MORE_THAN_A_WINDOW);
      stream.reset((int) ErrorCode.NO_ERROR.code());
    };
    pair.request(GET, true);
    pair.exchange();
    assertFalse(pair.requests.get(1).lines.contains("sent"), pair.requests.get(1).lines::toString);
  }

  @Test
  void a_malformed_request_is_reset_although_commands_of_streams_that_are_closed_are_dropped() {
    pair.handler = (stream, head) -> respond(stream, RESPONSE_BYTES);
    RecordedStream malformed = pair.request(HeaderList.of(":method", "GET", ":scheme", "http", ":authority",
      "localhost",
      ":path", "/", "host", "another"), true);
    RecordedStream last = null;
    for (int i = 0; i < RESPONSES; i++) {
      last = pair.request(GET, true);
    }
    pair.toServer();
    last.stream.reset(ErrorCode.CANCEL.code());
    pair.toServer();
    pair.exchange();
    assertEquals("closed PROTOCOL_ERROR REMOTE", malformed.lines.get(malformed.lines.size() - 1));
  }

  @Test
  void a_connection_is_idle_when_the_last_request_that_waits_is_reset() {
    pair.close();
    pair = ConnectionPair.open(SettingId.MAX_CONCURRENT_STREAMS.id(), 0);
    RecordedStream waiting = pair.request(GET, true);
    pair.exchange();
    waiting.stream.reset(ErrorCode.CANCEL.code());
    assertEquals(List.of("closed CANCEL LOCAL"), waiting.lines);
    assertTrue(pair.clientEvents.lines.contains("idle"), pair.clientEvents.lines::toString);
  }

  @Test
  void a_response_to_an_upgrade_is_not_counted_as_a_reset() {
    pair.close();
    pair = new ConnectionPair();
    RecordedStream response = new RecordedStream();
    response.stream = pair.client.upgrade(new byte[0], false, response);
    RecordedStream request = new RecordedStream();
    request.stream = pair.server.upgrade(new byte[0], GET, 0);
    request.stream.listener(request);
    request.stream.respond(204, new OutboundFields(), true);
    pair.exchange();
    assertEquals("closed NO_ERROR LIBRARY", response.lines.get(response.lines.size() - 1));
    assertEquals(List.of(), pair.clientEvents.resets);
    assertEquals(List.of(), pair.serverEvents.resets);
  }
}
