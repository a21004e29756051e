package io.github.vertxnghttp2.attacks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** The CPU time that event loops have used since this object was created. Other processes hardly change it. */
final class LoopTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long before = computed();

  private static long computed() {
    Set<Long> loops = Thread.getAllStackTraces().keySet().stream().filter(each -> each.getName().contains("eventloop"))
      .map(Thread::getId).collect(Collectors.toSet());
    return loops.stream().mapToLong(THREADS::getThreadCpuTime).sum();
  }

  void assertLessThan(Duration bound) {
    Duration computed = Duration.ofNanos(computed() - before);
    assertTrue(computed.compareTo(bound) < 0, "event loops computed for " + computed + ", bound is " + bound);
  }
}
