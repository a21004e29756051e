package io.github.vertxnghttp2.protocol.checks;

import com.sun.management.ThreadMXBean;
import io.github.vertxnghttp2.frame.HeaderList;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Properties of the check other than which heads it refuses: tests with real connections cover that. */
class RequestHeadCheckTest {
  private static final HeaderList GOOD = HeaderList.of(":method", "GET", ":scheme", "https", ":authority",
    "example.org:8443",
    ":path", "/a/b/c?d=e", "accept", "*/*", "host", "example.org:8443", "user-agent", "test", "x-a", "1", "x-b", "2");

  @Test
  void a_good_head_costs_no_memory() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    threads.getThreadAllocatedBytes(thread);
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < 10_000; i++) {
      if (RequestHeadCheck.problem(GOOD) != null) {
        throw new AssertionError(RequestHeadCheck.problem(GOOD));
      }
    }
    long bytes = threads.getThreadAllocatedBytes(thread) - before;
    assertTrue(bytes < 10_000, () -> bytes
      + " bytes for 10,000 heads"); // less than one each: what the measuring itself takes
  }

  @Test
  void what_is_unprintable_cannot_forge_a_line_of_a_log() {
    String problem = RequestHeadCheck.problem(HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "a",
      ":path",
      "/\r\nforged"));
    assertEquals(":path is \"/\\u000d\\u000aforged\"; it must be of visible ASCII characters without #", problem);
  }

  @Test
  void a_field_to_be_sent_may_be_written_with_capitals() {
    HeaderList head = HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/", "Host",
      "A:80");
    assertNull(RequestHeadCheck.problem(head));
    assertEquals("it has more than one host", RequestHeadCheck.problem(head.add("HOST", "a")));
  }
}
