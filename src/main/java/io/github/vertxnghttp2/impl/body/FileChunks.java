package io.github.vertxnghttp2.impl.body;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.file.FileSystemException;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;
import io.vertx.core.internal.ContextInternal;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * A part of a file in chunks of pooled direct memory, which the socket takes without another copy. Worker threads read
 * them, because the file may be on a slow disk. A mapped file would need no copy at all, but the connection would break
 * if the file became shorter.
 */
final class FileChunks {
  private static final int SIZE = 64 << 10;

  private final ContextInternal context;
  private final String path;
  private final FileChannel file;
  private final long length;
  private long position;
  private long left;

  private FileChunks(ContextInternal context, String path, FileChannel file, long offset, long length)
    throws IOException {
    this.context = context;
    this.path = path;
    this.file = file;
    long size = file.size();
    if (offset > size) {
      throw new IllegalArgumentException("offset is " + offset + ", but " + path + " has only " + size + " bytes");
    }
    this.length = Math.min(length, size - offset);
    position = offset;
    left = this.length;
  }

  /** @return fails with a FileSystemException if the file cannot be opened */
  static Future<FileChunks> open(ContextInternal context, String path, long offset, long length) {
    File resolved = context.owner().fileResolver().resolve(path);
    return context.executeBlockingInternal(() -> {
      FileChannel file;
      try {
        file = FileChannel.open(resolved.toPath(), StandardOpenOption.READ);
      } catch (IOException e) {
        throw new FileSystemException("Unable to open file at path '" + path + "'", e);
      }
      try {
        return new FileChunks(context, path, file, offset, length);
      } catch (Throwable e) {
        file.close();
        throw e;
      }
    });
  }

  /** Bytes of all chunks. */
  long length() {
    return length;
  }

  /** Whether the last chunk was read. */
  boolean isAtEnd() {
    return left == 0;
  }

  /**
   * Reads the next chunk, which belongs to the caller. The previous read must have ended.
   *
   * @return fails with an EOFException if the file has become shorter
   */
  Future<ByteBuf> next() {
    int size = (int) Math.min(SIZE, left);
    // here, and not in the task: event loops have a cache in the pool, and workers share one
    ByteBuf chunk = VertxByteBufAllocator.POOLED_ALLOCATOR.directBuffer(size, size);
    return context.executeBlockingInternal(() -> read(chunk));
  }

  private ByteBuf read(ByteBuf chunk) throws IOException {
    try {
      while (chunk.isWritable()) {
        int read = chunk.writeBytes(file, position, chunk.writableBytes());
        if (read < 0) {
          throw new EOFException(path + " became shorter while it was sent: " + (left - chunk.readableBytes()) + " of "
            + length + " bytes are missing");
        }
        position += read;
      }
      left -= chunk.readableBytes();
      return chunk;
    } catch (Throwable e) {
      chunk.release();
      throw e;
    }
  }

  Future<Void> close() {
    return context.executeBlockingInternal(() -> {
      file.close();
      return null;
    });
  }
}
