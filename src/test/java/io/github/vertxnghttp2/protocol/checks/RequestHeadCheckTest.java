package io.github.vertxnghttp2.protocol.checks;

import com.sun.management.ThreadMXBean;
import io.github.vertxnghttp2.frame.HeaderList;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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

  @Test
  void the_lenient_check_takes_a_path_that_begins_like_a_file_name() {
    for (String path : new String[] {"some-uri", "a", "index.html", "a/b:c@d", "a?b=c@d:e"}) {
      assertNull(lenient(":method", "GET", ":scheme", "http", ":authority", "a", ":path", path), path);
    }
    for (String path : new String[] {"", "*", "?a", "@a", ":80", ".a", "8080/a", "a:b", "a@b", "http://a/", "a\\b",
      "a#b", "a b", "-a", "%2f"}) {
      assertNotNull(lenient(":method", "GET", ":scheme", "http", ":authority", "a", ":path", path), path);
    }
  }

  @Test
  void the_lenient_check_takes_requests_without_authority_and_tunnels_without_port() {
    assertNull(lenient(":method", "GET", ":scheme", "http", ":path", "/"));
    assertNull(lenient(":method", "CONNECT", ":authority", "a"));
    assertNotNull(lenient(":method", "CONNECT"));
    assertNotNull(lenient(":method", "CONNECT", ":authority", "a:65536"));
    assertNotNull(lenient(":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/", "host", "b"));
    assertNotNull(lenient(":method", "GET", ":scheme", "http", ":path", "/", "host", "user@a"));
  }

  private static String lenient(String... namesAndValues) {
    return RequestHeadCheck.problem(HeaderList.of(namesAndValues), RequestHeadCheck.Targets.LENIENT);
  }
}
