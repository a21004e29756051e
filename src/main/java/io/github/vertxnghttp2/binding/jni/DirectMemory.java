package io.github.vertxnghttp2.binding.jni;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;

/** Addresses of buffers, checked here since native code cannot check them. */
public final class DirectMemory {
  private DirectMemory() {
  }

  /** Where the readable bytes begin. */
  public static long toRead(String name, ByteBuf buffer) {
    return address(name, buffer) + buffer.readerIndex();
  }

  /** Where the writable bytes begin. */
  public static long toWrite(String name, ByteBuf buffer) {
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException(name + " is read-only");
    }
    return address(name, buffer) + buffer.writerIndex();
  }

  private static long address(String name, ByteBuf buffer) {
    if (buffer.refCnt() == 0) { // checked first: what the other methods of a released buffer do depends on the JDK
      throw new IllegalReferenceCountException(name + " was released");
    }
    if (!buffer.hasMemoryAddress()) {
      throw new IllegalArgumentException(name + " is not a direct buffer of one piece of memory: " + buffer);
    }
    return buffer.memoryAddress();
  }
}
