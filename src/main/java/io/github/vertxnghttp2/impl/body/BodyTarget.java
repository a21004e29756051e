package io.github.vertxnghttp2.impl.body;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** The body of a message that is sent, for the other classes of this package. */
public interface BodyTarget {
  /** The event loop of its connection. */
  EventLoop loop();

  /** Part of the body, as {@code write}. The bytes belong to the message now, unless this throws. */
  Future<Void> writeSlice(ByteBuf data);

  /** Part of the body, as {@code write} without its checks. The bytes belong to the message now, unless this throws. */
  Future<Void> writeBody(ByteBuf data);

  /** The last part of the body, as {@code end} without its checks. */
  Future<Void> endBody(Buffer data);
}
