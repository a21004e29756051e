package io.github.vertxnghttp2.service.routing;

import io.github.vertxnghttp2.service.RouteOptions;
import io.github.vertxnghttp2.service.stats.NodeStats;
import io.github.vertxnghttp2.service.syntax.HostPattern;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RouteTableTest {

  private static Route route(String path, String... methods) {
    RouteOptions options = new RouteOptions().setPath(path).setAddress("x");
    return new Route(methods.length == 0 ? options : options.setMethod(List.of(methods)), null,
      new NodeStats(System::nanoTime).of(path));
  }

  private static Route hosted(String host) {
    return new Route(new RouteOptions().setPath("/").setAddress("x").setHost(host), null,
      new NodeStats(System::nanoTime).of(host));
  }

  private static RouteTable table(Route... routes) {
    return new RouteTable(List.of(routes));
  }

  @Test
  void the_first_that_fits_is_taken() {
    Route one = route("/a/:x");
    Route two = route("/a/b");
    assertSame(one, table(one, two).find(HttpMethod.GET, "h", "/a/b"));
    assertSame(two, table(two, one).find(HttpMethod.GET, "h", "/a/b"));
    assertSame(one, table(two, one).find(HttpMethod.GET, "h", "/a/c"));
    Route all = route("/*");
    assertSame(all, table(all, two).find(HttpMethod.GET, "h", "/a/b"));
    assertNull(table().find(HttpMethod.GET, "h", "/"));
  }

  @Test
  void a_method_without_route_differs_from_a_path_without_route() {
    RouteTable table = table(route("/a", "POST"), route("/a", "GET"), route("/:any", "PURGE"), route("/b", "PUT"));
    assertNull(table.find(HttpMethod.DELETE, "h", "/a"));
    assertEquals("[GET, HEAD, POST, PURGE]", table.allowed("h", "/a").toString());
    assertEquals("[]", table.allowed("h", "/a/b").toString());
    assertEquals("[]", table.allowed("h", "").toString());
  }

  @Test
  void a_route_for_get_takes_head_unless_an_earlier_one_does() {
    Route get = route("/a", "GET");
    Route head = route("/a", "HEAD");
    assertSame(get, table(get, head).find(HttpMethod.HEAD, "h", "/a"));
    assertSame(head, table(head, get).find(HttpMethod.HEAD, "h", "/a"));
    assertNull(table(head).find(HttpMethod.GET, "h", "/a"));
  }

  @Test
  void the_host_chooses() {
    Route own = hosted("example.org");
    Route below = hosted("*.example.org");
    Route any = route("/");
    RouteTable table = table(own, below, any);
    assertSame(own, table.find(HttpMethod.GET, "EXAMPLE.org:8443", "/"));
    assertSame(below, table.find(HttpMethod.GET, "a.b.example.ORG", "/"));
    assertSame(any, table.find(HttpMethod.GET, "badexample.org", "/"));
    assertSame(any, table.find(HttpMethod.GET, null, "/"));
    assertEquals("[]", table(below).allowed("example.org", "/").toString());
  }

  @ParameterizedTest
  @CsvSource({"example.org,example.org:80", "[::1],[::1]:80", "[::1],[::1]", "127.0.0.1,127.0.0.1:1", "*.org,a.org",
    "*.org,a.b.org:1"})
  void a_host_takes(String host, String authority) {
    assertTrue(HostPattern.of(host).matches(authority));
  }

  @ParameterizedTest
  @CsvSource({"example.org,example.org.", "example.org,xample.org", "*.org,.org", "*.org,org", "[::1],[::2]:80",
    "a,a:b:80"})
  void a_host_does_not_take(String host, String authority) {
    assertFalse(HostPattern.of(host).matches(authority));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "*.", "a:80", "a.*", "http://a", "u@a", "::1"})
  void a_host_that_cannot_be_is_refused(String host) {
    String said = assertThrows(IllegalArgumentException.class, () -> new RouteOptions().setHost(host)).getMessage();
    assertTrue(said.startsWith("host is \"" + host + "\"; it must "), said);
  }

  @Test
  void the_index_finds_what_a_scan_finds() {
    Random random = new Random(42);
    String[] segments = {"a", "b", "cc", "orders", ":x", ":y", "", "Aa", "BB"};
    for (int round = 0; round < 300; round++) {
      List<Route> routes = new ArrayList<>();
      for (int i = random.nextInt(40); i >= 0; i--) {
        String path = path(random, segments);
        if (!path.matches(".*:(\\w).*:\\1.*")) {
          routes.add(route(random.nextInt(4) == 0 ? path + "/*" : path, random.nextBoolean() ? "GET" : "POST"));
        }
      }
      RouteTable table = new RouteTable(routes);
      for (int i = 0; i < 50; i++) {
        String path = path(random, Arrays.copyOf(segments, 4));
        Route expected = routes.stream().filter(route -> route.matches(HttpMethod.GET, "h", path)).findFirst().orElse(
          null);
        assertSame(expected, table.find(HttpMethod.GET, "h", path), () -> path + " in " + table);
      }
    }
  }

  private static String path(Random random, String[] segments) {
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      path.append('/').append(segments[random.nextInt(segments.length)]);
    }
    return path.toString();
  }
}
