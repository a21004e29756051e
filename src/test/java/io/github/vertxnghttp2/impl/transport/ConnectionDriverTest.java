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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertTrue;

class ConnectionDriverTest {
  private static final int LEAST_BATCH = 64 << 10;
  private static final int LARGEST_BATCH = 1 << 20;
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
}
