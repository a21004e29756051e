package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.protocol.EndsInOutput;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

import java.util.function.Consumer;

/** Notifies the streams of a connection when the socket has taken their last bytes. Belongs to the event loop. */
final class SentNotifier {
  private final EndsInOutput endsInOutput;
  private final ChannelHandlerContext ctx;
  private final Runnable afterwards;
  private final Consumer<Throwable> failed;
  /** The last value of {@link EndsInOutput#written}. */
  private long awaited;

  /**
   * @param afterwards called after streams were notified when {@link #flushed} had already returned
   * @param failed called with an exception that a listener throws then
   */
  SentNotifier(EndsInOutput endsInOutput, ChannelHandlerContext ctx, Runnable afterwards, Consumer<Throwable> failed) {
    this.endsInOutput = endsInOutput;
    this.ctx = ctx;
    this.afterwards = afterwards;
    this.failed = failed;
  }

  /** Called after a flush. @param bytesWait whether bytes wait for the socket */
  void flushed(boolean bytesWait) {
    long ends = endsInOutput.written();
    if (ends == awaited) {
      return;
    }
    awaited = ends;
    if (!bytesWait) {
      endsInOutput.sent(ends);
    } else {
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
        if (done.isSuccess()) {
          notifyStreams(ends);
        }
      });
    }
  }

  /** Catches exceptions, because the channel would only log them. */
  private void notifyStreams(long ends) {
    try {
      endsInOutput.sent(ends);
      afterwards.run();
    } catch (Throwable e) {
      failed.accept(e);
    }
  }
}
