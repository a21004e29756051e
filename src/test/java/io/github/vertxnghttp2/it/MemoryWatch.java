package io.github.vertxnghttp2.it;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.netty.util.internal.PlatformDependent;

import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** What this JVM has needed since the watch began. */
final class MemoryWatch {
  private final AtomicLong heap = new AtomicLong();

  MemoryWatch() {
    ManagementFactory.getGarbageCollectorMXBeans().forEach(collector -> ((NotificationEmitter) collector)
      .addNotificationListener((notification, v) -> collected(notification), null, null));
  }

  private void collected(Notification notification) {
    if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      long used = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData()).getGcInfo()
        .getMemoryUsageAfterGc().entrySet().stream().filter(pool -> isHeap(pool.getKey()))
        .map(pool -> pool.getValue()).mapToLong(MemoryUsage::getUsed).sum();
      heap.accumulateAndGet(used, Math::max);
    }
  }

  private static boolean isHeap(String pool) {
    return pool.matches(".*(Eden|Survivor|Old|Tenured).*");
  }

  /** The most that was left in the heap by a collection, what Netty holds outside of it, and the process's peak. */
  String report() {
    return String.format("heap %.1f of %d MiB, direct %d MiB, %s", heap.get() / (double) Bodies.MIB,
      Runtime.getRuntime().maxMemory() / Bodies.MIB, PlatformDependent.usedDirectMemory() / Bodies.MIB, resident());
  }

  private static String resident() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmHWM"))
        .findFirst().orElse("").replaceAll("\\s+", " ");
    } catch (IOException e) {
      return "no /proc";
    }
  }
}
