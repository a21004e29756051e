package io.github.vertxnghttp2.protocol.output;

import io.netty.buffer.ByteBuf;

import java.util.ArrayDeque;

/** The body bytes of a stream that wait for their DATA frames, first in first out. */
public final class OutboundBody {
  private final ArrayDeque<Object> pieces = new ArrayDeque<>(4);
  private long bytes;
  /** Whether {@link #stalls} will be called after the flush, because {@link #watch} returned true. */
  private boolean watched;
  private boolean stalled;
  private int streamId;

  /** @param written notified whether these bytes were sent, or {@code null} */
  public void add(ByteBuf piece, WriteListener written) {
    bytes += piece.readableBytes();
    pieces.add(piece);
    if (written != null) {
      pieces.add(written);
    }
  }

  public long bytes() {
    return bytes;
  }

  /** Hands the next {@code length} bytes to the output. */
  public void take(int length, Output output) {
    bytes -= length;
    stalled = false;
    int left = length;
    while (left > 0) {
      ByteBuf head = (ByteBuf) pieces.peek();
      int readable = head.readableBytes();
      if (readable > left) {
        output.write(head.readRetainedSlice(left));
        return;
      }
      left -= readable;
      pieces.remove();
      if (readable > 0) {
        output.write(head);
      } else {
        head.release();
      }
      if (pieces.peek() instanceof WriteListener written) {
        pieces.remove();
        written.onWritten(true);
      }
    }
  }

  /** @return whether the caller has to call {@link #stalls} after the flush; false if that is known or arranged */
  public boolean watch(int stream) {
    streamId = stream;
    boolean now = !watched && !stalled;
    watched |= now;
    return now;
  }

  /** The stream of the last {@link #watch}. */
  int streamId() {
    return streamId;
  }

  /** Called after a flush. @return whether bytes are left, which then wait for a window */
  public boolean stalls() {
    watched = false;
    stalled = bytes > 0;
    return stalled;
  }

  /** Releases the bytes that were not sent, and notifies their listeners. */
  public void release() {
    bytes = 0;
    for (Object piece; (piece = pieces.poll()) != null; ) {
      if (piece instanceof ByteBuf buffer) {
        buffer.release();
      } else {
        ((WriteListener) piece).onWritten(false);
      }
    }
  }
}
