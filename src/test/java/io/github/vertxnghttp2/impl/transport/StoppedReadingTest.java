package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.impl.limits.ConnectionTimeouts;
import io.github.vertxnghttp2.impl.limits.TotalUnreadBytes;
import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A peer that does not read and keeps sending requests. */
class StoppedReadingTest {
  /** The bytes that may wait to be sent: the limit, and what a few more frames can request. */
  private static final int WAITING_MAX = 400 << 10;
  private static final int FILLING = 200_000;
  private static final int RESPONSE = 4000;
  private static final int SEND_TIMEOUT = 2000;
  private static final int KEEP_ALIVE = 1000;

  private final Http2Options options = new Http2Options().setSendTimeout(SEND_TIMEOUT).setKeepAliveInterval(KEEP_ALIVE)
    .setKeepAliveTimeout(KEEP_ALIVE);
  private final ServedRequests server = new ServedRequests(options);
  private final List<LimitReached> limits = new ArrayList<>();

  @AfterEach
  void close() {
    server.close();
  }

  private void fillTheSocket() {
    server.length = FILLING;
    server.channel.allow(0);
    server.get(1);
    server.length = RESPONSE;
  }

  private static RawFrame get(int stream) {
    return RawFrame.headers(stream, true, HpackBlock.get("/"));
  }

  /** @return the stream after the last */
  private int askAndReset(int first, int times) {
    RawFrame[] frames = new RawFrame[2 * times];
    for (int i = 0; i < times; i++) {
      frames[2 * i] = get(first + 2 * i);
      frames[2 * i + 1] = RawFrame.rst(first + 2 * i, ErrorCode.CANCEL);
    }
    server.receive(frames);
    return first + 2 * times;
  }

  @Test
  void responses_of_streams_that_were_reset_are_dropped() {
    fillTheSocket();
    askAndReset(3, 900);
    assertTrue(server.connection.commandBytes() < WAITING_MAX, server.connection.commandBytes() + " bytes of commands");
    assertTrue(server.channel.config().isAutoRead());
  }

  @Test
  void nothing_is_read_while_too_many_responses_wait_and_everything_after_they_have_left() {
    fillTheSocket();
    RawFrame[] frames = new RawFrame[90];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = get(2 * i + 3);
    }
    server.receive(frames);
    assertFalse(server.channel.config().isAutoRead());
    assertTrue(server.connection.commandBytes() < WAITING_MAX, server.connection.commandBytes() + " bytes of commands");
    assertTrue(server.connection.openStreams() < 91);
    server.channel.allow(Long.MAX_VALUE);
    assertTrue(server.channel.config().isAutoRead());
    assertEquals(91, server.told.stream().filter(line -> line.startsWith("closed")).count(), server.told::toString);
  }

  @Test
  void a_peer_that_is_not_read_from_is_ended_by_sendTimeout_and_not_by_keep_alive() {
    fillTheSocket();
    RawFrame[] frames = new RawFrame[90];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = get(2 * i + 3);
    }
    server.receive(frames);
    ConnectionTimeouts timeouts = new ConnectionTimeouts(server.connection, server.driver, options, 0, 0,
      new TotalUnreadBytes(0), limits::add);
    long now = System.nanoTime();
    for (int i = 0; i < 10 && limits.isEmpty(); i++) {
      timeouts.check(now);
      now += TimeUnit.MILLISECONDS.toNanos(SEND_TIMEOUT / 4);
    }
    assertEquals(1, limits.size(), limits::toString);
    assertEquals(Limit.SEND_TIMEOUT, limits.get(0).limit());
    assertEquals(List.of((long) ErrorCode.ENHANCE_YOUR_CALM.code()), server.goAwaysSent);
    assertTrue(server.ends.get(0).contains("sendTimeout = " + SEND_TIMEOUT), server.ends::toString);
    timeouts.end();
  }
}
