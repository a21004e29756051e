package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.jni.CallResult;
import io.github.vertxnghttp2.binding.jni.Natives;
import io.github.vertxnghttp2.binding.wire.CommandEncoder;
import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.frame.DataFrame;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.frame.HeadersFrame;
import io.github.vertxnghttp2.frame.PingFrame;
import io.github.vertxnghttp2.frame.PriorityFrame;
import io.github.vertxnghttp2.frame.RstStreamFrame;
import io.github.vertxnghttp2.frame.SettingsFrame;
import io.github.vertxnghttp2.frame.UnknownFrame;
import io.github.vertxnghttp2.frame.WindowUpdateFrame;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A frame listener that comes and goes changes nothing for the session. */
class FrameListenerSwitchTest extends FrameListening {
  @Test
  void without_the_octets_of_the_preface_the_first_frame_is_reported_from_its_head() {
    server.close();
    server = new SessionPair.Side(new Session(SessionType.SERVER, new SessionOptions().setNoRecvClientMagic(true)));
    server.session.frameListener(serverFrames);
    server.flush().release();
    toServer(RawFrame.settings(4, 100_000).bytes(), RawFrame.ping(7).bytes());
    assertEquals(List.of("SettingsFrame", "PingFrame"),
      serverFrames.received.stream().map(frame -> frame.getClass().getSimpleName()).toList());
  }

  @Test
  void a_session_that_nobody_listens_to_does_the_same() {
    converse();
    List<String> silent = server.events.takeLines();
    assertEquals(List.of(), serverFrames.received);
    FrameListenerTest heard = new FrameListenerTest();
    heard.begin();
    heard.listen();
    heard.converse();
    assertEquals(silent, heard.server.events.takeLines());
    heard.close();
  }

  @Test
  void without_a_listener_the_library_records_not_a_byte_of_frames() {
    int silent = eventBytes(List.of());
    assertTrue(eventBytes(List.of(1)) > silent);
    assertEquals(silent, eventBytes(List.of(1, 0)));
  }

  /** Of a server that reads the preface, SETTINGS and a request, after these commands to switch the log. */
  private static int eventBytes(List<Integer> switches) {
    long handle = Natives.sessionNew(true, new int[0]);
    CommandEncoder commands = new CommandEncoder();
    for (int on : switches) {
      commands.head(Wire.Command.FRAME_LOG, 0, on, 0);
      commands.commit();
    }
    ByteBuf wire = PooledByteBufAllocator.DEFAULT.directBuffer(64 << 10);
    byte[] events = new byte[4096];
    Natives.sessionMemSend(handle, commands.bytes(), commands.length(), wire.memoryAddress(), wire.capacity(), 0,
      0, events);
    wire.writeBytes(PREFACE.getBytes()).writeBytes(RawFrame.settings().bytes())
      .writeBytes(RawFrame.headers(1, true, HpackBlock.get("/")).bytes());
    long packed = Natives.sessionMemRecv(handle, wire.memoryAddress(), wire.readableBytes(), 0, events);
    assertEquals(wire.readableBytes(), CallResult.result(packed));
    int response = CallResult.eventsLength(Natives.sessionMemSend(handle, new byte[0], 0, wire.memoryAddress(),
      wire.capacity(), 0, 0, events));
    wire.release();
    Natives.sessionDel(handle);
    return CallResult.eventsLength(packed) + response;
  }

  @Test
  void frames_are_reported_from_the_flush_after_the_switch_on_until_it_is_off() {
    shakeHands();
    server.session.frameListener(serverFrames);
    server.flush().release();
    int id = client.session.submitRequest(GET, true);
    exchange();
    server.session.submitResponse(id, 204, new HeaderList(), true);
    exchange();
    server.session.frameListener(null);
    exchange();
    client.session.submitPing(1);
    exchange();
    assertEquals(List.of(FrameType.HEADERS), serverFrames.received.stream().map(Frame::frameType).toList());
    assertEquals(List.of(FrameType.HEADERS), serverFrames.sent.stream().map(Frame::frameType).toList());
    server.session.frameListener(serverFrames);
    exchange();
    client.session.submitPing(2);
    exchange();
    assertEquals(new PingFrame(0, 2), serverFrames.received.get(1));
    assertEquals(2, serverFrames.received.size());
  }

