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
}
