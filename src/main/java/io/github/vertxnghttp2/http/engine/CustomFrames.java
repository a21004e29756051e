package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.impl.body.EventLoops;
import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.http2.Http2Stream;
import io.vertx.core.internal.ContextInternal;

/**
 * Takes the custom frames of a connection to the threads of the user. No window limits how many of them a peer sends.
 * So the bytes are limited that wait while the user's threads are busy. Belongs to the event loop.
 */
final class CustomFrames {
  static final int MAX_WAITING_BYTES = 1 << 20;
  /** About what the objects of a frame and of its task take. */
  private static final int OVERHEAD = 256;

  private final EventLoop loop;
  private int waiting;

  CustomFrames(EventLoop loop) {
    this.loop = loop;
  }

  /** @return false if too many bytes wait: the frame is dropped */
  boolean pass(Http2Stream stream, int frameType, int flags, byte[] payload) {
    ContextInternal context = stream.context();
    if (EventLoops.isOn(context, loop)) {
      stream.onCustomFrame(frameType, flags, Buffer.buffer(payload));
      return true;
    }
    int bytes = payload.length + OVERHEAD;
    if (waiting + bytes > MAX_WAITING_BYTES) {
      return false;
    }
    waiting += bytes;
    stream.onCustomFrame(frameType, flags, Buffer.buffer(payload));
    context.execute(bytes, taken -> loop.execute(() -> waiting -= taken)); // runs after the user's handler
    return true;
  }
}
