package io.github.vertxnghttp2.protocol.output;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a connection writes, and has room for as many bytes as a test says. */
public final class MemoryOutput implements Output {
  private final List<ByteBuf> written = new ArrayList<>();
  public int room = Integer.MAX_VALUE;

  @Override
  public ByteBuf allocate(int capacity) {
    return PooledByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
  }

  @Override
  public void write(ByteBuf bytes) {
    room -= bytes.readableBytes();
    written.add(bytes);
  }

  @Override
  public int room() {
    return Math.max(0, room);
  }

  public int size() {
    return written.stream().mapToInt(ByteBuf::readableBytes).sum();
  }

  public List<ByteBuf> pieces() {
    return written;
  }

  /** All that was written, in one direct buffer that belongs to the caller. */
  public ByteBuf take() {
    ByteBuf all = PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, size()));
    for (ByteBuf piece : written) {
      all.writeBytes(piece);
      piece.release();
    }
    written.clear();
    return all;
  }

  public void release() {
    take().release();
  }
}
