package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.binding.Nghttp2;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.fail;

/** Remembers how much native memory was used before a test. Fails if more is used when it is closed, after all else. */
final class Leaks implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN = Duration.ofMillis(5);

  private final long bytes = Nghttp2.memoryUsed();
  private final long sessions = Nghttp2.sessionsOpen();

  /** Native bytes beyond those from before. */
  long bytes() {
    return Nghttp2.memoryUsed() - bytes;
  }

  @Override
  public void close() {
    eventually(() -> "native bytes are " + Nghttp2.memoryUsed() + ", were " + bytes + "; sessions are "
      + Nghttp2.sessionsOpen() + ", were " + sessions, () -> bytes() <= 0 && Nghttp2.sessionsOpen() <= sessions);
  }

  /** For what other threads bring about, and tell nobody. */
  static void eventually(String what, BooleanSupplier condition) {
    eventually(() -> "in vain: " + what, condition);
  }

  private static void eventually(Supplier<String> otherwise, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail(otherwise.get());
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }
}
