package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.ConnectionListener;
import io.github.vertxnghttp2.protocol.ServerConnection;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConnectionDriverTest {
  private static final int LEAST_BATCH = 64 << 10;
  private static final int LARGEST_BATCH = 1 << 20;
  private static final int LEAST_UNSENT = 16 << 10;
  private static final int FRAME = 9 + (16 << 10);
  private static final ByteBuf DIRECT = Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeZero(64 << 10));
  private static final ByteBuf HEAP = Unpooled.unreleasableBuffer(Unpooled.buffer().writeZero(64 << 10));

  private final Endless server = new Endless();
  private ThrottledChannel channel;

  /** Responds to each request with a body that never ends, 64 KiB at a time. */
  private static final class Endless implements ConnectionListener {
    private final ServerConnection connection = new ServerConnection(new SessionOptions(), this);
    private final ConnectionDriver driver = new ConnectionDriver(connection, new Http2Options(), null, end -> { });
    private ByteBuf chunk = DIRECT;
    private long written;

    @Override
    public void onDirty() {
      driver.dirty();
    }

    @Override
    public void onRequest(Stream stream, HeaderList head, boolean endStream) {
      stream.listener(new StreamListener() {
        @Override
        public void onData(ByteBuf input, int offset, int length) {
        }

        @Override
        public void onEnd(HeaderList trailers) {
        }

        @Override
        public void onWritten() {
          if (stream.queuedBytes() == 0) {
            write(stream);
          }
        }

        @Override
        public void onClosed(long errorCode, ClosedBy by, ConnectionEnd connectionEnd) {
        }
      });
      stream.respond(200, new OutboundFields(), false);
      write(stream);
    }

    private void write(Stream stream) {
      written += chunk.readableBytes();
      stream.write(chunk.duplicate(), false, null);
    }
  }

  @BeforeEach
  void a_peer_with_windows_that_never_fill() {
    channel = new ThrottledChannel(server.driver);
    server.connection.start(new int[0], 65_535);
    server.driver.flush();
    channel.receive(Unpooled.directBuffer().writeBytes(FramePeer.PREFACE.getBytes(StandardCharsets.US_ASCII))
      .writeBytes(RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE).bytes())
      .writeBytes(RawFrame.windowUpdate(0, Integer.MAX_VALUE - 65_535).bytes()));
  }

  @AfterEach
  void close() {
    server.connection.close(ConnectionEnd.lost("the test is over"));
    channel.finishAndReleaseAll();
  }

  private void receive(RawFrame frame) {
    channel.receive(Unpooled.directBuffer().writeBytes(frame.bytes()));
  }

  private void request(int streamId) {
    receive(RawFrame.headers(streamId, true, HpackBlock.get("/endless")));
  }

  @Test
  void a_peer_that_never_reads_costs_one_batch_however_much_it_requests() {
    channel.allow(0);
    request(1);
    assertTrue(channel.waiting() >= LEAST_BATCH, channel.waiting() + " bytes");
    for (int i = 0; i < 200; i++) {
      request(2 * i + 3);
      receive(RawFrame.ping(i));
    }
    assertTrue(channel.waiting() <= LEAST_BATCH + 2 * FRAME, channel.waiting() + " bytes wait for the socket");
    assertTrue(server.written <= (201 + 2) * 65_536L, server.written + " bytes were asked of the application");
  }

  @Test
  void a_read_to_which_nothing_is_said_flushes_nothing() {
    int[] flushes = {0};
    channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
      @Override
      public void flush(ChannelHandlerContext ctx) {
        flushes[0]++;
        ctx.flush();
      }
    });
    receive(RawFrame.settingsAck());
    assertEquals(0, flushes[0]);
    receive(RawFrame.ping(1));
    assertEquals(1, flushes[0]);
  }

  @Test
  void waiting_bytes_are_sent_when_the_socket_takes_more() {
    channel.allow(0);
    request(1);
    receive(RawFrame.ping(7));
    long before = server.written;
    channel.allow(300_000);
    assertTrue(server.written > before);
    assertTrue(channel.waiting() > 0, "the socket is full again");
  }

  @Test
  void a_batch_grows_to_1_MiB_while_the_socket_takes_it_at_once_and_shrinks_when_it_does_not() {
    channel.allow(16 << 20);
    request(1);
    assertTrue(channel.largestWrite() >= LARGEST_BATCH, channel.largestWrite() + " bytes at once");
    assertTrue(channel.largestWrite() <= LARGEST_BATCH + 2 * FRAME, channel.largestWrite() + " bytes at once");
    for (int i = 0; i < 20; i++) {
      channel.allow(channel.waiting());
    }
    assertTrue(channel.waiting() <= LEAST_BATCH + 2 * FRAME, channel.waiting() + " bytes wait for the socket");
  }

  @Test
  void bodies_from_the_heap_and_the_heads_between_them_leave_in_few_large_pieces() {
    server.chunk = HEAP;
    int before = channel.pieces();
    channel.allow(4 << 20);
    request(1);
    int pieces = channel.pieces() - before;
    assertTrue(server.written >= 4 << 20, server.written + " bytes");
    assertTrue(pieces <= 4 * 16 * 2, pieces + " pieces of " + server.written + " bytes");
  }

  /** The socket takes one or two pieces of at most 16 KiB every 20 ms, and is full all the time. */
  private void sendSlowly(int times) {
    for (int i = 0; i < times; i++) {
      channel.advanceTimeBy(20, TimeUnit.MILLISECONDS);
      channel.allow(FRAME);
    }
  }

  @Test
  void few_bytes_wait_for_a_slow_line_where_the_operating_system_takes_few() {
    channel.freezeTime();
    server.driver.output().limitUnsent(LEAST_UNSENT);
    channel.allow(0);
    request(1);
    sendSlowly(20);
    assertEquals(List.of(128L << 10, (long) LEAST_UNSENT), channel.config().unsentLimits());
    for (int i = 0; i < 100; i++) {
      sendSlowly(1);
      assertTrue(channel.waiting() <= LEAST_UNSENT + FRAME, channel.waiting() + " bytes wait for the socket");
    }
  }

  @Test
  void a_fast_line_gets_large_batches_and_no_limit() {
    channel.freezeTime();
    server.driver.output().limitUnsent(LEAST_UNSENT);
    channel.allow(0);
    request(1);
    for (int i = 0; i < 100; i++) {
      channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      channel.allow(2 << 20);
    }
    assertEquals(List.of(128L << 10, 0L), channel.config().unsentLimits());
    assertTrue(channel.largestWrite() >= LARGEST_BATCH / 2, channel.largestWrite() + " bytes at once");
  }

  @Test
  void a_slow_application_does_not_make_a_line_slow() {
    channel.freezeTime();
    server.driver.output().limitUnsent(LEAST_UNSENT);
    for (int i = 0; i < 100; i++) {
      channel.allow(0);
      receive(RawFrame.ping(i));
      channel.advanceTimeBy(50, TimeUnit.MILLISECONDS);
      channel.allow(Long.MAX_VALUE);
      channel.advanceTimeBy(50, TimeUnit.MILLISECONDS);
    }
    assertEquals(List.of(128L << 10), channel.config().unsentLimits());
  }
}
