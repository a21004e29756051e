package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.binding.SessionException;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.ServerConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

import java.util.ArrayDeque;

/**
 * Passes received bytes to the connection. On a server, reading from the socket stops while too many bytes wait to be
 * sent to a client that does not read; bytes that were read already are kept. A client never stops reading, RFC 9113
 * section 5.2.2: the bytes that wait there are its own requests, and if both ends stopped until the other one reads,
 * they would wait for ever. Belongs to the event loop.
 */
final class ChannelInput {
  /** Bytes of responses that may wait while the socket takes nothing. If there are more, reading stops. */
  private static final int COMMANDS_MAX = 128 << 10;
  /** Complete responses that may wait while the socket takes nothing: each of them keeps its stream open. */
  private static final int ENDS_MAX = 256;
  /** Bytes that are received at a time while the socket takes nothing, because a few bytes can request much output. */
  private static final int SMALL_STEP = 1 << 10;

  private final Connection connection;
  private final ChannelHandlerContext ctx;
  private final Runnable flush;
  /** Bytes that were read from the socket, for example by TLS, but not passed on yet. */
  private final ArrayDeque<ByteBuf> kept = new ArrayDeque<>(0);
  private final boolean stops;
  private boolean stopped;

  /** @param flush sends what the socket takes */
  ChannelInput(Connection connection, ChannelHandlerContext ctx, Runnable flush) {
    this.connection = connection;
    this.ctx = ctx;
    this.flush = flush;
    stops = connection instanceof ServerConnection;
  }

  /**
   * Passes on or keeps bytes that were read. They belong to this object now.
   *
   * @throws SessionException if the connection cannot go on
   */
  void add(ByteBuf bytes) {
    ByteBuf input = bytes.hasMemoryAddress() ? bytes : copy(bytes);
    if (kept.isEmpty()) {
      receive(input);
    } else {
      kept.add(input);
    }
  }

  private ByteBuf copy(ByteBuf bytes) {
    try {
      return ctx.alloc().directBuffer(bytes.readableBytes()).writeBytes(bytes);
    } finally {
      bytes.release();
    }
  }

  private void receive(ByteBuf input) {
    try {
      while (input.isReadable() && !connection.isClosed()) {
        if (stops && (connection.commandBytes() > COMMANDS_MAX || connection.endsInOutput().size() > ENDS_MAX)) {
          flush.run();
          if (isTooMuchWaiting()) {
            stop(input.retain());
            return;
          }
          continue;
        }
        int length = ctx.channel().isWritable() ? input.readableBytes() : Math.min(SMALL_STEP, input.readableBytes());
        connection.receive(length == input.readableBytes() ? input : input.readSlice(length));
      }
    } finally {
      input.release();
    }
  }

  private boolean isTooMuchWaiting() {
    return connection.commandBytes() > COMMANDS_MAX && !ctx.channel().isWritable()
      || connection.endsInOutput().size() > ENDS_MAX;
  }

  private void stop(ByteBuf rest) {
    kept.addFirst(rest);
    stopped = true;
    ctx.channel().config().setAutoRead(false);
  }

  /** Whether reading has stopped because too many bytes wait to be sent. */
  boolean isStopped() {
    return stopped;
  }

  /** Whether reading has stopped but may continue, because the peer has read enough since. */
  boolean mayContinue() {
    return stopped && !isTooMuchWaiting();
  }

  /**
   * Passes on the kept bytes until too many bytes wait again. To be followed by {@link #readAgain}.
   *
   * @throws SessionException if the connection cannot go on
   */
  void receiveKept() {
    stopped = false;
    for (ByteBuf input; !stopped && (input = kept.poll()) != null; ) {
      receive(input);
    }
  }

  /** Reads from the socket again, unless the kept bytes have caused another stop. */
  void readAgain() {
    if (!stopped) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  /** The connection is closed: kept bytes are dropped, and reading continues so that the rest can be discarded. */
  void close() {
    for (ByteBuf input; (input = kept.poll()) != null; ) {
      input.release();
    }
    if (stopped) {
      stopped = false;
      readAgain();
    }
  }
}
