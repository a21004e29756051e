package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.binding.SessionException;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.ServerConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

import java.util.ArrayDeque;

/**
 * Gives the connection what comes from the peer, unless so much waits to be sent to a client that does not read: then reading
 * from the socket stops, and what was read already is kept. A client always reads, RFC 9113 section 5.2.2: what waits there are
 * its own requests, and two ends that stop reading until the other one reads would wait for ever. On the event loop.
 */
final class ChannelInput {
  /** Bytes of answers that may wait while the socket takes nothing; with more, nothing is read. */
  private static final int COMMANDS_MAX = 128 << 10;
  /** Answers that may wait in whole while the socket takes nothing: each of them keeps its stream. */
  private static final int ENDS_MAX = 256;
  /** Bytes that are read at a time while the socket takes nothing: a few can ask for a lot. */
  private static final int CAREFUL = 1 << 10;

  private final Connection connection;
  private final ChannelHandlerContext ctx;
  private final Runnable flush;
  /** What was read, such as by TLS, and not received. */
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
   * Takes over what was read.
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
        if (stops && (connection.commandBytes() > COMMANDS_MAX || connection.endsLeaving() > ENDS_MAX)) {
          flush.run();
          if (isStuffed()) {
            stop(input.retain());
            return;
          }
          continue;
        }
        int length = ctx.channel().isWritable() ? input.readableBytes() : Math.min(CAREFUL, input.readableBytes());
        connection.receive(length == input.readableBytes() ? input : input.readSlice(length));
      }
    } finally {
      input.release();
    }
  }

  private boolean isStuffed() {
    return connection.commandBytes() > COMMANDS_MAX && !ctx.channel().isWritable() || connection.endsLeaving() > ENDS_MAX;
  }

  private void stop(ByteBuf rest) {
    kept.addFirst(rest);
    stopped = true;
    ctx.channel().config().setAutoRead(false);
  }

  /** Whether nothing is read at present, because too much waits to be sent. */
  boolean isStopped() {
    return stopped;
  }

  /** Whether reading has stopped, and the peer has read enough since. */
  boolean mayGoOn() {
    return stopped && !isStuffed();
  }

  /**
   * Receives what was kept, as long as {@link #mayGoOn}; {@link #readAgain} is due after it.
   *
   * @throws SessionException if the connection cannot go on
   */
  void receiveKept() {
    stopped = false;
    for (ByteBuf input; !stopped && (input = kept.poll()) != null; ) {
      receive(input);
    }
  }

  /** Reads from the socket again, unless what was kept asked for too much once more. */
  void readAgain() {
    if (!stopped) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  /** At the end of the connection: what comes now is only thrown away. */
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
