package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.http.Nghttp2Http;
import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.github.vertxnghttp2.http.websocket.RawSocket.Frame;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import static io.github.vertxnghttp2.http.Futures.await;
import static io.github.vertxnghttp2.http.websocket.RawSocket.BINARY;
import static io.github.vertxnghttp2.http.websocket.RawSocket.CLOSE;
import static io.github.vertxnghttp2.http.websocket.RawSocket.CONTINUATION;
import static io.github.vertxnghttp2.http.websocket.RawSocket.FIN;
import static io.github.vertxnghttp2.http.websocket.RawSocket.PING;
import static io.github.vertxnghttp2.http.websocket.RawSocket.PONG;
import static io.github.vertxnghttp2.http.websocket.RawSocket.TEXT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

/**
 * What RFC 6455 asks of frames, with a server or client of Vert.x over HTTP/2 that echoes each message. The cases
 * follow its sections, in the order of the Autobahn test suite.
 */
@ParameterizedClass
@EnumSource(WebSocketFramesIT.Tested.class)
class WebSocketFramesIT {
  private static final int MAX_FRAME = 1 << 20;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int INVALID_PAYLOAD = 1007;
  private static final int MESSAGE_TOO_BIG = 1009;

  enum Tested { SERVER, CLIENT }

  private final Tested tested;
  private Vertx vertx;
  private RawSocket raw;

  WebSocketFramesIT(Tested tested) {
    this.tested = tested;
  }

  @BeforeEach
  void connect() throws Exception {
    EngineSwitch.SERVER.turnOn();
    EngineSwitch.CLIENT.turnOn();
    vertx = Vertx.vertx();
    HttpServer server = Nghttp2Http.createHttpServer(vertx,
      new HttpServerOptions().setMaxWebSocketFrameSize(MAX_FRAME).setMaxWebSocketMessageSize(4 * MAX_FRAME));
    WebSocketClient client = Nghttp2Http.createWebSocketClient(vertx,
      new WebSocketClientOptions().setMaxFrameSize(MAX_FRAME).setMaxMessageSize(4 * MAX_FRAME));
    Promise<RawSocket> taken = Promise.promise();
    server.webSocketHandler(socket -> use(socket, Tested.SERVER, taken));
    await(server.listen(0, "localhost"));
    vertx.runOnContext(v -> client.connect(new WebSocketConnectOptions().setHost("localhost")
        .setPort(server.actualPort()).setURI("/"))
      .onSuccess(socket -> use(socket, Tested.CLIENT, taken)).onFailure(taken::tryFail));
    raw = await(taken.future());
  }

  private void use(WebSocketBase socket, Tested side, Promise<RawSocket> taken) {
    if (side == tested) {
      socket.textMessageHandler(socket::writeTextMessage);
      socket.binaryMessageHandler(socket::writeBinaryMessage);
    } else {
      taken.complete(RawSocket.over(socket, side == Tested.CLIENT));
    }
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private void expect(int opcode, String payload) throws Exception {
    Frame frame = raw.read();
    assertNotNull(frame, "the stream has ended");
    assertEquals(FIN | opcode, frame.firstOctet(), frame::toString);
    assertEquals(tested == Tested.CLIENT, frame.masked());
    assertArrayEquals(payload.getBytes(StandardCharsets.UTF_8), frame.payload(), frame::toString);
  }

  /** The tested side closes for a violation, and ends the stream. */
  private void expectClose(int status) throws Exception {
    Frame frame = raw.read();
    assertNotNull(frame, "the stream has ended");
    assertEquals(CLOSE, frame.opcode(), frame::toString);
    assertEquals(status, frame.status(), frame::toString);
    assertNull(raw.read());
  }

  /** The socket goes on. */
  private void expectWorks() throws Exception {
    raw.frame(FIN | TEXT, "still works");
    expect(TEXT, "still works");
  }

  // --- framing, section 5.2 ---

  @ParameterizedTest
  @ValueSource(ints = {0, 125, 126, 127, 128, 65_535, 65_536, MAX_FRAME})
  void messages_of_all_lengths(int length) throws Exception {
    for (int opcode : List.of(TEXT, BINARY)) {
      String payload = "*".repeat(length);
      raw.frame(FIN | opcode, payload);
      expect(opcode, payload);
    }
  }

  @Test
  void frames_that_come_octet_by_octet() throws Exception {
    byte[] frame = RawSocket.bytes(FIN | TEXT, "in pieces".getBytes(StandardCharsets.UTF_8), tested == Tested.SERVER);
    for (byte octet : frame) {
      raw.octets(octet);
    }
    expect(TEXT, "in pieces");
  }

  @Test
  void frames_that_come_together() throws Exception {
    byte[] one = RawSocket.bytes(FIN | TEXT, new byte[] {'a'}, tested == Tested.SERVER);
    byte[] both = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, both, one.length, one.length);
    raw.octets(both);
    expect(TEXT, "a");
    expect(TEXT, "a");
  }

