package io.github.vertxnghttp2.inspector.server;

import io.github.vertxnghttp2.inspector.cluster.NodeQuestions;
import io.github.vertxnghttp2.inspector.view.Filter;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** Parameters in the query of a request. What is wrong is thrown as an IllegalArgumentException. */
final class QueryParams {
  private static final int MAX_NODE = 200;
  private static final int MAX_IDS = 3_000;

  private QueryParams() {
  }

  private static String text(HttpServerRequest request, String name, int most) {
    String value = request.getParam(name, "");
    if (value.length() > most) {
      throw new IllegalArgumentException(name + " is longer than " + most + " characters");
    }
    return value;
  }

  /** The id of a connection. */
  static long id(HttpServerRequest request) {
    return NodeQuestions.id(request.getParam("id", ""));
  }

  /** The id of a node; empty for this one. */
  static String node(HttpServerRequest request) {
    return text(request, "node", MAX_NODE);
  }

  /** The ids of requests, between commas. */
  static String ids(HttpServerRequest request) {
    return text(request, "ids", MAX_IDS);
  }

  static String filter(HttpServerRequest request) {
    return text(request, "filter", Filter.MAX_LENGTH);
  }

  private static int number(HttpServerRequest request, String name) {
    try {
      return Integer.parseInt(request.getParam(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a whole number", e);
    }
  }

  /** What {@link io.github.vertxnghttp2.inspector.view.RowQuery} reads, and {@code node}. */
  static JsonObject rows(HttpServerRequest request) {
    JsonObject json = new JsonObject().put("node", node(request)).put("filter", filter(request))
      .put("descending", Boolean.parseBoolean(request.getParam("descending")));
    String sort = request.getParam("sort");
    if (sort != null) {
      json.put("sort", sort);
    }
    for (String name : new String[] {"from", "count"}) {
      if (request.getParam(name) != null) {
        json.put(name, number(request, name));
      }
    }
    return json;
  }
}
