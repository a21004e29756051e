package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBuf;

/** Listens to a stream for which nobody waits. */
public final class DiscardedStream implements StreamListener {

  @Override
  public void onData(ByteBuf input, int offset, int length) {
    // the credit is returned when the stream closes
  }

  @Override
  public void onEnd(HeaderList trailers) {
    // nobody waits for it
  }

  @Override
  public void onClosed(long errorCode, ClosedBy by, ConnectionEnd connectionEnd) {
    // nobody waits for it
  }
}
