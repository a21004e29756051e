package io.github.vertxnghttp2.service.routing;

import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.service.RouteOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The routes that were added, replaced and removed at run time. All servers with the same control address share them.
 * Immutable. The nodes of a cluster share the object as text, and change that text with compare-and-set.
 */
public final class DynamicRoutes {
  public static final DynamicRoutes NONE = new DynamicRoutes(List.of());

  private final List<Entry> entries;

  /**
   * One change.
   *
   * @param route {@code null} if the configured route with this id was removed, or if the route is unreadable
   * @param before the id of the configured route before which this one is placed; {@code null} for the end
   * @param node the id of the node that made the change; {@code null} without a cluster, and before it is encoded
   * @param unreadable {@code null} unless the route is unreadable
   */
  public record Entry(String id, RouteOptions route, String before, String node, Unreadable unreadable) {

    private static Entry of(String id, RouteOptions route, String before) {
      return new Entry(id, route, before, null, null);
    }

    private JsonObject toJson(String self) {
      JsonObject json = new JsonObject().put("id", id)
        .put("route", unreadable != null ? unreadable.route : route == null ? null : withoutDefaults(route))
        .put("before", before);
      String by = node == null ? self : node;
      return by == null ? json : json.put("node", by);
    }
  }

  /**
   * A route that a newer version of this library has written, with an option or a value that this version does not
   * know. It has no effect here, and stays as it is for the nodes that can read it.
   *
   * @param problem has the name of the option
   */
  public record Unreadable(JsonObject route, String problem) {
  }

  private DynamicRoutes(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  public List<Entry> entries() {
    return entries;
  }

  /** Returns the changes that fulfil a condition. */
  DynamicRoutes filter(Predicate<Entry> condition) {
    return new DynamicRoutes(entries.stream().filter(condition).toList());
  }

  public boolean has(String id) {
    return indexOf(id) >= 0;
  }

  /** Returns {@code null} if no change has this id, or if the route was removed. */
  public RouteOptions route(String id) {
    int at = indexOf(id);
    return at < 0 ? null : entries.get(at).route();
  }

  /** Returns {@code null} if no change has this id, or if its route can be read. */
  public Entry unreadable(String id) {
    int at = indexOf(id);
    return at < 0 || entries.get(at).unreadable() == null ? null : entries.get(at);
  }

  private int indexOf(String id) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Replaces the route with the same id at its position. Adds the route if there is none with this id.
   *
   * @param before the id of the route before which a new one is placed, or {@code null} for the end
   * @param isConfigured whether {@code before} is a configured route
   */
  public DynamicRoutes put(RouteOptions route, String before, boolean isConfigured) {
    String id = route.getId();
    List<Entry> changed = new ArrayList<>(entries);
    int at = indexOf(id);
    if (at >= 0) {
      changed.set(at, Entry.of(id, route, entries.get(at).before()));
      return new DynamicRoutes(changed);
    }
    int next = before == null ? -1 : indexOf(before);
    if (next < 0 || isConfigured) {
      changed.add(Entry.of(id, route, before));
    } else { // so that the order stays the same when the other route is removed
      changed.add(next, Entry.of(id, route, entries.get(next).before()));
    }
    return new DynamicRoutes(changed);
  }

  /** @param isConfigured whether a configured route has this id; that route has no effect from now on */
  public DynamicRoutes remove(String id, boolean isConfigured) {
    List<Entry> changed = new ArrayList<>(entries);
    int at = indexOf(id);
    if (!isConfigured) {
      changed.remove(at);
    } else if (at >= 0) {
      changed.set(at, Entry.of(id, null, null));
    } else {
      changed.add(Entry.of(id, null, null));
    }
    return new DynamicRoutes(changed);
  }

  /** The ids of all routes in their order, including those that were removed. */
  List<String> merge(List<String> configured) {
    List<String> ids = new ArrayList<>(configured);
    Set<String> known = new TreeSet<>(configured);
    for (Entry entry : entries) {
      if (known.add(entry.id())) {
        int at = entry.before() == null ? -1 : ids.indexOf(entry.before());
        ids.add(at < 0 ? ids.size() : at, entry.id());
      }
    }
    return ids;
  }

  /**
   * @param self the id of the node that has made the changes which were not decoded; {@code null} without a cluster
   */
  public String encode(String self) {
    JsonArray array = new JsonArray();
    entries.forEach(entry -> array.add(entry.toJson(self)));
    return array.encode();
  }

  /** Options with default values are left out, because an older version may not know them. */
  private static JsonObject withoutDefaults(RouteOptions route) {
    JsonObject defaults = new RouteOptions().setMode(route.getMode()).toJson()
      .put("mode", RouteOptions.DEFAULT_MODE.toString());
    JsonObject json = route.toJson();
    json.fieldNames().removeIf(name -> json.getValue(name).equals(defaults.getValue(name)));
    return json;
  }

  /**
   * @param text {@code null} for no changes
   * @throws RuntimeException if another version of this library wrote the text in a format that this version cannot
   *   read
   */
  public static DynamicRoutes decode(String text) {
    if (text == null) {
      return NONE;
    }
    List<Entry> entries = new ArrayList<>();
    JsonArray array = new JsonArray(text);
    for (int i = 0; i < array.size(); i++) {
      JsonObject entry = array.getJsonObject(i);
      JsonObject route = entry.getJsonObject("route");
      entries.add(read(Objects.requireNonNull(entry.getString("id")), route, entry));
    }
    return new DynamicRoutes(entries);
  }

  private static Entry read(String id, JsonObject route, JsonObject entry) {
    String before = entry.getString("before");
    String node = entry.getString("node");
    try {
      return new Entry(id, route == null ? null : StrictJson.at("route", RouteOptions.class,
        () -> new RouteOptions(route)), before, node, null);
    } catch (IllegalArgumentException e) {
      return new Entry(id, null, before, node, new Unreadable(route, e.getMessage()));
    }
  }
}
