package io.github.vertxnghttp2.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.netty.util.internal.PlatformDependent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process holds at a time when nothing is under way.
 *
 * @param heap bytes that a collection leaves
 * @param nghttp2 bytes of libnghttp2 and the binding
 * @param direct bytes that Netty holds outside of the heap
 * @param resident bytes of the process in memory, 0 where there is no /proc: whatever else native code may hold is in
 *   there
 * @param done what had ended until then
 */
record Sample(long seconds, long heap, long nghttp2, long direct, long resident, long descriptors, long threads,
  long done) {
  private static final long KIB = 1 << 10;
  static final long MIB = 1 << 20;
  static final String HEAD = String.format("%6s %9s %9s %9s %9s %6s %8s %10s", "s", "heap", "nghttp2", "direct",
    "resident", "files", "threads", "ended");

  static Sample take(long seconds, long done) {
    // Twice: what a first collection finds dead, cleaners and finalizers let go of; the second one counts.
    System.gc();
    System.gc();
    return new Sample(seconds, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), Nghttp2.memoryUsed(),
      PlatformDependent.usedDirectMemory(), residentNow(), openDescriptors(), ManagementFactory.getThreadMXBean()
        .getThreadCount(),
      done);
  }

  private static long residentNow() {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    try {
      return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long openDescriptors() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
  }

  /** A row under {@link #HEAD}: MiB, but for nghttp2's KiB. */
  String row() {
    return String.format("%6d %9.2f %9.1f %9.2f %9.1f %6d %8d %10d", seconds, heap / (double) MIB, nghttp2
      / (double) KIB, direct / (double) MIB, resident / (double) MIB, descriptors, threads, done);
  }
}
