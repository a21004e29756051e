package io.github.vertxnghttp2.service.routing;

import io.github.vertxnghttp2.service.RouteOptions;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DynamicRoutesTest {
  private static final List<String> CONFIGURED = List.of("c1", "c2");

  private static RouteOptions route(String id) {
    return new RouteOptions().setId(id).setPath("/" + id).setAddress(id);
  }

  private static DynamicRoutes put(DynamicRoutes routes, String id, String before) {
    return routes.put(route(id), before, before != null && CONFIGURED.contains(before));
  }

  private static String order(DynamicRoutes routes) {
    return String.join(" ", routes.merge(CONFIGURED));
  }

  @Test
  void new_routes_go_behind_the_configured_ones_or_before_the_one_that_is_named() {
    DynamicRoutes routes = put(put(put(put(DynamicRoutes.NONE, "a", null), "b", null), "x", "b"), "y", "c2");
    assertEquals("c1 y c2 a x b", order(routes));
    assertEquals("c1 z y c2 a x b", order(put(routes, "z", "y")));
  }

  @Test
  void the_order_holds_when_the_one_before_which_another_was_put_goes() {
    DynamicRoutes routes = put(put(put(DynamicRoutes.NONE, "a", null), "b", "c2"), "x", "b");
    assertEquals("c1 x b c2 a", order(routes));
    assertEquals("c1 x c2 a", order(routes.remove("b", false)));
    assertEquals("c1 x b c2 a", order(routes.remove("c2", true)));
  }

  @Test
  void a_route_is_replaced_where_it_stands() {
    DynamicRoutes routes = put(put(DynamicRoutes.NONE, "a", null), "b", null);
    DynamicRoutes replaced = routes.put(route("a").setAddress("other"), "c1", true);
    assertEquals("c1 c2 a b other", order(replaced) + " " + replaced.route("a").getAddress());
    DynamicRoutes configured = put(routes, "c1", null);
    assertEquals("c1 c2 a b true", order(configured) + " " + configured.has("c1"));
  }

  @Test
  void a_configured_route_that_was_removed_stays_known_as_such_until_it_is_added_again() {
    DynamicRoutes removed = DynamicRoutes.NONE.remove("c1", true);
    assertTrue(removed.has("c1"));
    assertNull(removed.route("c1"));
    DynamicRoutes again = put(removed, "c1", null);
    assertEquals("c1", again.route("c1").getAddress());
    assertNull(again.remove("c1", true).route("c1"));
  }

  @Test
  void nothing_is_kept_of_an_added_route_that_was_removed() {
    DynamicRoutes routes = put(DynamicRoutes.NONE, "a", null).remove("a", false);
    assertFalse(routes.has("a"));
    assertEquals(DynamicRoutes.NONE.encode(null), routes.encode(null));
  }

  @Test
  void text_holds_everything() {
    DynamicRoutes routes = put(put(DynamicRoutes.NONE, "a", null), "y", "c2").remove("c1", true);
    DynamicRoutes read = DynamicRoutes.decode(routes.encode(null));
    assertEquals(routes.encode(null), read.encode(null));
    assertEquals(order(routes), order(read));
    assertEquals(DynamicRoutes.NONE, DynamicRoutes.decode(null));
  }

  @Test
  void a_route_with_an_option_or_a_value_of_a_newer_version_stays_as_it_is_and_does_not_affect_others() {
    String a = "{\"id\":\"a\",\"route\":{\"path\":\"/a\",\"address\":\"a\",\"newOption\":7},\"before\":null,\"node\":\"n1\"}";
    String b = "{\"id\":\"b\",\"route\":{\"path\":\"/b\",\"address\":\"b\",\"mode\":\"newMode\"},\"before\":null}";
    DynamicRoutes read = DynamicRoutes.decode("[" + a + "," + b + ",{\"id\":\"x\",\"route\":{\"path\":\"/x\","
      + "\"address\":\"x\"},\"before\":null,\"node\":\"n1\"}]");
    assertEquals("x", read.route("x").getAddress());
    assertNull(read.route("a"));
    assertEquals("n1", read.unreadable("a").node());
    assertTrue(read.unreadable("a").unreadable().problem().startsWith("route: unknown key newOption; allowed are"),
      () -> read.unreadable("a").unreadable().problem());
    assertTrue(read.unreadable("b").unreadable().problem().startsWith("route.mode is \"newMode\"; it must be one of"),
      () -> read.unreadable("b").unreadable().problem());
    assertNull(read.unreadable("x"));
    String changed = put(read, "y", null).remove("x", false).encode("n2");
    assertEquals("[" + a + "," + b.replace("null}", "null,\"node\":\"n2\"}") + ",{\"id\":\"y\",\"route\":{\"id\":\"y\","
      + "\"path\":\"/y\",\"address\":\"y\"},\"before\":null,\"node\":\"n2\"}]", changed);
  }
}
