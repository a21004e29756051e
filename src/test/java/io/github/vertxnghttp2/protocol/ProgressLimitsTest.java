package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.frame.SettingId;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** How long a peer may keep this side waiting. The test passes the time as an argument, and does not wait. */
class ProgressLimitsTest {
  private static final int TIMEOUT = 1000;
  private static final ProgressLimits PROGRESS = new ProgressLimits(TIMEOUT, TIMEOUT, 100);
  private static final int LARGE = 100_000;

  private final ConnectionPair pair = ConnectionPair.open(SettingId.INITIAL_WINDOW_SIZE.id(), 1 << 20);
  private final RecordedStream request = pair.request(ConnectionPair.POST, false);

  @AfterEach
  void close() {
    pair.close();
  }

  private void respond(int bytes, boolean ends) {
    pair.exchange();
    Stream stream = pair.requests.get(1).stream;
    stream.respond(200, new OutboundFields(), false);
    stream.write(Unpooled.wrappedBuffer(new byte[bytes]), ends, null);
    pair.exchange();
  }

  private void upload(int bytes) {
    request.stream.write(Unpooled.wrappedBuffer(new byte[bytes]), false, null);
    pair.exchange();
  }

  private List<String> lookAfter(int milliseconds) {
    pair.server.resetStalled(PROGRESS, TimeUnit.MILLISECONDS.toNanos(1 + milliseconds));
    pair.exchange();
    return pair.serverEvents.resets;
  }

  @Test
  void before_the_response_a_request_has_to_send_its_body() {
    pair.exchange();
    assertEquals(List.of(), lookAfter(0));
    assertEquals(List.of(), lookAfter(TIMEOUT));
    assertEquals(List.of("ENHANCE_YOUR_CALM LOCAL"), lookAfter(TIMEOUT + 1));
  }

  @Test
  void a_request_may_be_silent_while_its_response_goes_on() {
    respond(10, false);
    assertEquals(List.of(), lookAfter(0));
    assertEquals(List.of(), lookAfter(10 * TIMEOUT));
  }

  @Test
  void after_the_response_the_request_has_to_end_or_to_go_on() {
    respond(10, true);
    assertEquals(List.of(), lookAfter(0));
    upload(100);
    assertEquals(List.of(), lookAfter(TIMEOUT + 1));
    assertEquals(List.of(), lookAfter(2 * TIMEOUT + 1));
    assertEquals(List.of("NO_ERROR LOCAL"), lookAfter(2 * TIMEOUT + 2));
    assertEquals(List.of("NO_ERROR REMOTE"), pair.clientEvents.resets);
  }

  @Test
  void after_the_response_the_rest_of_the_request_has_to_be_read() {
    respond(10, true);
    RecordedStream reader = pair.requests.get(1);
    reader.reading = false;
    upload(1000);
    assertEquals(List.of(), lookAfter(0));
    reader.stream.consume(100);
    assertEquals(List.of(), lookAfter(TIMEOUT + 1));
    upload(1000);
    assertEquals(List.of("NO_ERROR LOCAL"), lookAfter(2 * TIMEOUT + 2));
  }

  @Test
  void a_body_that_nobody_reads_before_the_response_has_no_limit() {
    pair.exchange();
    pair.requests.get(1).reading = false;
    upload(1000);
    assertEquals(List.of(), lookAfter(0));
    assertEquals(List.of(), lookAfter(10 * TIMEOUT));
  }

  @Test
  void uploaded_bytes_are_no_progress_of_a_response_that_the_peer_does_not_read() {
    request.reading = false; // the window of the response stays shut
    respond(LARGE, true);
    assertEquals(List.of(), lookAfter(0));
    upload(1000);
    assertEquals(List.of("ENHANCE_YOUR_CALM LOCAL"), lookAfter(TIMEOUT + 1));
  }

  // --- responses that wait behind more urgent ones, RFC 9218 ---

  /** Of 400,000 bytes each; the first is more urgent than the second. */
  private static ConnectionPair twoResponses() {
    ConnectionPair scheduled = ConnectionPair.open(SettingId.NO_RFC7540_PRIORITIES.id(), 1);
    scheduled.handler = (stream, head) -> {
      stream.respond(200, new OutboundFields(), false);
      stream.write(Unpooled.wrappedBuffer(new byte[4 * LARGE]), true, null);
    };
    scheduled.client.settings(new int[] {SettingId.INITIAL_WINDOW_SIZE.id(), 1 << 20});
    scheduled.exchange();
    for (String priority : List.of("u=0", "u=7")) {
      scheduled.request(ConnectionPair.GET.copy().add("priority", priority), true).reading = false;
    }
    send(scheduled, 100);
    return scheduled;
  }

  private static void send(ConnectionPair scheduled, int room) {
    scheduled.serverOutput.room = room;
    scheduled.exchange();
  }

  /** Sends one more DATA frame after the look. */
  private static List<String> resets(ConnectionPair scheduled, ProgressLimits limits, int milliseconds) {
    scheduled.server.resetStalled(limits, TimeUnit.MILLISECONDS.toNanos(1 + milliseconds));
    send(scheduled, 100);
    return scheduled.serverEvents.resets;
  }

  @Test
  void a_response_may_wait_as_long_as_a_more_urgent_one_moves() {
    try (ConnectionPair scheduled = twoResponses()) {
      for (int round = 0; round < 4; round++) {
        assertEquals(List.of(), resets(scheduled, PROGRESS, round * (TIMEOUT + 1)));
      }
      assertEquals(0, scheduled.requests.get(3).stream.bytesSent());
    }
  }

  @Test
  void a_response_does_not_wait_if_the_peer_takes_too_few_bytes_for_all() {
    try (ConnectionPair scheduled = twoResponses()) {
      ProgressLimits frameForEach = new ProgressLimits(TIMEOUT, TIMEOUT, 16_000);
      assertEquals(List.of(), resets(scheduled, frameForEach, 0));
      assertEquals(List.of("ENHANCE_YOUR_CALM LOCAL"), resets(scheduled, frameForEach, TIMEOUT + 1));
    }
  }

  @Test
  void a_response_whose_own_window_stays_shut_does_not_wait_for_its_turn() {
    try (ConnectionPair scheduled = ConnectionPair.open(SettingId.NO_RFC7540_PRIORITIES.id(), 1)) {
      scheduled.handler = (stream, head) -> {
        stream.respond(200, new OutboundFields(), false);
        stream.write(Unpooled.wrappedBuffer(new byte[4 * LARGE]), true, null);
      };
      scheduled.request(ConnectionPair.GET.copy().add("priority", "u=7"), true).reading = false;
      RecordedStream urgent = scheduled.request(ConnectionPair.GET.copy().add("priority", "u=0"), true);
      urgent.reading = false;
      scheduled.exchange(); // the windows of both streams are used up
      scheduled.server.resetStalled(PROGRESS, 1);
      urgent.stream.consume(LARGE / 2);
      scheduled.exchange();
      scheduled.server.resetStalled(PROGRESS, TimeUnit.MILLISECONDS.toNanos(TIMEOUT + 1));
      scheduled.exchange();
      assertEquals(List.of("ENHANCE_YOUR_CALM LOCAL"), scheduled.serverEvents.resets);
    }
  }
}