  @Test
  void a_switch_on_amid_a_frame_begins_with_the_next_and_leaves_the_data_whole() {
    shakeHands();
    byte[] body = new byte[16_000];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (i * 31 % 251);
    }
    byte[] frame = RawFrame.data(1, body, true).bytes();
    toServer(RawFrame.headers(1, false, HpackBlock.post("/")).bytes(), Unpooled.copiedBuffer(frame, 0, 1000).array());
    server.session.frameListener(serverFrames);
    server.flush().release();
    server.events.takeLines();
    byte[] rest = new byte[frame.length - 1000];
    System.arraycopy(frame, 1000, rest, 0, rest.length);
    toServer(rest, RawFrame.ping(1).bytes(), RawFrame.headers(3, true, HpackBlock.get("/")).bytes());
    assertEquals(List.of(FrameType.PING, FrameType.HEADERS),
      serverFrames.received.stream().map(Frame::frameType).toList());
    assertEquals(GET, ((HeadersFrame) serverFrames.received.get(1)).headers());
    assertArrayEquals(body, server.events.body(1));
    assertEquals("data 1 " + rest.length + " end", server.events.takeLines().get(0));
  }

  @Test
  void a_switch_on_amid_a_header_block_begins_with_the_next_read() {
    shakeHands();
    byte[] block = HpackBlock.get("/");
    byte[] half = new byte[20];
    System.arraycopy(block, 0, half, 0, 20);
    byte[] rest = new byte[block.length - 20];
    System.arraycopy(block, 20, rest, 0, rest.length);
    toServer(RawFrame.headers(1, true, half).without(Flag.END_HEADERS).bytes());
    server.session.frameListener(serverFrames);
    server.flush().release();
    toServer(RawFrame.continuation(1, true, rest).bytes());
    toServer(RawFrame.ping(1).bytes());
    assertEquals(List.of(new PingFrame(0, 1)), serverFrames.received);
    assertEquals(GET, server.events.headers.get(1));
  }

  @Test
  void the_fields_of_a_refused_block_from_before_the_switch_on_belong_to_no_later_frame() {
    close();
    server = new SessionPair.Side(new Session(SessionType.SERVER, new SessionOptions().setMaxHeaderFields(4)));
    server.session.submitSettings();
    server.flush().release();
    toServer(PREFACE.getBytes(), RawFrame.settings().bytes(),
      RawFrame.headers(1, false, HpackBlock.post("/", "x-refused", "1")).bytes());
    server.session.frameListener(serverFrames);
    server.flush().release();
    byte[] late = HpackBlock.of("x-late", "1");
    toServer(RawFrame.headers(1, true, late).bytes());
    assertEquals(List.of(new HeadersFrame(1, 5, late.length, 0, null, null, new HeaderList())), serverFrames.received);
  }

  @Test
  void a_header_block_in_many_frames_is_accepted_after_the_frame_listener_was_set() {
    close();
    server = new SessionPair.Side(new Session(SessionType.SERVER, new SessionOptions()));
    server.session.submitSettings();
    server.flush().release();
    toServer(PREFACE.getBytes(), RawFrame.settings().bytes());
    server.session.frameListener(serverFrames);
    server.flush().release();
    toServer(RawFrame.headers(1, true, HpackBlock.get("/")).without(Flag.END_HEADERS).bytes(),
      RawFrame.continuation(1, false, HpackBlock.of("a", "1")).bytes(),
      RawFrame.continuation(1, true, HpackBlock.of("b", "2")).bytes(), RawFrame.ping(1).bytes());
    assertEquals(GET.copy().add("a", "1").add("b", "2"), ((HeadersFrame) serverFrames.received.get(0)).headers());
    assertEquals(List.of(new PingFrame(0, 1)), serverFrames.received.subList(1, serverFrames.received.size()));
  }

  @Test
  void pauses_amid_frames_change_nothing() {
    close();
    server = new SessionPair.Side(new Session(SessionType.SERVER,
      new SessionOptions().setEventBufferLimits(4096, 1 << 20)));
    server.session.submitSettings();
    server.session.frameListener(serverFrames);
    server.flush().release();
    HeaderList list = GET.copy();
    for (int i = 0; i < 100; i++) {
      list.add("x-" + i, "v".repeat(100));
    }
    byte[] block = HpackBlock.of(list);
    toServer(PREFACE.getBytes(), RawFrame.settings().bytes(), RawFrame.headers(1, false, block).bytes(),
      RawFrame.paddedData(1, new byte[100], 7, false).bytes(), RawFrame.ping(1).bytes(),
      RawFrame.headers(3, true, block).bytes(), RawFrame.data(1, "end", true).bytes());
    assertEquals(List.of(new SettingsFrame(0, List.of()),
      new HeadersFrame(1, 4, block.length, 0, null, HeadersCategory.REQUEST, list), new DataFrame(1, 8, 108, 7),
      new PingFrame(0, 1), new HeadersFrame(3, 5, block.length, 0, null, HeadersCategory.REQUEST, list),
      new DataFrame(1, 1, 3, 0)), serverFrames.received);
    assertEquals(list, server.events.headers.get(3));
    assertEquals(103, server.events.body(1).length);
  }

  @Test
  void a_frame_listener_does_not_change_the_limit_of_continuations() {
    close();
    server = new SessionPair.Side(new Session(SessionType.SERVER, new SessionOptions()));
    server.session.submitSettings();
    server.session.frameListener(serverFrames);
    server.flush().release();
    toServer(PREFACE.getBytes(), RawFrame.settings().bytes(),
      RawFrame.headers(1, true, HpackBlock.get("/")).without(Flag.END_HEADERS).bytes());
    for (int i = 1; i <= 8; i++) {
      toServer(RawFrame.continuation(1, i == 8, HpackBlock.of("x", "" + i)).bytes());
    }
    assertEquals(12, server.events.headers.get(1).size());
    assertEquals(server.events.headers.get(1), ((HeadersFrame) serverFrames.received.get(1)).headers());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void a_listener_that_comes_and_goes_changes_nothing_for_the_session(int seed) {
    Random random = new Random(seed);
    SessionPair.Side silent = new SessionPair.Side(new Session(SessionType.SERVER,
      new SessionOptions().setMaxContinuations(100)));
    silent.session.submitSettings(3, 100, 9, 1);
    silent.flush().release();
    server.flush().release();
    ByteBuf wire = Unpooled.buffer().writeBytes(PREFACE.getBytes()).writeBytes(RawFrame.settings().bytes());
    for (int id = 1; id < 400; id += 2) {
      randomFrames(random, id).forEach(frame -> wire.writeBytes(frame.bytes()));
    }
    boolean on = false;
    while (wire.isReadable()) {
      byte[] piece = new byte[Math.min(1 + random.nextInt(random.nextBoolean() ? 30 : 1000), wire.readableBytes())];
      wire.readBytes(piece);
      toServer(piece);
      to(silent, piece);
      if (random.nextInt(3) == 0) {
        on = !on;
        server.session.frameListener(on ? serverFrames : null);
      }
      server.flush().release();
      silent.flush().release();
    }
    assertEquals(silent.events.takeLines(), server.events.takeLines());
    assertEquals(silent.events.headers, server.events.headers);
    assertTrue(serverFrames.received.size() > 50, () -> serverFrames.received.size() + " frames");
    serverFrames.received.forEach(frame -> assertTrue(isOneOfThose(frame), frame::toString));
    silent.close();
  }

  private static List<RawFrame> randomFrames(Random random, int id) {
    byte[] block = HpackBlock.post("/", "x-id", "" + id);
    boolean split = random.nextBoolean();
    List<RawFrame> frames = new ArrayList<>();
    frames.add(split ? RawFrame.headers(id, false, block).without(Flag.END_HEADERS)
      : RawFrame.headers(id, false, block));
    if (split) {
      frames.add(RawFrame.continuation(id, true, HpackBlock.of("x-more", "1")));
    }
    switch (random.nextInt(7)) {
      case 0 -> frames.add(RawFrame.data(id, new byte[random.nextInt(200)], random.nextBoolean()));
      case 1 -> frames.add(RawFrame.paddedData(id, new byte[random.nextInt(200)], random.nextInt(100),
        random.nextBoolean()));
      case 2 -> frames.add(RawFrame.ping(id));
      case 3 -> frames.add(RawFrame.unknown(0xbe, 0, id, new byte[random.nextInt(100)]));
      case 4 -> frames.add(RawFrame.headers(id, true, HpackBlock.of("X-Upper", "refused")));
      case 5 -> frames.add(RawFrame.windowUpdate(id, 7));
      default -> frames.add(RawFrame.priority(id, 0, 7, false));
    }
    frames.add(RawFrame.rst(id, 8));
    frames.add(RawFrame.data(id, "late", false));
    return frames;
  }

  private static boolean isOneOfThose(Frame frame) {
    return frame instanceof HeadersFrame headers && (headers.category() != HeadersCategory.REQUEST
      || ("" + frame.streamId()).equals(headers.headers().get("x-id")))
      || frame instanceof RstStreamFrame reset && reset.errorCode() == 8
      || frame instanceof WindowUpdateFrame update && update.increment() == 7
      || frame instanceof UnknownFrame unknown && unknown.type() == 0xbe
      || frame instanceof DataFrame || frame instanceof PingFrame || frame instanceof PriorityFrame
      || frame instanceof SettingsFrame;
  }
}
