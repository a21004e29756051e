package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.binding.SessionException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.impl.handshake.RenegotiationGuard;
import io.github.vertxnghttp2.impl.telemetry.ConnectionMeter;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Connects a {@link Connection} to a channel. It calls receive once for each read, and flush once after each batch of
 * reads and once after each turn of the event loop in which the user submitted something. Long bodies that handlers of
 * a read have written are flushed at once. Belongs to the channel's event loop.
 */
public final class ConnectionDriver extends ChannelDuplexHandler {
  private static final System.Logger LOG = System.getLogger(ConnectionDriver.class.getName());

  /**
   * If the handlers of a read have written so many bytes of bodies, they are sent before the next read. Otherwise their
   * write queues would be full while the rest of the batch is read, and pipes would have to copy it.
   */
  private static final int FLUSH_BETWEEN_READS = 32 << 10;

  private final Connection connection;
  private final Http2Options options;
  /** {@code null} without metrics. */
  private final ConnectionMeter meter;
  private final Consumer<ConnectionEnd> closed;
  private ChannelHandlerContext ctx;
  private boolean reading;
  private boolean readSince;
  private boolean flushing;
  private boolean scheduled;
  private boolean dirty;
  private ChannelOutput output;
  private ChannelInput input;
  private SentNotifier sentNotifier;
  private Farewell farewell;
  private ConnectionEnd why;
  private ConnectionEnd endWhenDone = ConnectionEnd.local(ErrorCode.NO_ERROR, "");
  private Runnable readHandler = () -> { };

  /**
   * @param options with the time limits for closing, see {@link Farewell}
   * @param meter {@code null} without metrics
   * @param closed called once, when the connection is closed
   */
  public ConnectionDriver(Connection connection, Http2Options options, ConnectionMeter meter,
                          Consumer<ConnectionEnd> closed) {
    this.connection = connection;
    this.options = options;
    this.meter = meter;
    this.closed = closed;
  }

  /** The connection has something to send. */
  public void dirty() {
    dirty = true;
    if (!reading && !flushing && !scheduled && ctx != null) {
      scheduled = true;
      ctx.executor().execute(this::flushScheduled);
    }
  }

  private void flushScheduled() {
    scheduled = false;
    flush();
  }

  /** Sends what the connection has to send, as long as the socket takes it. */
  public void flush() {
    if (ctx.channel().isWritable()) {
      flushNow();
    }
  }

  private void flushNow() {
    if (flushing || connection.isClosed()) {
      return;
    }
    flushing = true;
    try {
      boolean more;
      do {
        more = flushBatch();
      } while (more && ctx.channel().isWritable());
    } catch (SessionException e) {
      fail(e);
    } catch (Throwable e) { // bytes may be lost that the connection has handed over
      closeAfterError(e);
    } finally {
      flushing = false;
    }
    if (!connection.isClosed() && !connection.isWanted()) {
      closeAfterWrites(why());
    }
    continueReading();
  }

  private void continueReading() {
    if (input.mayContinue()) {
      ctx.executor().execute(this::readOn);
    }
  }

  /** @return whether there is more to send */
  private boolean flushBatch() {
    output.beginBatch();
    boolean more;
    try {
      do {
        dirty = false;
        more = connection.flush(output) || dirty;
      } while (more && !connection.isClosed() && output.room() > 0);
    } finally {
      output.endBatch();
    }
    output.flush();
    sentNotifier.flushed(output.waitingBytes() > 0);
    return (more || dirty) && !connection.isClosed();
  }

  /** Sets the reason to report when the connection is closed because it has nothing left to read or write. */
  void endWhenDone(ConnectionEnd end) {
    endWhenDone = end;
  }

  private ConnectionEnd why() {
    if (why != null) {
      return why;
    }
    return connection.end() != null ? connection.end() : endWhenDone;
  }

  /** Closes after the last bytes have left. A peer that was served gets time to read them. */
  private void closeAfterWrites(ConnectionEnd end) {
    boolean mayReadOn = end.cause() != ConnectionEnd.Cause.FAULT && !connection.isClosed()
      && connection.onlyOutputIsLeft();
    if (mayReadOn) {
      why = end;
      farewell.begin(true);
    } else {
      endNow(end); // before the last write, which may close the channel at once for a less exact reason
    }
  }

  private void lastBytesLeft() {
    if (!connection.isClosed()) {
      finish(why());
    }
  }

  /** Closes without waiting for the peer to take the bytes that wait for the socket. */
  public void cutOff(ConnectionEnd end) {
    if (!connection.isClosed()) {
      why = end;
      flushNow();
    }
    endNow(end);
  }

  /** Closes the socket even if a listener throws. */
  private void endNow(ConnectionEnd end) {
    try {
      finish(end);
    } finally {
      farewell.hurry();
      farewell.begin(false);
    }
  }

