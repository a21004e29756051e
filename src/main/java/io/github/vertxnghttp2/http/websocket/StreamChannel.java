package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.impl.ConnectionBase;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * A stream of HTTP/2 as a channel. DATA frames carry its bytes. As RFC 8441 section 5 asks, END_STREAM stands for the
 * orderly end of a TCP connection, and RST_STREAM with CANCEL for any other. Bytes that were received wait in the
 * stream's window while reading is paused. Belongs to the event loop of the connection.
 */
final class StreamChannel extends AbstractChannel implements StreamListener {
  /** How long a peer may take to end its side after this side has ended. Then the stream is reset. */
  static final int END_TIMEOUT_SECONDS = 5;
  private static final ChannelMetadata METADATA = new ChannelMetadata(false);
  private static final String OUTPUT = "streamOutput";

  /** Is notified of the response that a client receives. */
  interface ResponseListener {
    void onResponse(HeaderList head);
  }

  private enum State {
    /** The bytes that are received belong to a protocol that has not been agreed on. They are kept. */
    HANDSHAKE,
    OPEN, CLOSED
  }

  private final ConnectionBase connection;
  private final ChannelConfig config = new DefaultChannelConfig(this);
  private final Deque<ByteBuf> unread = new ArrayDeque<>(1);
  private final ResponseListener responses;
  private Stream stream;
  private State state = State.HANDSHAKE;
  private boolean headSent;
  private boolean readWanted;
  private boolean delivering;
  private boolean endReceived;
  private boolean orderly;
  private volatile boolean writable = true;
  private ScheduledFuture<?> endTimer;

  /** @param responses {@code null} for a server */
  StreamChannel(ConnectionBase connection, ResponseListener responses) {
    super(connection.channel());
    this.connection = connection;
    this.responses = responses;
  }

  /** Registers the channel with the connection's event loop, on which this is called. */
  void register() {
    connection.channel().eventLoop().register(this);
    pipeline().addFirst(OUTPUT, new Output());
  }

  /** The stream is open. */
  void stream(Stream opened) {
    stream = opened;
  }

  /** The id of the stream; 0 before it is open. */
  int streamId() {
    return stream == null ? 0 : stream.id();
  }

  /** The head of this side's message was submitted. */
  void headSent() {
    headSent = true;
  }

  /** The protocol is agreed on: what was received goes through the pipeline, beginning with a task of its own. */
  void startReading() {
    if (state == State.HANDSHAKE) {
      state = State.OPEN;
      eventLoop().execute(this::deliver);
    }
  }

  /** This side has sent all that its protocol asks for: when the channel is closed, that is an orderly end. */
  void endsOrderly() {
    orderly = true;
  }

  // --- sending ---

