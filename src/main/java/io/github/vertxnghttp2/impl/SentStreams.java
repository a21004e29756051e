package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.protocol.Connection;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/** Tells the streams of a connection that their last bytes have left: when the socket has taken them. On the event loop. */
final class SentStreams {
  private final Connection connection;
  private final ChannelHandlerContext ctx;
  /** By {@link Connection#endsWritten}. */
  private long awaited;

  SentStreams(Connection connection, ChannelHandlerContext ctx) {
    this.connection = connection;
    this.ctx = ctx;
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
          connection.endsLeft(ends);
        }
      });
    }
  }
}
