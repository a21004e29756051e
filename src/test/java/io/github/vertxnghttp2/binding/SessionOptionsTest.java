package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.Nghttp2.Capability;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The options of the library have an effect. */
class SessionOptionsTest {
  private static final HeaderList GET =
    HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/");

  private SessionPair pair;

  @AfterEach
  void close() {
    pair.close();
  }

  private void open(SessionOptions client, SessionOptions server, int... serverSettings) {
    pair = new SessionPair(client, server, serverSettings);
    pair.client.events.takeLines();
    pair.server.events.takeLines();
  }

  /** Lets the server read frames as they are. */
  private void receive(RawFrame... frames) {
    pair.server.receive(frames);
  }

  private static RawFrame headersWithoutEnd(int streamId) {
    return RawFrame.unknown(1, 1, streamId, HpackBlock.get("/"));
  }

  @Test
  void too_many_continuations_end_the_connection() {
    assumeTrue(Nghttp2.capabilities().contains(Capability.MAX_CONTINUATIONS));
    open(new SessionOptions(), new SessionOptions().setMaxContinuations(2));
    byte[] nothing = {};
    receive(headersWithoutEnd(1), RawFrame.continuation(1, false, nothing), RawFrame.continuation(1, true, nothing));
    assertEquals(List.of("headers 1 REQUEST end"), pair.server.events.takeLines());
    SessionException e = assertThrows(SessionException.class, () -> receive(headersWithoutEnd(3),
      RawFrame.continuation(3, false, nothing), RawFrame.continuation(3, false, nothing),
      RawFrame.continuation(3, true, nothing)));
    assertEquals("TOO_MANY_CONTINUATIONS", LibraryError.nameOf(e.libraryError()));
  }

  @Test
  void too_many_resets_end_the_connection() {
    assumeTrue(Nghttp2.capabilities().contains(Capability.STREAM_RESET_RATE_LIMIT));
    open(new SessionOptions(), new SessionOptions().setStreamResetRateLimit(5, 1));
    for (int i = 0; i < 20; i++) {
      int id = pair.client.session.submitRequest(GET, false);
      pair.exchange();
      pair.client.session.submitRstStream(id, 8);
      pair.exchange();
    }
    assertTrue(pair.client.events.lines.stream().anyMatch(line -> line.matches("goaway \\d+ INTERNAL_ERROR .*")),
      pair.client.events.lines::toString);
  }

  @Test
  void too_many_settings_in_a_frame_end_the_connection() {
    open(new SessionOptions(), new SessionOptions().setMaxSettings(2));
    receive(RawFrame.settings(0x11, 1, 0x12, 1));
    assertEquals(List.of("settings [17, 1, 18, 1]"), pair.server.events.takeLines());
    receive(RawFrame.settings(0x11, 1, 0x12, 1, 0x13, 1));
    pair.exchange();
    assertTrue(pair.client.events.lines.stream().anyMatch(line -> line.startsWith("goaway 0 ENHANCE_YOUR_CALM")),
      pair.client.events.lines::toString);
  }

  @Test
  void too_many_ping_acknowledgements_that_wait_to_be_sent_are_a_flood() {
    open(new SessionOptions(), new SessionOptions().setMaxOutboundAck(3));
    SessionException e = assertThrows(SessionException.class, () -> {
      for (int i = 0; i < 10; i++) {
        receive(RawFrame.ping(i));
      }
    });
    assertTrue(e.isFlooded(), e.getMessage());
  }

  @Test
  void a_header_block_over_the_limit_for_sending_is_refused_and_nothing_of_it_is_sent() {
    open(new SessionOptions().setMaxSendHeaderBlockLength(100), new SessionOptions());
    HeaderBlockTooLargeException refused = assertThrows(HeaderBlockTooLargeException.class,
      () -> pair.client.session.submitRequest(GET.copy().add("x-long", "v".repeat(200)), true));
    assertTrue(refused.getMessage().contains("sends 100 at most"), refused.getMessage());
    pair.exchange();
    assertEquals(List.of(), pair.server.events.takeLines());
    assertEquals(0, pair.client.session.state().openStreams());
  }

  @Test
  void promises_over_the_limit_are_cancelled() {
    open(new SessionOptions().setMaxReservedRemoteStreams(1), new SessionOptions());
    pair.client.session.submitRequest(GET, true);
    pair.exchange();
    pair.server.session.submitPushPromise(1, GET);
    pair.server.session.submitPushPromise(1, GET);
    pair.exchange();
    assertTrue(pair.server.events.lines.contains("closed 4 CANCEL REMOTE"), pair.server.events.lines::toString);
    assertFalse(pair.server.events.lines.contains("closed 2 CANCEL REMOTE"));
  }

  @Test
  void streams_wait_for_the_peers_settings_beyond_the_number_assumed() {
    try (SessionPair.Side client =
           new SessionPair.Side(new Session(SessionType.CLIENT, new SessionOptions().setPeerMaxConcurrentStreams(2)))) {
      client.session.submitSettings();
      for (int i = 0; i < 5; i++) {
        client.session.submitRequest(GET, false);
      }
      client.flush().release();
      assertEquals(3, client.session.state().outboundQueueSize());
      assertTrue(client.session.state().isRequestAllowed());
    }
    pair = new SessionPair();
  }

  @Test
  void messages_that_are_not_http_pass_where_the_checks_are_off() {
    open(new SessionOptions(), new SessionOptions().setNoHttpMessaging(true));
    receive(RawFrame.headers(1, true, HpackBlock.of("anything", "goes", "connection", "close")));
    assertEquals(List.of("headers 1 REQUEST end"), pair.server.events.takeLines());
  }

  @Test
  void a_table_for_sending_of_no_bytes_stays_empty() {
    open(new SessionOptions().setMaxDeflateDynamicTableSize(0), new SessionOptions());
    pair.client.session.submitRequest(GET.copy().add("x-indexed", "value"), true);
    pair.exchange();
    assertEquals(0, pair.client.session.state().hdDeflateDynamicTableSize());
    assertEquals("value", pair.server.events.headers.get(1).get("x-indexed"));
  }
}
