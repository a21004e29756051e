package io.github.vertxnghttp2.impl.transport;

import io.netty.util.internal.PlatformDependent;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that several connections together may have waiting for their sockets, beyond the least that each may have.
 * Thread-safe.
 */
final class WriteAllowance {
  private static final int SHARE = 8;
  /** An eighth of the direct memory of the JVM, which is where they wait. */
  static final WriteAllowance OF_JVM = new WriteAllowance(PlatformDependent.maxDirectMemory() / SHARE);

  private final AtomicLong left;

  WriteAllowance(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** @return whether there were as many */
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

  /** Bytes that nobody has taken. */
  long left() {
    return left.get();
  }
}
