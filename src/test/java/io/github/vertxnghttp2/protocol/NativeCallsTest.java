package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.protocol.output.MemoryOutput;
import io.github.vertxnghttp2.protocol.output.Output;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How often a server enters native code, and asks for a buffer, for what it reads. */
class NativeCallsTest implements ConnectionListener {
  private static final int READS = 100;

  private ServerConnection server = new ServerConnection(new SessionOptions(), this);
  private final Map<Integer, RecordedStream> streams = new HashMap<>();
  private final MemoryOutput memory = new MemoryOutput();
  private boolean respondsAtOnce;
  private int buffers;
  private final Output output = new Output() {
    @Override
    public ByteBuf allocate(int capacity) {
      buffers++;
      return memory.allocate(capacity);
    }

    @Override
    public void write(ByteBuf bytes) {
      bytes.release();
    }

    @Override
    public int room() {
      return Integer.MAX_VALUE;
    }
  };

  @Override
  public void onDirty() {
  }

  @Override
  public void onRequest(Stream stream, HeaderList head, boolean endStream) {
    RecordedStream recorded = new RecordedStream();
    recorded.stream = stream;
    recorded.reading = false;
    stream.listener(recorded);
    streams.put(stream.id(), recorded);
    if (respondsAtOnce) {
      stream.respond(200, new OutboundFields(), false);
      stream.write(Unpooled.copiedBuffer("Hello, world!", StandardCharsets.US_ASCII), true, null);
    }
  }

  @BeforeEach
  void handshake() {
    server.start(new int[] {SettingId.INITIAL_WINDOW_SIZE.id(), 1 << 20}, 1 << 20);
    server.flush(output);
    read(Unpooled.copiedBuffer(FramePeer.PREFACE, StandardCharsets.US_ASCII).array(), RawFrame.settings().bytes(),
      RawFrame.settingsAck().bytes());
    buffers = 0;
  }

  @AfterEach
  void close() {
    server.close(ConnectionEnd.lost("the test is over"));
  }

  /** What the driver does with one read of the socket. */
  private void read(byte[]... pieces) {
    ByteBuf input = Unpooled.directBuffer();
    for (byte[] piece : pieces) {
      input.writeBytes(piece);
    }
    server.receive(input);
    input.release();
    server.flush(output);
  }

  @Test
  void a_read_that_leaves_nothing_to_send_costs_one_native_call_and_no_buffer() {
    read(RawFrame.headers(1, false, HpackBlock.post("/")).bytes());
    long before = server.nativeCalls();
    for (int i = 0; i < READS; i++) {
      read(RawFrame.data(1, "x".repeat(1000), false).bytes());
    }
    assertEquals(READS, server.nativeCalls() - before);
    assertEquals(0, buffers);
    assertEquals(READS * 1000, streams.get(1).stream.bytesReceived());
  }

  @Test
  void an_upload_that_is_read_at_once_costs_a_second_native_call_only_for_much_credit() {
    read(RawFrame.headers(1, false, HpackBlock.post("/")).bytes());
    long before = server.nativeCalls();
    for (int i = 0; i < READS; i++) {
      ByteBuf input = Unpooled.directBuffer().writeBytes(RawFrame.data(1, "x".repeat(16_000), false).bytes());
      server.receive(input);
      input.release();
      streams.get(1).stream.consume(16_000);
      server.flush(output);
    }
    long calls = server.nativeCalls() - before;
    int streamCredits = 7; // 1.6 MB, in quarters of the window of 1 MiB
    int connectionCredits = 4; // in halves
    assertTrue(calls <= READS + streamCredits + connectionCredits, calls + " native calls for " + READS + " reads");
  }

  @Test
  void credit_for_many_tiny_pieces_does_not_fill_the_command_buffer() {
    read(RawFrame.headers(1, false, HpackBlock.post("/")).bytes());
    int most = 0;
    for (int i = 0; i < 10_000; i++) {
      ByteBuf input = Unpooled.directBuffer().writeBytes(RawFrame.data(1, "x", false).bytes());
      server.receive(input);
      input.release();
      streams.get(1).stream.consume(1);
      server.flush(output);
      most = Math.max(most, server.commandBytes());
    }
    assertTrue(most <= 4096, most + " bytes of commands");
  }

  @Test
  void a_peer_whose_body_is_read_at_once_always_has_a_quarter_of_its_window() {
    read(RawFrame.headers(1, false, HpackBlock.post("/")).bytes());
    int window = 1 << 20;
    for (int sent = 0; sent < 3 * window; sent += 16_000) {
      ByteBuf input = Unpooled.directBuffer().writeBytes(RawFrame.data(1, "x".repeat(16_000), false).bytes());
      server.receive(input);
      input.release();
      streams.get(1).stream.consume(16_000);
      server.flush(output);
      int left = server.session().state().localWindowSize(1);
      assertTrue(left >= window / 4 - 16_000, left + " bytes of the window after " + sent);
    }
  }

  @Test
  void credit_that_waits_does_not_count_as_unread_against_the_limit() {
    int limit = 100_000;
    close();
    server = new ServerConnection(new SessionOptions().setMaxUnread(limit), this);
    handshake();
    read(RawFrame.headers(1, false, HpackBlock.post("/")).bytes(),
      RawFrame.headers(3, false, HpackBlock.post("/")).bytes());
    for (int i = 0; i < 9; i++) {
      read(RawFrame.data(1, "x".repeat(10_000), false).bytes()); // nobody reads these, and the limit is not reached
    }
    for (int sent = 0; sent < 4 << 20; sent += 9_000) {
      ByteBuf input = Unpooled.directBuffer().writeBytes(RawFrame.data(3, "x".repeat(9_000), false).bytes());
      server.receive(input);
      input.release();
      streams.get(3).stream.consume(9_000);
      server.flush(output);
      int left = server.session().state().localWindowSize(0);
      assertTrue(left >= (1 << 20) / 2 - limit, left + " bytes of the connection's window after " + sent);
    }
  }

  @Test
  void a_read_of_requests_with_immediate_responses_costs_two_native_calls() {
    respondsAtOnce = true;
    long before = server.nativeCalls();
    for (int i = 0; i < READS; i++) {
      read(RawFrame.headers(4 * i + 1, true, HpackBlock.get("/")).bytes(),
        RawFrame.headers(4 * i + 3, true, HpackBlock.get("/")).bytes());
    }
    assertEquals(2 * READS, server.nativeCalls() - before);
    assertEquals(READS, buffers);
  }

  @Test
  void what_the_library_sends_by_itself_is_sent_with_the_next_flush() {
    long before = server.nativeCalls();
    read(RawFrame.ping(1).bytes());
    assertEquals(2, server.nativeCalls() - before);
    read(RawFrame.pingAck(1).bytes());
    assertEquals(3, server.nativeCalls() - before);
  }
}
