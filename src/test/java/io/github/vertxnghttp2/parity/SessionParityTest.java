package io.github.vertxnghttp2.parity;

import io.github.vertxnghttp2.binding.FlowControl;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.binding.SessionPair;
import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.frame.StreamState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The methods of pynghttp2's Session, with two sessions connected to each other. */
class SessionParityTest {
  private static final HeaderList GET =
    HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/");
  private static final HeaderList POST = GET.copy().set(":method", "POST");

  private SessionPair pair;
  private Session client;
  private Session server;

  @BeforeEach
  void open() {
    pair = new SessionPair(new SessionOptions(), new SessionOptions().setFlowControl(FlowControl.BY_HAND));
    client = pair.client.session;
    server = pair.server.session;
  }

  @AfterEach
  void close() {
    pair.close();
  }

  private static String text(SessionPair.Side side, int streamId) {
    return new String(side.events.body(streamId));
  }

  private static void assertTold(SessionPair.Side side, String line) {
    assertTrue(side.events.lines.contains(line), side.events.lines::toString);
  }

  @Test
  @DisplayName("P29 submit_request, submit_response and submit_data send a message in each direction, from mem_send"
    + " to mem_recv")
  void messages() {
    int id = client.submitRequest(POST.copy().add("x-a", "1"), false);
    client.submitData(id, Unpooled.wrappedBuffer("question".getBytes()), true);
    ByteBuf wire = pair.client.flush();
    server.receive(wire, pair.server.events);
    wire.release();
    assertEquals("1 question", pair.server.events.headers.get(id).get("x-a") + " " + text(pair.server, id));
    server.submitResponse(id, 200, HeaderList.of("x-b", "2"), false);
    server.submitData(id, Unpooled.wrappedBuffer("response".getBytes()), true);
    pair.exchange();
    assertEquals("2 response", pair.client.events.headers.get(id).get("x-b") + " " + text(pair.client, id));
    assertTold(pair.client, "closed 1 NO_ERROR LIBRARY");
  }

  @Test
  @DisplayName("P29 submit_headers sends a head alone, and submit_data the body")
  void headers() {
    int id = client.submitRequest(GET, true);
    pair.exchange();
    server.submitHeaders(id, HeaderList.of(":status", "200", "x-a", "b"), false);
    pair.exchange();
    assertEquals("b", pair.client.events.headers.get(id).get("x-a"));
    server.submitData(id, Unpooled.wrappedBuffer("later".getBytes()), true);
    pair.exchange();
    assertEquals("later", text(pair.client, id));
  }

  @Test
  @DisplayName("P29 resume_data: a body that waits goes on when more of it is announced")
  void resume_data() {
    int id = client.submitRequest(POST, false);
    pair.client.push(id, "one".getBytes(), false);
    pair.exchange();
    assertEquals("one", text(pair.server, id));
    pair.client.push(id, "two".getBytes(), true);
    pair.exchange();
    assertEquals("onetwo", text(pair.server, id));
    assertTrue(server.state().isRemoteClosed(id));
  }

  @Test
  @DisplayName("P29 consume_stream and consume_connection credit one window each, and consume credits both")
  void consume() {
    int id = client.submitRequest(POST, false);
    pair.client.push(id, new byte[50_000], false);
    pair.exchange();
    server.consumeStream(id, 50_000);
    pair.exchange();
    assertEquals("65535 15535", client.state().remoteWindowSize(id) + " " + client.state().remoteWindowSize(0));
    server.consumeConnection(50_000);
    pair.exchange();
    assertEquals("65535 65535", client.state().remoteWindowSize(id) + " " + client.state().remoteWindowSize(0));
    pair.client.push(id, new byte[40_000], false);
    pair.exchange();
    server.consume(id, 40_000);
    pair.exchange();
    assertEquals("65535 65535", client.state().remoteWindowSize(id) + " " + client.state().remoteWindowSize(0));
  }