  @Test
  void a_frame_beyond_the_limit_is_too_big() throws Exception {
    raw.frame(FIN | BINARY, new byte[MAX_FRAME + 1]);
    Frame frame = raw.read();
    assertEquals(MESSAGE_TOO_BIG, frame.status());
    assertEquals("a frame is longer than " + (tested == Tested.SERVER ? "maxWebSocketFrameSize" : "maxFrameSize")
      + " = " + MAX_FRAME + " octets", frame.text().substring(2));
    assertNull(raw.read());
  }

  /** The most significant bit of a 64-bit length must be 0. */
  @Test
  void a_negative_length() throws Exception {
    raw.octets((byte) (FIN | BINARY), (byte) ((tested == Tested.SERVER ? 0x80 : 0) | 127), (byte) 0x80, (byte) 0,
      (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1);
    expectClose(PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(ints = {125, 65_535})
  void a_length_in_more_octets_than_it_needs(int length) throws Exception {
    boolean two = length == 125;
    byte[] head = new byte[two ? 4 : 10];
    head[0] = (byte) (FIN | BINARY);
    head[1] = (byte) ((tested == Tested.SERVER ? 0x80 : 0) | (two ? 126 : 127));
    head[head.length - 2] = (byte) (length >> 8);
    head[head.length - 1] = (byte) length;
    raw.octets(head);
    expectClose(PROTOCOL_ERROR);
  }

  /** Section 5.1: clients mask, servers do not. */
  @Test
  void a_frame_with_the_wrong_masking() throws Exception {
    raw.wronglyMasked(FIN | TEXT, "hello");
    expectClose(PROTOCOL_ERROR);
  }

  // --- pings, section 5.5.2 ---

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125})
  void a_ping_is_acknowledged_by_a_pong_with_its_payload(int length) throws Exception {
    raw.frame(FIN | PING, "p".repeat(length));
    expect(PONG, "p".repeat(length));
    expectWorks();
  }

  @Test
  void ten_pings() throws Exception {
    for (int i = 0; i < 10; i++) {
      raw.frame(FIN | PING, "ping " + i);
    }
    for (int i = 0; i < 10; i++) {
      expect(PONG, "ping " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PING, PONG, CLOSE})
  void a_control_frame_has_125_octets_at_most(int opcode) throws Exception {
    raw.frame(FIN | opcode, new byte[126]);
    expectClose(PROTOCOL_ERROR);
  }

  @Test
  void a_pong_that_nobody_asked_for_is_ignored() throws Exception {
    raw.frame(FIN | PONG, "unsolicited");
    expectWorks();
  }

  @ParameterizedTest
  @ValueSource(ints = {PING, PONG, CLOSE})
  void a_control_frame_is_not_fragmented(int opcode) throws Exception {
    raw.frame(opcode, "");
    expectClose(PROTOCOL_ERROR);
  }

  // --- reserved bits and opcodes, section 5.2 ---

  @ParameterizedTest
  @ValueSource(ints = {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70})
  void reserved_bits_without_an_extension(int bits) throws Exception {
    raw.frame(FIN | TEXT, "before");
    expect(TEXT, "before");
    raw.frame(FIN | bits | TEXT, "with reserved bits");
    expectClose(PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
  void reserved_opcodes(int opcode) throws Exception {
    raw.frame(FIN | TEXT, "before");
    expect(TEXT, "before");
    raw.frame(FIN | opcode, "");
    expectClose(PROTOCOL_ERROR);
  }

  // --- fragmentation, section 5.4 ---

  @ParameterizedTest
  @ValueSource(ints = {TEXT, BINARY})
  void fragments_make_one_message(int opcode) throws Exception {
    raw.frame(opcode, "one, ").frame(CONTINUATION, "two, ").frame(CONTINUATION, "").frame(FIN | CONTINUATION, "three");
    expect(opcode, "one, two, three");
  }

  @Test
  void a_ping_between_fragments() throws Exception {
    raw.frame(TEXT, "one, ").frame(FIN | PING, "between");
    expect(PONG, "between");
    raw.frame(FIN | CONTINUATION, "two");
    expect(TEXT, "one, two");
  }

  @ParameterizedTest
  @ValueSource(ints = {CONTINUATION, FIN | CONTINUATION})
  void a_continuation_of_nothing(int firstOctet) throws Exception {
    raw.frame(firstOctet, "nothing to continue");
    expectClose(PROTOCOL_ERROR);
  }

  @Test
  void a_continuation_after_the_last_fragment() throws Exception {
    raw.frame(TEXT, "one, ").frame(FIN | CONTINUATION, "two");
    expect(TEXT, "one, two");
    raw.frame(FIN | CONTINUATION, "three");
    expectClose(PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(ints = {TEXT, FIN | TEXT, FIN | BINARY})
  void a_message_within_a_message(int firstOctet) throws Exception {
    raw.frame(TEXT, "one").frame(firstOctet, "two");
    expectClose(PROTOCOL_ERROR);
  }

  // --- UTF-8, section 8.1 ---

  @ParameterizedTest
  @ValueSource(strings = {"Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!!", "\u03ba\u1f79\u03c3\u03bc\u03b5",
    "\u0000", "\u007f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\ud800\udc00", "\udbff\udfff"})
  void valid_text(String text) throws Exception {
    raw.frame(FIN | TEXT, text);
    expect(TEXT, text);
  }

  @Test
  void a_character_in_two_fragments() throws Exception {
    String text = "\u03ba\u1f79\u03c3\u03bc\u03b5 \ud83d\ude00";
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 1; at < octets.length; at++) {
      raw.frame(TEXT, Arrays.copyOf(octets, at));
      raw.frame(FIN | CONTINUATION, Arrays.copyOfRange(octets, at, octets.length));
      expect(TEXT, text);
    }
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** Lone and missing continuation octets, overlong forms, surrogates, and what is beyond U+10FFFF. */
  @ParameterizedTest
  @ValueSource(strings = {"cebae1bdb9cf83cebcceb5eda080656469746564", "80", "bf", "c0", "c3", "e1bd", "f0908d",
    "fe", "ff", "c0af", "e080af", "f08080af", "f8808080af", "c1bf", "e09fbf", "f08fbfbf", "eda080", "edbfbf",
    "f4908080",
    "f7bfbfbf", "fc8080808080"})
  void invalid_text(String octets) throws Exception {
    raw.frame(FIN | TEXT, hex(octets));
    expectClose(INVALID_PAYLOAD);
  }

  @Test
  void invalid_text_in_a_later_fragment() throws Exception {
    raw.frame(TEXT, hex("cebae1bdb9cf83cebcceb5")).frame(CONTINUATION, hex("f4908080"))
      .frame(FIN | CONTINUATION, "edited");
    expectClose(INVALID_PAYLOAD);
  }

  @Test
  void binary_messages_need_not_be_text() throws Exception {
    raw.frame(FIN | BINARY, hex("ff80c0af"));
    Frame echoed = raw.read();
    assertArrayEquals(hex("ff80c0af"), echoed.payload());
  }

  // --- the closing handshake, sections 5.5.1 and 7.4 ---

  @Test
  void a_close_frame_without_a_status() throws Exception {
    raw.frame(FIN | CLOSE, "");
    Frame frame = raw.read();
    assertEquals(CLOSE, frame.opcode());
    endFromBothSides();
  }

  /** The server ends the stream first; a client waits for that, RFC 6455 section 7.1.1. */
  private void endFromBothSides() throws Exception {
    if (tested == Tested.CLIENT) {
      ((StreamChannel) raw.channel()).endsOrderly();
      raw.channel().close();
    }
    assertNull(raw.read());
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
  void a_close_frame_is_acknowledged_with_its_status(int status) throws Exception {
    raw.close(status, "because");
    Frame frame = raw.read();
    assertEquals(CLOSE, frame.opcode());
    assertEquals(status, frame.status());
    endFromBothSides();
  }

  @Test
  void a_reason_of_123_octets() throws Exception {
    raw.close(1000, "r".repeat(123));
    assertEquals(1000, raw.read().status());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999})
  void a_status_that_must_not_be_sent(int status) throws Exception {
    raw.close(status, "");
    expectClose(PROTOCOL_ERROR);
  }

  @Test
  void a_close_frame_with_half_a_status() throws Exception {
    raw.frame(FIN | CLOSE, new byte[] {3});
    expectClose(PROTOCOL_ERROR);
  }

  @Test
  void a_reason_that_is_no_text() throws Exception {
    raw.frame(FIN | CLOSE, hex("03e8ceba80"));
    expectClose(INVALID_PAYLOAD);
  }

  @Test
  void what_follows_a_close_frame_is_ignored() throws Exception {
    raw.close(1000, "").frame(FIN | TEXT, "too late").frame(FIN | PING, "too late");
    List<Integer> opcodes = new ArrayList<>();
    opcodes.add(raw.read().opcode());
    endFromBothSides();
    assertEquals(List.of(CLOSE), opcodes);
  }
}
