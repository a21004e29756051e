package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.http.upgrade.ServerUpgradeHandler;
import io.github.vertxnghttp2.impl.transport.ConnectionDriver;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * The body of the request that has upgraded a connection, which comes in HTTP/1.1. Flow control of HTTP/2 does not
 * apply to it: reading from the socket stops while the application has more bytes to read than the window of a stream
 * has. What comes after the stream has closed is dropped. Belongs to the event loop.
 */
final class UpgradedBody implements ServerUpgradeHandler.Body {
  private final Channel channel;
  private final ConnectionDriver driver;
  private final int window;
  private StreamBridge stream;
  private long unread;
  private boolean stopped;
  private boolean closed;

  /** @param window how many unread bytes stop reading */
  UpgradedBody(Channel channel, ConnectionDriver driver, int window) {
    this.channel = channel;
    this.driver = driver;
    this.window = window;
  }

  /** Called before the first byte. */
  void stream(StreamBridge opened) {
    stream = opened;
  }

  @Override
  public void data(ByteBuf bytes) {
    if (closed) {
      return;
    }
    unread += bytes.readableBytes();
    stream.onData(bytes, bytes.readerIndex(), bytes.readableBytes());
    if (unread > window && !stopped && !closed) {
      stopped = true;
      channel.config().setAutoRead(false);
    }
  }

  /** The application has read so many bytes. */
  void credit(int bytes) {
    unread -= bytes;
    if (unread <= window) {
      readOn();
    }
  }

  @Override
  public void end() {
    if (!closed) {
      stream.onEnd(new HeaderList());
    }
    readOn(); // from now on the windows of HTTP/2 stop the client
  }

  @Override
  public void malformed(Throwable cause) {
    driver.cutOff(ConnectionEnd.fault(ErrorCode.PROTOCOL_ERROR,
      "the body of the request that upgrades the connection is malformed: " + cause.getMessage()));
  }

  /** The stream is closed. */
  void close() {
    closed = true;
    readOn();
  }

  private void readOn() {
    if (stopped) {
      stopped = false;
      channel.config().setAutoRead(true);
    }
  }
}