  @Test
  @DisplayName("P29 Window sizes are known for both ends, and separately for a stream and the connection")
  void windows() {
    server.setLocalWindowSize(0, 100_000);
    int one = client.submitRequest(POST, false);
    int other = client.submitRequest(POST, false);
    pair.client.push(one, new byte[1000], false);
    pair.client.push(other, new byte[200], false);
    pair.exchange();
    assertEquals("64535 65335 98800", server.state().localWindowSize(one) + " " + server.state().localWindowSize(other)
      + " " + server.state().localWindowSize(0));
    assertEquals("64535 65335 98800", client.state().remoteWindowSize(one) + " " + client.state().remoteWindowSize(
      other) + " "
      + client.state().remoteWindowSize(0));
  }

  @Test
  @DisplayName("P29 submit_settings sends SETTINGS; local and remote settings change with the acknowledgement")
  void settings() {
    server.submitSettings(SettingId.MAX_CONCURRENT_STREAMS.id(), 7);
    pair.exchange();
    assertEquals(7, client.state().remoteSetting(SettingId.MAX_CONCURRENT_STREAMS));
    assertEquals(7, server.state().localSetting(SettingId.MAX_CONCURRENT_STREAMS));
    assertEquals(0xffff_ffffL, server.state().remoteSetting(SettingId.MAX_CONCURRENT_STREAMS));
    assertTold(pair.server, "settingsAck");
  }

  @Test
  @DisplayName("P29 request_allowed, terminate, want_read and want_write: after GOAWAY no request is allowed, and"
    + " nothing is wanted")
  void terminate() {
    assertTrue(client.state().isRequestAllowed() && client.isWanted());
    assertFalse(server.state().isRequestAllowed(), "a server cannot ask");
    assertFalse(client.hasCommands());
    client.terminate((int) ErrorCode.ENHANCE_YOUR_CALM.code());
    assertTrue(client.hasCommands());
    pair.exchange();
    assertTold(pair.server, "goaway 0 ENHANCE_YOUR_CALM ");
    assertFalse(client.state().isRequestAllowed() || client.isWanted() || client.hasCommands());
  }

  @Test
  @DisplayName("P29 stream_exists, is_open, local and remote close, and the state of a stream are known")
  void stream_state() {
    assertFalse(client.state().hasStream(1));
    assertNull(client.state().streamState(1));
    int id = client.submitRequest(POST, false);
    pair.exchange();
    assertTrue(server.state().hasStream(id));
    assertEquals(StreamState.OPEN, server.state().streamState(id));
    assertFalse(server.state().isRemoteClosed(id) || server.state().isLocalClosed(id));
    pair.client.push(id, new byte[1], true);
    pair.exchange();
    assertEquals(StreamState.HALF_CLOSED_REMOTE, server.state().streamState(id));
    assertEquals(StreamState.HALF_CLOSED_LOCAL, client.state().streamState(id));
    assertTrue(server.state().isRemoteClosed(id) && client.state().isLocalClosed(id));
    assertFalse(server.state().isLocalClosed(id) || client.state().isRemoteClosed(id));
    assertFalse(client.isClosed());
    client.close();
    assertTrue(client.isClosed());
    assertThrows(IllegalStateException.class, () -> client.submitRequest(GET, true));
  }

  @Test
  @DisplayName("P29 A session has the type CLIENT or SERVER, and refuses what only the other type may do")
  void session_type() {
    assertEquals("CLIENT=0 SERVER=1",
      Arrays.stream(SessionType.values()).map(type -> type + "=" + type.ordinal()).collect(Collectors.joining(" ")));
    assertEquals(SessionType.SERVER, server.type());
    assertThrows(IllegalStateException.class, () -> server.submitRequest(GET, true));
  }

  @Test
  @DisplayName("P30 The version of libnghttp2 is known as text and as a number, which agree")
  void version() {
    int number = Nghttp2.versionNumber();
    String parts = (number >> 16) + "." + (number >> 8 & 0xff) + "." + (number & 0xff);
    assertTrue(Nghttp2.version().startsWith(parts), () -> Nghttp2.version() + " is not " + parts);
    assertTrue(number >= 0x013400, parts);
  }
}
