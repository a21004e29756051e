package io.github.vertxnghttp2.inspector.server;

import io.github.vertxnghttp2.inspector.cluster.NodeQuestions;
import io.github.vertxnghttp2.inspector.cluster.Nodes;
import io.github.vertxnghttp2.inspector.view.NodeView;
import io.github.vertxnghttp2.recording.json.JsonText;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** Recordings of connections: shown, exported, and opened from files. */
final class Recordings {
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final NodeView view;
  private final Nodes nodes;

  Recordings(NodeView view, Nodes nodes) {
    this.view = view;
    this.nodes = nodes;
  }

  /** Sends the report of a connection. */
  void report(HttpServerRequest request, String node, long id) {
    ask(request, node, new JsonObject().put(NodeQuestions.ASK, NodeQuestions.REPORT).put("id", Long.toString(id)));
  }

  /** Sends what a node replies. */
  void ask(HttpServerRequest request, String node, JsonObject question) {
    send(request, nodes.ask(node, question));
  }

  /** Sends what all nodes reply. */
  void askAll(HttpServerRequest request, JsonObject question) {
    send(request, nodes.askAll(question).map(JsonText::of));
  }

  private static void send(HttpServerRequest request, Future<String> reply) {
    reply.onComplete(text -> {
      if (text == null) {
        Responses.fail(request.response(), NOT_FOUND, "no such connection is open, and none was kept");
      } else {
        Responses.json(request.response(), text);
      }
    }, cause -> Responses.fail(request.response(), UNAVAILABLE, cause.getMessage()));
  }
}
