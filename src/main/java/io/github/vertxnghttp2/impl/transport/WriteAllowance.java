package io.github.vertxnghttp2.impl.transport;

import io.netty.util.internal.PlatformDependent;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A number of bytes that all connections of the JVM share: so many may wait for their sockets in addition to the
 * minimum that each connection has. Thread-safe.
 */
final class WriteAllowance {
  private static final int SHARE = 8;
  /** An eighth of the direct memory of the JVM, in which the bytes wait. */
  static final WriteAllowance OF_JVM = new WriteAllowance(PlatformDependent.maxDirectMemory() / SHARE);

  private final AtomicLong left;

  WriteAllowance(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** @return whether that many were left */
  boolean take(int bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void giveBack(int bytes) {
    left.addAndGet(bytes);
  }

  /** Bytes that are left. */
  long left() {
    return left.get();
  }
}
