package io.github.vertxnghttp2.impl.body;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;

/** The user's handler of the bytes of a body: it takes either buffers or slices, which it does not own. */
record ChunkHandler(Handler<Buffer> buffers, Handler<ByteBuf> slices) {

  boolean takesSlices() {
    return slices != null;
  }

  void handle(ContextInternal context, Buffer chunk) {
    if (slices == null) {
      context.dispatch(chunk, buffers);
    } else {
      context.dispatch(((BufferInternal) chunk).getByteBuf(), slices);
    }
  }

  void handle(ContextInternal context, ByteBuf slice) {
    context.dispatch(slice, slices);
  }
}
