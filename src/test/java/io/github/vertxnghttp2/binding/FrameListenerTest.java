package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.AltSvcFrame;
import io.github.vertxnghttp2.frame.DataFrame;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.GoAwayFrame;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.frame.HeadersFrame;
import io.github.vertxnghttp2.frame.OriginFrame;
import io.github.vertxnghttp2.frame.PingFrame;
import io.github.vertxnghttp2.frame.PriorityFrame;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.frame.PriorityUpdateFrame;
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

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The frames of which a frame listener is notified. */
class FrameListenerTest extends FrameListening {
  private static final SessionOutput NOWHERE = new SessionOutput() {
    @Override
    public void frames(ByteBuf frames, int offset, int length) {
      // only what is told of them counts
    }

    @Override
    public void body(int streamId, int length) {
      throw new AssertionError("no body was announced");
    }
  };

  @Test
  void what_one_end_sends_the_other_receives_frame_for_frame() {
    listen();
    converse();
    assertEquals(clientFrames.sent, serverFrames.received);
    assertEquals(serverFrames.sent, clientFrames.received);
    Set<FrameType> types = EnumSet.noneOf(FrameType.class);
    clientFrames.sent.forEach(frame -> types.add(frame.frameType()));
    serverFrames.sent.forEach(frame -> types.add(frame.frameType()));
    assertEquals(EnumSet.of(FrameType.DATA, FrameType.HEADERS, FrameType.RST_STREAM, FrameType.SETTINGS, FrameType.PING,
      FrameType.GOAWAY, FrameType.WINDOW_UPDATE, FrameType.PRIORITY_UPDATE), types);
    assertEquals(new SettingsFrame(0, List.of(new SettingsFrame.Setting(1, 8192),
      new SettingsFrame.Setting(0x4242, 7))),
      serverFrames.received.get(0));
    assertTrue(serverFrames.received.contains(new RstStreamFrame(3, 0x4242)), serverFrames.received::toString);
    assertTrue(clientFrames.received.contains(new GoAwayFrame(3, 0x99, ByteBuffer.wrap("enough".getBytes()))));
  }

