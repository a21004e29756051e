package io.github.vertxnghttp2.impl.body;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Writes a body without asking whether the user may write it. */
public interface BodyTarget {
  /** Part of the body, as {@code write} without its checks. The bytes belong to the message now, unless this throws. */
  Future<Void> writeBody(ByteBuf data);

  /** The last part of the body, as {@code end} without its checks. */
  Future<Void> endBody(Buffer data);
}
