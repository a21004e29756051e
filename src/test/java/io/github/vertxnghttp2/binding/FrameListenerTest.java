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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameListenerTest {
  private static final HeaderList GET = HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost",
    ":path", "/");
  private static final HeaderList POST = HeaderList.of(":method", "POST", ":scheme", "http", ":authority", "localhost",
    ":path", "/");
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final SessionPair.Side client = new SessionPair.Side(new Session(SessionType.CLIENT, new SessionOptions()));
  /** A patched library counts each piece of a CONTINUATION frame's head as one such frame. */
  private SessionPair.Side server = new SessionPair.Side(new Session(SessionType.SERVER,
    new SessionOptions().setMaxContinuations(100)));
  private final Frames clientFrames = new Frames();
  private final Frames serverFrames = new Frames();

  /** What was told. */
  private static final class Frames implements FrameListener {
    final List<Frame> received = new ArrayList<>();
    final List<Frame> sent = new ArrayList<>();

    @Override
    public void received(Frame frame) {
      received.add(frame);
    }

    @Override
    public void sent(Frame frame) {
      sent.add(frame);
    }
  }

  @BeforeEach
  void begin() {
    client.session.submitSettings(1, 8192, 0x4242, 7);
    server.session.submitSettings(3, 100, 9, 1);
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private void listen() {
    client.session.frameListener(clientFrames);
    server.session.frameListener(serverFrames);
  }

  /** The server's SETTINGS go first. */
  private void shakeHands() {
    ByteBuf first = server.flush();
    SessionPair.deliver(client, server);
    client.session.receive(first, client.events);
    first.release();
    exchange();
  }

  private void exchange() {
    while (SessionPair.deliver(client, server) | SessionPair.deliver(server, client)) {
      // until neither has anything to say
    }
  }

  private void toServer(byte[]... pieces) {
    to(server, pieces);
  }

  private static void to(SessionPair.Side side, byte[]... pieces) {
    ByteBuf wire = PooledByteBufAllocator.DEFAULT.directBuffer();
    for (byte[] piece : pieces) {
      wire.writeBytes(piece);
    }
    try {
      side.session.receive(wire, side.events);
    } finally {
      wire.release();
    }
  }

  private void converse() {
    shakeHands();
    int id = client.session.submitRequest(POST.copy().add("authorization", "secret", true).add("x-long", "y".repeat(40_000)), false);
    client.push(id, new byte[70_000], false);
    client.session.submitTrailer(id, HeaderList.of("x-sum", "1"));
    exchange();
    server.session.consume(id, 65_535);
    exchange();
    server.session.submitInformational(id, 103, HeaderList.of("link", "</a.css>"));
    server.session.submitResponse(id, 200, HeaderList.of("content-type", "text/plain"), false);
    server.session.submitData(id, Unpooled.wrappedBuffer("Hello".getBytes()), false);
    server.session.submitTrailer(id, HeaderList.of("x-trailer", "done"));
    client.session.submitPing(0x0102030405060708L);
    client.session.submitPriorityUpdate(id, "u=1".getBytes());
    exchange();
    client.session.setLocalWindowSize(0, 1 << 20);
    int other = client.session.submitRequest(GET, false);
    exchange();
    client.session.submitRstStream(other, 0x4242);
    exchange();
    server.session.submitGoaway(-1, 0x99, "enough".getBytes());
    exchange();
  }

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
    assertEquals(new SettingsFrame(0, List.of(new SettingsFrame.Setting(1, 8192), new SettingsFrame.Setting(0x4242, 7))),
      serverFrames.received.get(0));
    assertTrue(serverFrames.received.contains(new RstStreamFrame(3, 0x4242)), serverFrames.received::toString);
    assertTrue(clientFrames.received.contains(new GoAwayFrame(3, 0x99, ByteBuffer.wrap("enough".getBytes()))));
  }

  @Test
  void fields_are_those_that_were_sent_and_continuations_are_one_frame() {
    listen();
    converse();
    HeadersFrame request = (HeadersFrame) serverFrames.received.stream().filter(HeadersFrame.class::isInstance).findFirst()
      .orElseThrow();
    assertEquals(POST.copy().add("authorization", "secret", true).add("x-long", "y".repeat(40_000)), request.headers());
    assertEquals(HeadersCategory.REQUEST, request.category());
    assertEquals(Set.of(Flag.END_HEADERS), request.flagSet());
    assertTrue(request.length() > 16_384, () -> request.length() + " octets");
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
    switches.forEach(on -> commands.head(CommandEncoder.FRAME_LOG, 0, on, 0));
    ByteBuf wire = PooledByteBufAllocator.DEFAULT.directBuffer(64 << 10);
    byte[] events = new byte[4096];
    Natives.sessionMemSend(handle, commands.bytes(), commands.length(), wire.memoryAddress(), wire.capacity(), 0, events);
    wire.writeBytes(PREFACE.getBytes()).writeBytes(RawFrame.settings().bytes())
      .writeBytes(RawFrame.headers(1, true, HpackBlock.get("/")).bytes());
    long packed = Natives.sessionMemRecv(handle, wire.memoryAddress(), wire.readableBytes(), events);
    assertEquals(wire.readableBytes(), CallResult.result(packed));
    int answer = CallResult.eventsLength(Natives.sessionMemSend(handle, new byte[0], 0, wire.memoryAddress(),
      wire.capacity(), 0, events));
    wire.release();
    Natives.sessionDel(handle);
    return CallResult.eventsLength(packed) + answer;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 10, 100, 100_000})
  void frames_cut_into_reads_of_any_size_are_told_once(int size) {
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
  void frames_that_the_library_passes_over_are_told() {
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
      RawFrame.unknown(0xfe, 0, 0, new byte[0]).bytes(), RawFrame.headers(id, true, HpackBlock.of("x", "late")).bytes());
    assertEquals(List.of(new DataFrame(id, 1, 4, 0), new WindowUpdateFrame(id, 5),
      new PriorityFrame(9, new PrioritySpec(1, 256, false)), new AltSvcFrame(0, "http://a", "h2=\":1\""),
      new OriginFrame(List.of("http://a", "http://b")), new PriorityUpdateFrame(7, "u=2"),
      new UnknownFrame(0xfe, 0, 0, ByteBuffer.allocate(0)),
      new HeadersFrame(id, 5, HpackBlock.of("x", "late").length, 0, null, null, new HeaderList())), serverFrames.received);
  }

  @Test
  void long_frames_of_unknown_types_are_cut_and_say_how_long_they_were() {
    close();
    server = new SessionPair.Side(new Session(SessionType.SERVER, new SessionOptions()));
    server.session.submitSettings(5, 100_000);
    server.session.frameListener(serverFrames);
    server.flush().release();
    toServer(PREFACE.getBytes(), RawFrame.settings().bytes(), RawFrame.settingsAck().bytes());
    toServer(RawFrame.unknown(0xbe, 0, 0, new byte[16_384]).bytes(), RawFrame.unknown(0xbe, 0, 0, new byte[90_000]).bytes());
    assertEquals(List.of(new UnknownFrame(0xbe, 0, 0, ByteBuffer.allocate(16_384)),
      new UnknownFrame(0xbe, 0, 0, 90_000, ByteBuffer.allocate(16_384))), serverFrames.received.subList(2, 4));
  }

  @Test
  void a_frame_too_short_for_its_type_is_told_with_its_octets() {
    listen();
    shakeHands();
    serverFrames.received.clear();
    toServer(RawFrame.unknown(FrameType.PING.code(), 0, 0, new byte[] {1, 2, 3}).bytes());
    assertEquals(List.of(new UnknownFrame(6, 0, 0, ByteBuffer.wrap(new byte[] {1, 2, 3}))), serverFrames.received);
    server.flush().release();
    assertTrue(serverFrames.sent.get(serverFrames.sent.size() - 1) instanceof GoAwayFrame, serverFrames.sent::toString);
  }

  @Test
  void a_block_over_a_limit_is_told_with_the_fields_before_it() {
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
  void frames_are_told_from_the_flush_after_the_switch_on_until_it_is_off() {
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
    assertEquals(List.of(FrameType.PING, FrameType.HEADERS), serverFrames.received.stream().map(Frame::frameType).toList());
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
  void a_header_block_in_many_frames_is_no_harm_after_a_switch_on() {
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
  void a_frame_is_told_before_what_it_means() {
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
      "data 1 3 end", "recv PING", "ping 1", "send SETTINGS", "send PING", "send RST_STREAM", "closed 1 CANCEL LOCAL"), order);
  }

  @Test
  void pauses_amid_frames_change_nothing() {
    close();
    server = new SessionPair.Side(new Session(SessionType.SERVER, new SessionOptions().setEventBufferLimits(4096, 1 << 20)));
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
  void a_listener_leaves_the_limit_of_continuations_where_it_is() {
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
    SessionPair.Side silent = new SessionPair.Side(new Session(SessionType.SERVER, new SessionOptions().setMaxContinuations(100)));
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
    frames.add(split ? RawFrame.headers(id, false, block).without(Flag.END_HEADERS) : RawFrame.headers(id, false, block));
    if (split) {
      frames.add(RawFrame.continuation(id, true, HpackBlock.of("x-more", "1")));
    }
    switch (random.nextInt(7)) {
      case 0 -> frames.add(RawFrame.data(id, new byte[random.nextInt(200)], random.nextBoolean()));
      case 1 -> frames.add(RawFrame.paddedData(id, new byte[random.nextInt(200)], random.nextInt(100), random.nextBoolean()));
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

  @Test
  void any_number_of_long_header_lists_is_told_although_the_events_have_a_limit() {
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
  void fields_of_a_frame_that_leaves_in_several_flushes_are_still_known() {
    listen();
    shakeHands();
    HeaderList list = GET.copy();
    for (int i = 0; i < 10; i++) {
      list.add("x-" + i, ("" + (char) ('a' + i)).repeat(6000));
    }
    client.session.submitRequest(list, true);
    ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(20 << 10, 20 << 10);
    SessionOutput nowhere = new SessionOutput() {
      @Override
      public void frames(ByteBuf frames, int offset, int length) {
        // only what is told of them counts
      }

      @Override
      public void body(int streamId, int length) {
        throw new AssertionError("no body was announced");
      }
    };
    SessionPair.Side other = new SessionPair.Side(new Session(SessionType.CLIENT, new SessionOptions()));
    while (client.session.flush(out, 0, client.events, nowhere)) {
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
