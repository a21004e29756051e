package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.Http2Options;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.concurrent.TimeUnit;

/**
 * Closes a connection, with all deadlines that this has. First the last bytes leave. Then this side ends its output, and
 * reads on and discards what still comes, until the peer has ended its own: a socket that is closed while bytes wait to be
 * read from it answers with a reset, on which the other end may throw away what it has not read yet.
 *
 * <p>A peer that is cut off has one round trip for each of the two. Another one has as long as it takes at least
 * minProgress bytes within each sendTimeout (shutdownGracePeriod if that is 0). After the last byte has left, it has
 * sendTimeout after each sign of life, and shutdownGracePeriod in all; if it has no more than minProgress bytes left to
 * read, one round trip is enough. On the event loop.
 */
final class Farewell {
  /** Milliseconds. */
  static final int ROUND_TRIP = 1000;
  /** Bytes from a peer that goes on sending, after which the reset is its own doing. */
  private static final int DISCARD_MAX = 1 << 20;

  /** Counts the bytes that were written. */
  interface OutputCounts {
    /** Those that the socket has taken; only the difference of two calls counts. */
    long takenBySocket();

    /** Those that the peer may not have read. */
    long possiblyUnread();
  }

  private enum Step { NONE, DRAINING, LINGERING, OVER }

  private final OutputCounts bytes;
  private final Runnable lastBytesLeft;
  private final ChannelHandlerContext ctx;
  private final int sendTimeout;
  private final int minProgress;
  private final int grace;
  private Step step = Step.NONE;
  private boolean patient;
  private ScheduledFuture<?> timer;
  /** Of the lingering in all. */
  private ScheduledFuture<?> limit;
  /** Bytes that had moved when the deadline was set: out while they drain, in while the connection lingers. */
  private long moved;
  private long discarded;

  /** @param lastBytesLeft called when the socket has taken all bytes */
  Farewell(OutputCounts bytes, Runnable lastBytesLeft, ChannelHandlerContext ctx, Http2Options options) {
    this.bytes = bytes;
    this.lastBytesLeft = lastBytesLeft;
    this.ctx = ctx;
    sendTimeout = options.getSendTimeout();
    minProgress = options.getMinProgress();
    grace = options.getShutdownGracePeriod();
  }

  /** @param patient whether the peer may read to the end, however long that takes */
  void begin(boolean patient) {
    if (step != Step.NONE) {
      return;
    }
    step = Step.DRAINING;
    this.patient = patient;
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> drained());
    if (step == Step.DRAINING) {
      awaitDrain();
    }
  }

  /** The peer has had its time. */
  void hurry() {
    if (patient && step != Step.OVER) {
      patient = false;
      if (step == Step.DRAINING) {
        awaitDrain();
      } else {
        deadline(ROUND_TRIP, this::end);
      }
    }
  }

  private void awaitDrain() {
    moved = bytes.takenBySocket();
    deadline(patient ? quiet() : ROUND_TRIP, this::stillDraining);
  }

  /** How long the peer may do nothing. */
  private int quiet() {
    return sendTimeout > 0 ? sendTimeout : Math.max(grace, ROUND_TRIP);
  }

  private void stillDraining() {
    if (patient && bytes.takenBySocket() - moved >= minProgress) {
      awaitDrain();
    } else {
      end();
    }
  }

  private void drained() {
    if (step != Step.DRAINING) {
      return;
    }
    step = Step.LINGERING;
    try {
      lastBytesLeft.run();
    } finally { // the socket is closed whatever a listener throws
      endOutput();
    }
  }

  private void endOutput() {
    if (!ctx.channel().isActive()) {
      end();
      return;
    }
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    } else if (ctx.channel() instanceof DuplexChannel channel) {
      channel.shutdownOutput();
    } else {
      end();
      return;
    }
    limit = ctx.executor().schedule(this::end, Math.max(grace, ROUND_TRIP), TimeUnit.MILLISECONDS);
    awaitEnd();
  }

  private void awaitEnd() {
    moved = discarded;
    boolean unread = patient && bytes.possiblyUnread() > minProgress;
    deadline(unread ? quiet() : ROUND_TRIP, this::stillLingering);
  }

  private void stillLingering() {
    if (patient && discarded > moved) {
      awaitEnd();
    } else {
      end();
    }
  }

  /** What came after the end was read, and had no use. */
  void discarded(int length) {
    discarded += length;
    if (discarded > DISCARD_MAX) {
      end();
    }
  }

  private void deadline(long milliseconds, Runnable passed) {
    cancel();
    timer = ctx.executor().schedule(passed, milliseconds, TimeUnit.MILLISECONDS);
  }

  private void end() {
    over();
    ctx.close();
  }

  /** The channel is closed. */
  void over() {
    step = Step.OVER;
    cancel();
    if (limit != null) {
      limit.cancel(false);
    }
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