  /** Sends the queued bytes if the channel takes them, and closes. */
  public void close(ConnectionEnd end) {
    if (!connection.isClosed()) {
      why = end;
      flushNow();
      closeAfterWrites(end);
    }
  }

  private void fail(SessionException e) {
    LimitReached limit = connection.limitReached();
    ConnectionEnd end = limit != null ? ConnectionEnd.fault(limit.limit().errorCode(), limit.text())
      : ConnectionEnd.fault(e.isFlooded() ? ErrorCode.ENHANCE_YOUR_CALM : ErrorCode.PROTOCOL_ERROR, e.getMessage());
    if (e.isFlooded() || e.isBadPreface()) {
      sendGoAway(end);
    }
    closeAfterWrites(end);
  }

  private void sendGoAway(ConnectionEnd end) {
    try {
      connection.goAway(ErrorCode.of(end.errorCode()), end.reason());
      flushBatch();
    } catch (SessionException e) {
      // GOAWAY can no longer be sent; closing the socket is all that is left
    }
  }

  private void finish(ConnectionEnd end) {
    if (!connection.isClosed()) {
      ConnectionEnd reported = end;
      try {
        reported = connection.close(end);
      } finally {
        input.close();
        closed.accept(connection.end().cause() == ConnectionEnd.Cause.LOST ? connection.end() : reported);
      }
    }
  }

  public ChannelOutput output() {
    return output;
  }

  /** @param handler called after each batch of reads, before the responses are flushed */
  public void onRead(Runnable handler) {
    readHandler = handler;
  }

  /** Whether any bytes have come since the last call. */
  public boolean hasReadSince() {
    boolean read = readSince;
    readSince = false;
    return read;
  }

  // --- the channel ---

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    output = new ChannelOutput(ctx, meter);
    input = new ChannelInput(connection, ctx, this::flush);
    sentNotifier = new SentNotifier(connection.endsInOutput(), ctx, this::continueReading, this::closeAfterError);
    farewell = new Farewell(output, this::lastBytesLeft, ctx, options);
    RenegotiationGuard.install(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (connection.isClosed()) {
      discard(bytes);
      return;
    }
    reading = true;
    readSince = true;
    if (meter != null) {
      meter.read(bytes.readableBytes());
    }
    try {
      input.add(bytes);
      if (connection.bodyBytesSinceFlush() >= FLUSH_BETWEEN_READS) {
        flush();
      }
    } catch (SessionException e) {
      fail(e);
    }
  }

  /** Receives the bytes that were kept while reading had stopped, and reads again. */
  private void readOn() {
    if (!input.mayContinue()) {
      return;
    }
    reading = true;
    try {
      input.receiveKept();
      if (!connection.isClosed()) {
        readHandler.run();
      }
    } catch (SessionException e) {
      fail(e);
    } catch (Throwable e) {
      closeAfterError(e);
    } finally {
      reading = false;
    }
    flush();
    input.readAgain();
  }

  /** Whether reading has stopped because too many bytes wait to be sent. */
  public boolean isReadingStopped() {
    return input.isStopped();
  }

  private void discard(ByteBuf bytes) {
    int length = bytes.readableBytes();
    bytes.release();
    farewell.discarded(length);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    if (!connection.isClosed()) {
      readHandler.run();
    }
    flush();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    boolean writable = ctx.channel().isWritable();
    connection.outputFull(!writable);
    if (writable) {
      flush();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    output.close();
    farewell.over();
    finish(ConnectionEnd.lost("the peer closed the connection"));
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    closeAfterError(cause);
  }

  /** Closes the connection after an exception that nobody has handled: its state may be inconsistent. */
  public void closeAfterError(Throwable cause) {
    try {
      if (meter != null && !connection.isClosed()) {
        meter.failed(cause);
      }
      boolean lost = cause instanceof IOException || cause instanceof DecoderException; // of the network or TLS
      if (!lost) {
        LOG.log(System.Logger.Level.ERROR,
          ctx.channel().remoteAddress() + ": the connection is closed after an error: " + cause, cause);
      }
      String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      finish(lost ? ConnectionEnd.lost(text) : ConnectionEnd.fault(ErrorCode.INTERNAL_ERROR, text));
    } finally {
      ctx.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent idle) {
      if (connection.isClosed()) {
        return; // the farewell has its own time limits
      }
      String option = switch (idle.state()) {
        case READER_IDLE -> "readIdleTimeout";
        case WRITER_IDLE -> "writeIdleTimeout";
        case ALL_IDLE -> "idleTimeout";
      };
      connection.goAway(ErrorCode.NO_ERROR, "idle for longer than " + option);
      close(ConnectionEnd.local(ErrorCode.NO_ERROR, "idle for longer than " + option));
      return;
    }
    // close_notify: the peer sends nothing more.
    if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
      finish(ConnectionEnd.lost("the peer closed the TLS connection"));
      ctx.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    finish(ConnectionEnd.local(ErrorCode.NO_ERROR, "this side closed the connection"));
    ctx.close(promise);
  }
}
