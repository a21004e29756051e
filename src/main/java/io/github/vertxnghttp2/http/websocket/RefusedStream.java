package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.netty.buffer.ByteBuf;

/** Listens to a stream whose request got a response that ends it. The client need not end its side. */
final class RefusedStream implements StreamListener {
  private final Stream stream;

  RefusedStream(Stream stream) {
    this.stream = stream;
  }

  @Override
  public void onData(ByteBuf input, int offset, int length) {
    stream.consume(length);
  }

  @Override
  public void onEnd(HeaderList trailers) {
    // nobody waits for it
  }

  @Override
  public void onSent() {
    if (!stream.isRemoteEnded()) {
      stream.reset(ErrorCode.NO_ERROR.code());
    }
  }

  @Override
  public void onClosed(long errorCode, ClosedBy by, ConnectionEnd connectionEnd) {
    // nobody waits for it
  }
}
