package io.github.vertxnghttp2.service.stats;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The counts of routes, by a clock that the test sets. */
class RouteStatsTest {
  private static final long START = Long.MAX_VALUE - 5_000_000_000L; // nanoTime may overflow

  private long now = START;
  private final NodeStats node = new NodeStats(() -> now);
  private final RouteStats route = node.of("/a");

  private void pass(long amount, TimeUnit unit) {
    now += unit.toNanos(amount);
  }

  private void request(RequestEnd end, long micros) {
    RouteRecorder recorder = route.recorder();
    long begun = recorder.begun();
    pass(micros, TimeUnit.MICROSECONDS);
    recorder.ended(end, begun);
  }

  private JsonObject object(String key) {
    return route.toJson().getJsonObject(key);
  }

  @Test
  void each_way_in_which_a_request_ends_has_a_count_of_its_own() {
    int times = 1;
    for (RequestEnd end : RequestEnd.values()) {
      for (int i = 0; i < times; i++) {
        request(end, 1);
      }
      times++;
    }
    assertEquals(new JsonObject().put("2xx", 1L).put("3xx", 2L).put("4xx", 3L).put("5xx", 4L).put("reset", 5L)
      .put("cancelled", 6L), object("responses"));
    assertEquals(21, route.requests());
    assertEquals(9, route.toJson().getLong("errors"));
    assertEquals(10, route.completed());
    assertEquals(10, route.totalMicros());
  }

  @ParameterizedTest
  @CsvSource({"200, SUCCESS", "204, SUCCESS", "304, REDIRECTION", "499, CLIENT_ERROR", "500, SERVER_ERROR",
    "999, SERVER_ERROR"})
  void a_response_counts_by_its_status(int status, RequestEnd end) {
    assertEquals(end, RequestEnd.ofStatus(status));
  }

  @Test
  void a_request_is_queued_then_in_flight_then_neither() {
    RouteRecorder recorder = route.recorder();
    long begun = recorder.begun();
    route.queued();
    assertEquals("1 0", route.waiting() + " " + route.inFlight());
    route.unqueued();
    assertEquals("0 1", route.waiting() + " " + route.inFlight());
    recorder.ended(RequestEnd.CANCELLED, begun);
    assertEquals("0 0", route.waiting() + " " + route.inFlight());
  }

  @Test
  void a_request_may_end_on_another_thread_than_it_began() throws InterruptedException {
    RouteRecorder recorder = route.recorder();
    long begun = recorder.begun();
    route.queued();
    Thread other = new Thread(() -> {
      route.unqueued();
      recorder.ended(RequestEnd.SUCCESS, begun);
    });
    other.start();
    other.join();
    assertEquals("1 0 0 1", route.requests() + " " + route.waiting() + " " + route.inFlight() + " "
      + route.completed());
  }

  @Test
  void the_rate_is_that_of_complete_seconds() {
    for (int i = 0; i < 30; i++) {
      request(RequestEnd.SUCCESS, 0);
    }
    assertEquals(0, route.rate(10), "the present second is not complete");
    pass(1, TimeUnit.SECONDS);
    assertEquals("3.0 0.5", route.rate(10) + " " + route.rate(60));
    pass(9, TimeUnit.SECONDS);
    assertEquals("3.0 0.5", route.rate(10) + " " + route.rate(60));
    pass(1, TimeUnit.SECONDS);
    assertEquals("0.0 0.5", route.rate(10) + " " + route.rate(60));
    pass(50, TimeUnit.SECONDS);
    assertEquals("0.0 0.0", route.rate(10) + " " + route.rate(60));
    request(RequestEnd.SUCCESS, 0);
    pass(64, TimeUnit.SECONDS);
    request(RequestEnd.SUCCESS, 0);
    pass(1, TimeUnit.SECONDS);
    assertEquals(0.1, route.rate(10), "a slot that is used again counts the later second only");
  }

