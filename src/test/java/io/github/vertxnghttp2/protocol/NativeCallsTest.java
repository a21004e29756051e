package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
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

  private final ServerConnection server = new ServerConnection(new SessionOptions(), this);
  private final Map<Integer, RecordedStream> streams = new HashMap<>();
  private final MemoryOutput memory = new MemoryOutput();
  private boolean answers;
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
    if (answers) {
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
  void an_upload_that_is_read_costs_a_second_native_call_only_for_credit() {
    read(RawFrame.headers(1, false, HpackBlock.post("/")).bytes());
    long before = server.nativeCalls();
    int flushes = 0;
    for (int i = 0; i < READS; i++) {
      ByteBuf input = Unpooled.directBuffer().writeBytes(RawFrame.data(1, "x".repeat(16_000), false).bytes());
      server.receive(input);
      input.release();
      if (i % 10 == 9) { // the application reads in larger pieces
        streams.get(1).stream.consume(160_000);
        flushes++;
      }
      server.flush(output);
    }
    long calls = server.nativeCalls() - before;
    int connectionCredits = 4; // 1.6 MB, in halves of the window
    assertTrue(calls <= READS + flushes + connectionCredits, calls + " native calls for " + READS + " reads");
  }

  @Test
  void a_read_of_requests_that_are_answered_at_once_costs_two_native_calls() {
    answers = true;
    long before = server.nativeCalls();
    for (int i = 0; i < READS; i++) {
      read(RawFrame.headers(4 * i + 1, true, HpackBlock.get("/")).bytes(),
        RawFrame.headers(4 * i + 3, true, HpackBlock.get("/")).bytes());
    }
    assertEquals(2 * READS, server.nativeCalls() - before);
    assertEquals(READS, buffers);
  }

  @Test
  void what_the_library_answers_by_itself_is_sent() {
    long before = server.nativeCalls();
    read(RawFrame.ping(1).bytes());
    assertEquals(2, server.nativeCalls() - before);
    read(RawFrame.pingAck(1).bytes());
    assertEquals(3, server.nativeCalls() - before);
  }
}
