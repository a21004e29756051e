package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.HeaderList;
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
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** A tracer, a meter or a listener that throws ends its connection and affects no other. */
class BrokenListenerTest implements ConnectionListener {
  private final ServerConnection connection = new ServerConnection(new SessionOptions(), this);
  private final List<String> told = new ArrayList<>();
  private final ConnectionDriver driver = new ConnectionDriver(connection, new Http2Options(), null, end -> told.add(
    "over"));
  private final List<Stream> streams = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel(driver);
  private final long sessionsBefore = Nghttp2.sessionsOpen() - 1;
  private int refused;

  @Override
  public void onDirty() {
    driver.dirty();
  }

  /** The listener of stream 1 throws. */
  @Override
  public void onRequest(Stream stream, HeaderList head, boolean endStream) {
    if (stream.id() == refused) {
      throw new StackOverflowError("broken at a request");
    }
    streams.add(stream);
    stream.listener(new StreamListener() {
      @Override
      public void onData(ByteBuf input, int offset, int length) {
        // there is none
      }

      @Override
      public void onEnd(HeaderList trailers) {
        // nobody waits for it
      }

      @Override
      public void onWritten() {
        fail("written");
      }

      @Override
      public void onClosed(long errorCode, ClosedBy by, ConnectionEnd connectionEnd) {
        told.add("closed " + stream.id());
        fail("closed");
      }

      private void fail(String what) {
        if (stream.id() == 1) {
          throw new IllegalStateException("broken when " + what);
        }
      }
    });
  }

  @BeforeEach
  void two_requests() {
    connection.start(new int[0], 65_535);
    driver.flush();
    channel.writeInbound(Unpooled.directBuffer().writeBytes(FramePeer.PREFACE.getBytes(StandardCharsets.US_ASCII))
      .writeBytes(RawFrame.settings().bytes())
      .writeBytes(RawFrame.headers(1, true, HpackBlock.get("/1")).bytes())
      .writeBytes(RawFrame.headers(3, true, HpackBlock.get("/3")).bytes()));
    channel.runPendingTasks();
  }

  @AfterEach
  void close() {
    connection.close(ConnectionEnd.lost("the test is over"));
    channel.releaseOutbound();
  }

  private static void run(Runnable what) {
    try {
      what.run();
    } catch (IllegalStateException e) {
      assertEquals("broken when closed", e.getMessage());
    }
  }

  private void assertAllIsOver() {
    assertEquals(List.of("closed 1", "closed 3", "over"), told);
    assertFalse(channel.isOpen());
  }

  @Test
  void a_listener_that_throws_at_the_end_does_not_keep_the_other_streams_from_their_notification() {
    run(() -> driver.closeAfterError(new IllegalStateException("the reason")));
    run(channel::close);
    assertAllIsOver();
  }

  @Test
  void a_listener_that_throws_on_a_read_ends_the_connection_and_all_streams_are_notified() {
    refused = 5;
    ByteBuf wire = Unpooled.directBuffer().writeBytes(RawFrame.headers(5, true, HpackBlock.get("/5")).bytes())
      .writeBytes(RawFrame.headers(7, true, HpackBlock.get("/7")).bytes());
    run(() -> channel.writeInbound(wire));
    run(channel::runPendingTasks);
    assertAllIsOver();
    assertEquals(List.of(1, 3), streams.stream().map(Stream::id).toList());
    assertEquals(sessionsBefore, Nghttp2.sessionsOpen());
    assertEquals(0, wire.refCnt());
  }

  @Test
  void a_listener_that_throws_on_a_write_ends_the_connection() {
    streams.get(0).respond(200, new OutboundFields(), false);
    streams.get(0).write(Unpooled.wrappedBuffer(new byte[10]), false, null);
    run(channel::runPendingTasks);
    assertAllIsOver();
  }
}