  /** Takes the bytes that come out of the pipeline. Netty's own queue would complete promises when they are queued. */
  private final class Output extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf bytes) {
        send(bytes, promise);
      } else {
        ReferenceCountUtil.release(message);
        promise.tryFailure(new UnsupportedOperationException("a stream of HTTP/2 takes no "
          + message.getClass().getName()));
      }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      // the connection sends what was written at the end of this turn of the event loop
    }
  }

  private void send(ByteBuf bytes, ChannelPromise promise) {
    if (state == State.CLOSED || stream == null || stream.isClosed()) {
      bytes.release();
      promise.tryFailure(new ClosedChannelException());
    } else if (!bytes.isReadable()) {
      bytes.release();
      promise.trySuccess();
    } else {
      connection.reportBytesWritten(bytes.readableBytes());
      stream.write(bytes, false, promise.isVoid() ? null : sent -> written(sent, promise));
      if (writable && stream.queuedBytes() > config.getWriteBufferHighWaterMark()) {
        changeWritable(false);
      }
    }
  }

  /** Completes the promise of a write. */
  static void written(boolean sent, ChannelPromise promise) {
    if (sent) {
      promise.trySuccess();
    } else {
      promise.tryFailure(new ClosedChannelException());
    }
  }

  @Override
  public void onWritten() {
    if (!writable && stream.queuedBytes() <= config.getWriteBufferLowWaterMark()) {
      changeWritable(true);
    }
  }

  private void changeWritable(boolean now) {
    writable = now;
    pipeline().fireChannelWritabilityChanged();
  }

  @Override
  public boolean isWritable() {
    return writable && state != State.CLOSED;
  }

  // --- receiving ---

  @Override
  public void onResponse(HeaderList head, boolean endStream) {
    responses.onResponse(head);
    if (endStream) {
      endReceived();
    }
  }

  @Override
  public void onData(ByteBuf input, int offset, int length) {
    connection.reportBytesRead(length);
    if (state == State.CLOSED) {
      stream.consume(length);
    } else if (length > 0) {
      unread.add(alloc().buffer(length).writeBytes(input, offset, length));
      deliver();
    }
  }

  @Override
  public void onEnd(HeaderList trailers) {
    endReceived();
  }

  private void endReceived() {
    endReceived = true;
    deliver();
    if (state == State.HANDSHAKE && unread.isEmpty()) {
      unsafe().close(voidPromise());
    }
  }

  @Override
  protected void doBeginRead() {
    readWanted = true;
    if (!delivering && !unread.isEmpty()) {
      eventLoop().execute(this::deliver);
    }
  }

  /** Gives the pipeline bytes as long as it asks for some. */
  private void deliver() {
    if (delivering || state != State.OPEN) {
      return;
    }
    delivering = true;
    try {
      for (ByteBuf next; readWanted && (next = unread.poll()) != null; ) {
        readWanted = false;
        stream.consume(next.readableBytes());
        pipeline().fireChannelRead(next);
        pipeline().fireChannelReadComplete(); // asks for the next bytes, unless reading is paused
      }
    } finally {
      delivering = false;
    }
    if (endReceived && unread.isEmpty() && state == State.OPEN) {
      pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      unsafe().close(voidPromise());
    }
  }

  // --- the end ---

  @Override
  protected void doClose() {
    state = State.CLOSED;
    for (ByteBuf dropped; (dropped = unread.poll()) != null; ) {
      stream.consume(dropped.readableBytes());
      dropped.release();
    }
    if (stream == null || stream.isClosed()) {
      return;
    }
    if (!headSent || !orderly && !endReceived) {
      stream.reset(ErrorCode.CANCEL.code());
      return;
    }
    stream.write(Unpooled.EMPTY_BUFFER, true, null);
    endTimer = eventLoop().schedule(() -> stream.reset(ErrorCode.NO_ERROR.code()), END_TIMEOUT_SECONDS,
      TimeUnit.SECONDS);
  }

  @Override
  public void onClosed(long errorCode, ClosedBy by, ConnectionEnd connectionEnd) {
    if (endTimer != null) {
      endTimer.cancel(false);
    }
    if (state == State.CLOSED) {
      return;
    }
    // RFC 8441 section 5 has CANCEL for what HTTP/1.1 shows as the unexpected end of the connection
    if (connectionEnd == null && errorCode != ErrorCode.NO_ERROR.code() && errorCode != ErrorCode.CANCEL.code()) {
      pipeline().fireExceptionCaught(new StreamResetException(errorCode));
    }
    unsafe().close(voidPromise());
  }

  // --- what a channel is asked for besides ---

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  public boolean isOpen() {
    return state != State.CLOSED;
  }

  @Override
  public boolean isActive() {
    return state != State.CLOSED;
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new AbstractUnsafe() {
      @Override
      public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        promise.tryFailure(new UnsupportedOperationException("a stream of HTTP/2 is connected"));
      }
    };
  }

  @Override
  protected SocketAddress localAddress0() {
    return address(connection.localAddress(), connection.localAddress(true), parent().localAddress());
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return address(connection.remoteAddress(), connection.remoteAddress(true), parent().remoteAddress());
  }

  /** The address that a proxy has named, or else that of the socket. */
  private static SocketAddress address(io.vertx.core.net.SocketAddress named, io.vertx.core.net.SocketAddress real,
                                       SocketAddress ofSocket) {
    return named == null || named.equals(real) || !named.isInetSocket() ? ofSocket
      : InetSocketAddress.createUnresolved(named.host(), named.port());
  }

  @Override
  protected void doBind(SocketAddress local) {
    throw new UnsupportedOperationException("a stream of HTTP/2 has the addresses of its connection");
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer queue) {
    // nothing comes so far: the handler before takes all messages
  }
}