  /** Each number is that of a value at its rank, with an error of at most 1/32. */
  @Test
  void percentiles_have_a_bounded_error() {
    Random random = new Random(1);
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      long micros = (long) Math.exp(random.nextDouble() * 14);
      values.add(micros);
      RouteRecorder recorder = route.recorder();
      recorder.ended(RequestEnd.SUCCESS, now - TimeUnit.MICROSECONDS.toNanos(micros));
    }
    long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
    Latencies latencies = route.latencies();
    assertEquals(10_000, latencies.count());
    for (double share : new double[] {0.001, 0.1, 0.25, 0.5, 0.9, 0.99, 0.999, 1}) {
      long exact = sorted[(int) Math.ceil(share * sorted.length) - 1];
      assertEquals(exact, latencies.percentile(share), exact / 32.0, "p" + share);
    }
    assertEquals(sorted[sorted.length - 1], latencies.max());
    assertEquals(Arrays.stream(sorted).sum(), route.totalMicros());
  }

  @Test
  void the_middle_of_a_bucket_differs_from_each_value_by_at_most_a_thirty_second() {
    long[] powers = IntStream.rangeClosed(0, 31).mapToLong(bit -> 1L << bit).toArray();
    for (long power : powers) {
      for (long value : new long[] {power - 1, power, power + 1, power + power / 3, 2 * power - 1}) {
        long middle = LatencyBuckets.middle(LatencyBuckets.of(value));
        assertTrue(Math.abs(middle - value) * 32 <= value, value + " counts as " + middle);
      }
    }
    assertEquals(LatencyBuckets.COUNT - 1, LatencyBuckets.of(LatencyBuckets.LIMIT - 1));
    assertEquals(LatencyBuckets.COUNT - 1, LatencyBuckets.of(Long.MAX_VALUE));
    assertEquals(0, LatencyBuckets.of(-1));
  }

  @Test
  void latencies_are_those_of_complete_responses_of_the_last_minute() {
    request(RequestEnd.SUCCESS, 20);
    request(RequestEnd.RESET, 1_000);
    request(RequestEnd.CANCELLED, 1_000);
    JsonObject expected = new JsonObject().put("responses", 1L).put("p50", 20L).put("p90", 20L).put("p99", 20L)
      .put("max", 20L);
    assertEquals(expected, object("latencyMicros"));
    pass(60, TimeUnit.SECONDS);
    request(RequestEnd.SERVER_ERROR, 30);
    assertEquals(2, object("latencyMicros").getLong("responses"));
    pass(10, TimeUnit.SECONDS);
    assertEquals("1 30", object("latencyMicros").getLong("responses") + " " + object("latencyMicros").getLong("p50"));
    pass(1, TimeUnit.HOURS);
    assertEquals("0 0 0", object("latencyMicros").getLong("responses") + " " + object("latencyMicros").getLong("p50")
      + " " + object("latencyMicros").getLong("max"));
    assertEquals(50, route.totalMicros());
  }

  @Test
  void a_route_has_its_counts_until_it_is_removed() {
    node.set(List.of(route, node.of("/b")));
    request(RequestEnd.SUCCESS, 1);
    assertSame(route, node.of("/a"));
    node.set(List.of(node.of("/b"), node.of("/a")));
    assertEquals(1, node.route("/a").requests());
    assertEquals(List.of("/b", "/a"), node.routes().stream().map(RouteStats::id).toList());
    node.set(List.of(node.of("/b")));
    assertNull(node.route("/a"));
    assertNotSame(route, node.of("/a"));
  }

  @Test
  void a_listener_hears_of_routes() {
    List<String> heard = new ArrayList<>();
    NodeStats.Listener listener = new NodeStats.Listener() {
      @Override
      public void added(RouteStats each) {
        heard.add("+" + each.id());
      }

      @Override
      public void removed(RouteStats each) {
        heard.add("-" + each.id());
      }
    };
    node.set(List.of(route));
    node.add(listener);
    node.set(List.of(route, node.of("/b")));
    node.set(List.of(node.of("/b")));
    node.remove(listener);
    node.set(List.of(route));
    assertEquals(List.of("+/a", "+/b", "-/a", "-/b"), heard);
  }
}
