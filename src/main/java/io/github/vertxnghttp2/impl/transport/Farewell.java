package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.Http2Options;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that the peer can read its last bytes. There are two steps:
 * <ol>
 * <li>Draining: the last bytes are written to the socket.
 * <li>Lingering: this side ends its output, and discards what still comes until the peer has ended its own output. A
 * socket that is closed while it has unread input sends a TCP reset, after which the peer may lose bytes that it has
 * not read yet.
 * </ol>
 *
 * <p>A hurried farewell allows one round trip for each step. A patient one drains for as long as the peer takes
 * minProgress bytes within each sendTimeout (shutdownGracePeriod if that is 0). It lingers until sendTimeout has passed
 * since the last byte came, and for shutdownGracePeriod at most. If the peer has at most minProgress bytes left to
 * read, one round trip is enough. Belongs to the event loop.
 */
final class Farewell {
  /** Milliseconds. */
  static final int ROUND_TRIP = 1000;
  /** Bytes that are discarded at most; a peer that sends more gets the TCP reset. */
  private static final int DISCARD_MAX = 1 << 20;

  /** Counts written bytes. */
  interface OutputCounts {
    /** Bytes that the socket has taken. Only the difference of two calls is meaningful. */
    long takenBySocket();

    /** Bytes that the peer may not have read. */
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
  /** The end of lingering. */
  private ScheduledFuture<?> limit;
  /** Bytes that had moved when the deadline was set: sent ones while draining, discarded ones while lingering. */
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

  /** @param patient whether the peer gets more than one round trip for each step */
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

  /** Makes a patient farewell a hurried one. */
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

  /** Milliseconds without progress after which a patient farewell ends. */
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
    } finally { // closes the socket even if a listener throws
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

  /** Bytes came after the connection was closed, and were discarded. */
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