  @Test
  void fields_are_those_that_were_sent_and_continuations_are_one_frame() {
    listen();
    converse();
    HeadersFrame request = (HeadersFrame) serverFrames.received.stream().filter(HeadersFrame.class::isInstance)
      .findFirst()
      .orElseThrow();
    assertEquals(POST.copy().add("authorization", "secret", true).add("x-long", "y".repeat(40_000)), request.headers());
    assertEquals(HeadersCategory.REQUEST, request.category());
    assertEquals(Set.of(Flag.END_HEADERS), request.flagSet());
    assertTrue(request.length() > 16_384, () -> request.length() + " octets");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 10, 100, 100_000})
  void frames_cut_into_reads_of_any_size_are_reported_once(int size) {
    List<byte[]> frames = List.of(RawFrame.settings(4, 100_000).bytes(),
      RawFrame.headers(1, false, HpackBlock.post("/"), 0, 16, true).without(Flag.END_HEADERS).bytes(),
      RawFrame.continuation(1, false, new byte[0]).bytes(),
      RawFrame.continuation(1, true, HpackBlock.of("x-more", "yes")).bytes(),
      RawFrame.data(1, new byte[3000], false).bytes(), RawFrame.paddedData(1, new byte[10], 20, true).bytes(),
      RawFrame.ping(42).bytes(), RawFrame.unknown(0xbe, 0xff, 1, new byte[] {1, 2, 3}).bytes());
    server.session.frameListener(serverFrames);
    server.flush().release();
    ByteBuf all = Unpooled.buffer().writeBytes(PREFACE.getBytes());
    frames.forEach(all::writeBytes);
    while (all.isReadable()) {
      byte[] piece = new byte[Math.min(size, all.readableBytes())];
      all.readBytes(piece);
      toServer(piece);
    }
    HeaderList fields = HeaderList.of(":method", "POST", ":scheme", "http", ":authority", "localhost", ":path", "/",
      "x-more", "yes");
    int block = 5 + HpackBlock.post("/").length + HpackBlock.of("x-more", "yes").length;
    assertEquals(List.of(new SettingsFrame(0, List.of(new SettingsFrame.Setting(4, 100_000))),
      new HeadersFrame(1, 0x24, block, 0, new PrioritySpec(0, 16, true), HeadersCategory.REQUEST, fields),
      new DataFrame(1, 0, 3000, 0), new DataFrame(1, 0x9, 31, 20), new PingFrame(0, 42),
      new UnknownFrame(0xbe, 0xff, 1, ByteBuffer.wrap(new byte[] {1, 2, 3}))), serverFrames.received);
    assertEquals(3010, server.events.body(1).length);
  }

  @Test
  void frames_that_the_library_ignores_are_reported() {
    listen();
    shakeHands();
    int id = client.session.submitRequest(GET, false);
    exchange();
    server.session.submitRstStream(id, 8);
    server.flush().release();
    serverFrames.received.clear();
    toServer(RawFrame.data(id, "late", true).bytes(), RawFrame.windowUpdate(id, 5).bytes(),
      RawFrame.priority(9, 1, 256, false).bytes(), RawFrame.altSvc(0, "http://a", "h2=\":1\"").bytes(),
      RawFrame.origin("http://a", "http://b").bytes(), RawFrame.priorityUpdate(7, "u=2").bytes(),
      RawFrame.unknown(0xfe, 0, 0, new byte[0]).bytes(),
      RawFrame.headers(id, true, HpackBlock.of("x", "late")).bytes());
    assertEquals(List.of(new DataFrame(id, 1, 4, 0), new WindowUpdateFrame(id, 5),
      new PriorityFrame(9, new PrioritySpec(1, 256, false)), new AltSvcFrame(0, "http://a", "h2=\":1\""),
      new OriginFrame(List.of("http://a", "http://b")), new PriorityUpdateFrame(7, "u=2"),
      new UnknownFrame(0xfe, 0, 0, ByteBuffer.allocate(0)),
      new HeadersFrame(id, 5, HpackBlock.of("x", "late").length, 0, null, null, new HeaderList())),
      serverFrames.received);
  }

  @Test
  void long_frames_of_unknown_types_are_cut_and_say_how_long_they_were() {
    close();
    server = new SessionPair.Side(new Session(SessionType.SERVER, new SessionOptions()));
    server.session.submitSettings(5, 100_000);
    server.session.frameListener(serverFrames);
    server.flush().release();
    toServer(PREFACE.getBytes(), RawFrame.settings().bytes(), RawFrame.settingsAck().bytes());
    toServer(RawFrame.unknown(0xbe, 0, 0, new byte[16_384]).bytes(),
      RawFrame.unknown(0xbe, 0, 0, new byte[90_000]).bytes());
    assertEquals(List.of(new UnknownFrame(0xbe, 0, 0, ByteBuffer.allocate(16_384)),
      new UnknownFrame(0xbe, 0, 0, 90_000, ByteBuffer.allocate(16_384))), serverFrames.received.subList(2, 4));
  }

  @Test
  void a_frame_too_short_for_its_type_is_reported_with_its_octets() {
    listen();
    shakeHands();
    serverFrames.received.clear();
    toServer(RawFrame.unknown(FrameType.PING.code(), 0, 0, new byte[] {1, 2, 3}).bytes());
    assertEquals(List.of(new UnknownFrame(6, 0, 0, ByteBuffer.wrap(new byte[] {1, 2, 3}))), serverFrames.received);
    server.flush().release();
    assertTrue(serverFrames.sent.get(serverFrames.sent.size() - 1) instanceof GoAwayFrame, serverFrames.sent::toString);
  }

  @Test
  void a_block_over_a_limit_is_reported_with_the_fields_before_it() {
    close();
    server = new SessionPair.Side(new Session(SessionType.SERVER, new SessionOptions().setMaxHeaderFields(5)));
    server.session.submitSettings();
    server.session.frameListener(serverFrames);
    server.flush().release();
    byte[] block = HpackBlock.get("/", "a", "1", "b", "2", "c", "3");
    toServer(PREFACE.getBytes(), RawFrame.settings().bytes(), RawFrame.headers(1, true, block).bytes());
    assertEquals(new HeadersFrame(1, 5, block.length, 0, null, HeadersCategory.REQUEST, GET.copy().add("a", "1")),
      serverFrames.received.get(1));
  }

  @Test
  void a_frame_is_reported_before_what_it_means() {
    List<String> order = server.events.lines;
    server.session.frameListener(new FrameListener() {
      @Override
      public void received(Frame frame) {
        order.add("recv " + frame.frameType());
      }

      @Override
      public void sent(Frame frame) {
        order.add("send " + frame.frameType());
      }
    });
    server.flush().release();
    order.clear();
    toServer(PREFACE.getBytes(), RawFrame.settings().bytes(), RawFrame.headers(1, false, HpackBlock.post("/")).bytes(),
      RawFrame.data(1, "abc", true).bytes(), RawFrame.ping(1).bytes());
    server.session.submitRstStream(1, 8);
    server.flush().release();
    assertEquals(List.of("recv SETTINGS", "settings []", "recv HEADERS", "headers 1 REQUEST open", "recv DATA",
      "data 1 3 end", "recv PING", "ping 1", "send SETTINGS", "send PING", "send RST_STREAM", "closed 1 CANCEL LOCAL"),
      order);
  }

  @Test
  void any_number_of_long_header_lists_is_reported_within_the_limit_of_events() {
    client.close();
    SessionPair.Side small = new SessionPair.Side(new Session(SessionType.CLIENT,
      new SessionOptions().setEventBufferLimits(8 << 10, 128 << 10)));
    small.session.submitSettings();
    small.session.frameListener(clientFrames);
    HeaderList list = GET.copy();
    for (int i = 0; i < 20; i++) {
      list.add("x-" + i, "v".repeat(100));
    }
    for (int i = 0; i < 100; i++) {
      small.session.submitRequest(list, true);
    }
    small.flush().release();
    assertEquals(101, clientFrames.sent.size());
    assertEquals(list, ((HeadersFrame) clientFrames.sent.get(100)).headers());
    small.close();
  }

  @Test
  void fields_are_still_known_of_a_frame_that_is_half_out_when_too_many_events_interrupt_the_flush() {
    server.close();
    server = new SessionPair.Side(new Session(SessionType.SERVER,
      new SessionOptions().setEventBufferLimits(4096, 1 << 20)));
    server.session.submitSettings();
    shakeHands();
    int id = client.session.submitRequest(GET, true);
    exchange();
    server.session.frameListener(serverFrames);
    server.flush().release();
    for (int i = 0; i < 400; i++) {
      server.session.submitPushPromise(99, GET); // 99 is no stream
    }
    server.session.submitResponse(id, 200, HeaderList.of("x-long", "y".repeat(40_000)), true);
    ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(64 << 10);
    assertTrue(server.session.flush(out, 64 << 10, server.events, NOWHERE));
    out.clear();
    // in the memory of the block before, if that is free
    server.session.submitPushPromise(99, HeaderList.of("x-other", "z".repeat(50_000)));
    server.session.flush(out, 64 << 10, server.events, NOWHERE);
    out.release();
    assertEquals(HeaderList.of(":status", "200", "x-long", "y".repeat(40_000)),
      ((HeadersFrame) serverFrames.sent.get(0)).headers());
  }

  @Test
  void fields_of_a_frame_that_leaves_in_several_flushes_are_still_known() {
    listen();
    shakeHands();
    HeaderList list = GET.copy();
    for (int i = 0; i < 10; i++) {
      list.add("x-" + i, ("" + (char) ('a' + i)).repeat(6000));
    }
    client.session.submitRequest(list, true);
    ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(20 << 10, 20 << 10);
    SessionPair.Side other = new SessionPair.Side(new Session(SessionType.CLIENT, new SessionOptions()));
    while (client.session.flush(out, 0, client.events, NOWHERE)) {
      out.clear();
      for (int i = 0; i < 20; i++) { // commands of others, which must not get the same memory
        other.session.submitPing(0x7a7a7a7a7a7a7a7aL);
      }
      other.session.submitRequest(GET.copy().add("z", "z".repeat(60_000)), true);
      other.flush().release();
    }
    out.release();
    other.close();
    assertEquals(list, ((HeadersFrame) clientFrames.sent.get(clientFrames.sent.size() - 1)).headers());
  }
}
