package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.protocol.Connection;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

import java.util.function.Consumer;

/** Tells the streams of a connection that their last bytes have left: when the socket has taken them. On the event loop. */
final class SentStreams {
  private final Connection connection;
  private final ChannelHandlerContext ctx;
  private final Runnable left;
  private final Consumer<Throwable> broken;
  /** By {@link Connection#endsWritten}. */
  private long awaited;

  /**
   * @param left called when some were told later than by {@link #flushed}
   * @param broken told what a listener has thrown then
   */
  SentStreams(Connection connection, ChannelHandlerContext ctx, Runnable left, Consumer<Throwable> broken) {
    this.connection = connection;
    this.ctx = ctx;
    this.left = left;
    this.broken = broken;
  }

  /** After a flush. @param bytesWait whether the socket has not taken all of it */
  void flushed(boolean bytesWait) {
    long ends = connection.endsWritten();
    if (ends == awaited) {
      return;
    }
    awaited = ends;
    if (!bytesWait) {
      connection.endsLeft(ends);
    } else {
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
        if (done.isSuccess()) {
          tell(ends);
        }
      });
    }
  }

  /** The channel only logs what its listeners throw. */
  private void tell(long ends) {
    try {
      connection.endsLeft(ends);
      left.run();
    } catch (Throwable e) {
      broken.accept(e);
    }
  }
}
