package io.github.vertxnghttp2.parity;

import io.github.vertxnghttp2.binding.FlowControl;
import io.github.vertxnghttp2.binding.HeaderBlockTooLargeException;
import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.binding.SessionException;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.binding.SessionPair;
import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Each setter of pynghttp2's Options: with the option there is the effect, without it there is none. */
class OptionsParityTest {
  private static final HeaderList GET =
    HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/");
  private static final HeaderList POST = GET.copy().set(":method", "POST");
  private static final int OF_OUR_OWN = 0xf0;

  private SessionPair pair;

  @AfterEach
  void close() {
    if (pair != null) {
      pair.close();
    }
  }

  private void open(SessionOptions client, SessionOptions server, int... serverSettings) {
    close();
    pair = new SessionPair(client, server, serverSettings);
    pair.client.events.takeLines();
    pair.server.events.takeLines();
  }

  private static SessionOptions options() {
    return new SessionOptions();
  }

  private static boolean told(SessionPair.Side side, String line) {
    return side.events.lines.contains(line);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("P28 set_builtin_recv_extension_type: the library decodes frames of that type, and the listener gets"
    + " them")
  void builtin_recv_extension_type(boolean on) {
    open(on ? options().addBuiltinExtensionType(FrameType.ALTSVC) : options(), options());
    pair.client.receive(RawFrame.altSvc(0, "https://a.example", "clear"));
    assertEquals(on ? List.of("altsvc 0 https://a.example clear") : List.of(), pair.client.events.takeLines());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("P28 set_user_recv_extension_type: the listener gets frames of that type as they are")
  void user_recv_extension_type(boolean on) {
    open(options(), on ? options().addExtensionType(OF_OUR_OWN) : options());
    pair.server.receive(RawFrame.unknown(OF_OUR_OWN, 0, 0, new byte[7]));
    assertEquals(on ? List.of("extension 240 0 0 7") : List.of(), pair.server.events.takeLines());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4096})
  @DisplayName("P28 set_max_deflate_dynamic_table_size: the HPACK table for sending stays within it")
  void max_deflate_dynamic_table_size(int bytes) {
    open(options().setMaxDeflateDynamicTableSize(bytes), options());
    pair.client.session.submitRequest(GET.copy().add("x-indexed", "value"), true);
    pair.exchange();
    assertEquals(bytes > 0, pair.client.session.state().hdDeflateDynamicTableSize() > 0);
    assertEquals("value", pair.server.events.headers.get(1).get("x-indexed"));
  }

  @Test
  @DisplayName("P28 set_max_reserved_remote_streams: promises beyond that number are cancelled")
  void max_reserved_remote_streams() {
    open(options().setMaxReservedRemoteStreams(2), options());
    pair.client.session.submitRequest(GET, true);
    pair.exchange();
    for (int promised = 2; promised <= 6; promised += 2) {
      assertEquals(promised, pair.server.session.submitPushPromise(1, GET));
    }
    pair.exchange();
    assertFalse(told(pair.server, "closed 4 CANCEL REMOTE"));
    assertTrue(told(pair.server, "closed 6 CANCEL REMOTE"), pair.server.events.lines::toString);
  }

  @Test
  @DisplayName("P28 set_max_send_header_block_length: a longer header block is refused, and the error names the limit")
  void max_send_header_block_length() {
    HeaderList head = GET.copy().add("x-long", "v".repeat(200));
    open(options().setMaxSendHeaderBlockLength(100), options());
    String refusal = assertThrows(HeaderBlockTooLargeException.class, () -> pair.client.session.submitRequest(head,
      true))
      .getMessage();
    assertTrue(refusal.contains("libnghttp2 sends 100 at most"), refusal);
    pair.exchange();
    assertFalse(told(pair.server, "headers 1 REQUEST end"));
  }

  @Test
  @DisplayName("P28 set_max_send_header_block_length: a header block below it is sent")
  void max_send_header_block_length_that_suffices() {
    open(options().setMaxSendHeaderBlockLength(1000), options());
    pair.client.session.submitRequest(GET.copy().add("x-long", "v".repeat(200)), true);
    pair.exchange();
    assertTrue(told(pair.server, "headers 1 REQUEST end"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("P28 set_no_auto_ping_ack: the library leaves the acknowledgement of a PING to the application")
  void no_auto_ping_ack(boolean off) {
    open(options(), options().setNoAutoPingAck(off));
    pair.client.session.submitPing(0xbeef);
    pair.exchange();
    assertTrue(told(pair.server, "ping beef"));
    assertEquals(!off, told(pair.client, "pingAck beef"));
    if (off) {
      pair.server.session.submitPingAck(0xbeef);
      pair.exchange();
      assertTrue(told(pair.client, "pingAck beef"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("P28 set_no_auto_window_update: either the library credits windows, or only the application does")
  void no_auto_window_update(boolean off) {
    open(options(), options().setFlowControl(off ? FlowControl.BY_HAND : FlowControl.AUTOMATIC));
    int id = pair.client.session.submitRequest(POST, false);
    pair.client.push(id, new byte[200_000], true);
    pair.exchange();
    assertEquals(off ? 65_535 : 200_000, pair.server.events.body(id).length);
  }

  @Test
  @DisplayName("P28 set_no_closed_streams has no option here: it is always on, and a server keeps no closed stream")
  void no_closed_streams() {
    open(options(), options());
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    assertTrue(pair.server.session.state().hasStream(id));
    pair.server.session.submitResponse(id, 204, new HeaderList(), true);
    pair.exchange();
    assertFalse(pair.server.session.state().hasStream(id));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("P28 set_no_http_messaging: messages that are not HTTP are refused, unless the rules are off")
  void no_http_messaging(boolean off) {
    open(options(), options().setNoHttpMessaging(off));
    pair.server.receive(RawFrame.headers(1, true, HpackBlock.of("any", "thing", "connection", "close")));
    assertEquals(off, told(pair.server, "headers 1 REQUEST end"), pair.server.events.lines::toString);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("P28 set_no_recv_client_magic: a server expects the client's preface, unless the caller has read it")
  void no_recv_client_magic(boolean off) {
    try (SessionPair.Side server =
           new SessionPair.Side(new Session(SessionType.SERVER, options().setNoRecvClientMagic(off)))) {
      if (off) {
        server.receive(RawFrame.settings());
        assertEquals(List.of("settings []"), server.events.takeLines());
      } else {
        assertThrows(SessionException.class, () -> server.receive(RawFrame.settings()));
      }
    }
  }

  @Test
  @DisplayName("P28 set_peer_max_concurrent_streams: so many streams are opened before the peer's SETTINGS are known")
  void peer_max_concurrent_streams() {
    try (SessionPair.Side client =
           new SessionPair.Side(new Session(SessionType.CLIENT, options().setPeerMaxConcurrentStreams(2)))) {
      client.session.submitSettings();
      for (int i = 0; i < 5; i++) {
        client.session.submitRequest(GET, true);
      }
      client.flush().release();
      assertEquals(3, client.session.state().outboundQueueSize());
      client.receive(RawFrame.settings(SettingId.MAX_CONCURRENT_STREAMS, 4));
      client.flush().release();
      assertEquals(1, client.session.state().outboundQueueSize());
    }
  }
}
