package io.github.vertxnghttp2.inspector.server;

import io.github.vertxnghttp2.inspector.cluster.NodeQuestions;
import io.github.vertxnghttp2.inspector.cluster.Nodes;
import io.github.vertxnghttp2.inspector.view.NodeView;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.recording.export.QlogReader;
import io.github.vertxnghttp2.recording.json.JsonText;
import io.github.vertxnghttp2.recording.json.RecordingFormatException;
import io.github.vertxnghttp2.recording.json.RecordingJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

import java.util.List;

/** Recordings of connections: shown, exported, and opened from files. */
final class Recordings {
  private static final String NO_CONNECTION = "no such connection is open, and none was kept";
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  /** Files that are read at a time. */
  static final int MAX_OPENINGS = 2;
  private static final int BAD_FILE = 422;

  private final Vertx vertx;
  private final NodeView view;
  private final Nodes nodes;
  private int openings;
  /** As JSON; {@code null} if there is none. */
  private volatile Buffer shown;

  Recordings(Vertx vertx, NodeView view, Nodes nodes) {
    this.vertx = vertx;
    this.view = view;
    this.nodes = nodes;
  }

  /** The page begins with a recording. */
  void show(Recording recording) {
    shown = json(recording);
  }

  /** Whether the page begins with a recording. */
  boolean isShown() {
    return shown != null;
  }

  private static Buffer json(Recording recording) {
    return Buffer.buffer(JsonText.of(RecordingJson.recording(recording)));
  }

  /** Sends the recording that the page begins with. */
  void shown(HttpServerRequest request) {
    if (shown == null) {
      Responses.fail(request.response(), NOT_FOUND, "this inspector shows no recording");
    } else {
      Responses.send(request.response(), Responses.JSON, shown);
    }
  }

  /** Saves the recording of a connection of this node as a file. */
  void export(HttpServerRequest request, long id, ExportFormat format) {
    view.report(id, connection -> format.write(new Recording("connection " + id + " of "
      + connection.remoteAddress(), RecordingClock.now(), List.of(connection)))).onComplete(file -> {
        if (file == null) {
          Responses.fail(request.response(), NOT_FOUND, NO_CONNECTION);
        } else {
          Responses.file(request.response(), "connection-" + id + format.ending(), format.type(), file);
        }
      }, cause -> Responses.fail(request.response(), UNAVAILABLE, cause.getMessage()));
  }

  /** Sends what a file of the browser's host has recorded. Nothing of it is kept. */
  void open(HttpServerRequest request) {
    if (openings >= MAX_OPENINGS) {
      Responses.fail(request.response(), UNAVAILABLE, "other recordings are being opened: try again");
      return;
    }
    openings++;
    Future<Buffer> read = BoundedBody.read(request, QlogReader.MAX_FILE).compose(file -> vertx.executeBlocking(
      () -> json(QlogReader.read(file)), false));
    // Not the end of the response: who has gone away must not be able to have further files read.
    read.eventually(() -> {
      openings--;
      return Future.succeededFuture();
    }).onComplete(json -> Responses.send(request.response(), Responses.JSON, json), cause -> Responses.fail(
      request.response(), cause instanceof RecordingFormatException ? BAD_FILE : UNAVAILABLE, cause.getMessage()));
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
        Responses.fail(request.response(), NOT_FOUND, NO_CONNECTION);
      } else {
        Responses.json(request.response(), text);
      }
    }, cause -> Responses.fail(request.response(), cause instanceof ReplyException refused && refused.failureCode()
      == NOT_FOUND ? NOT_FOUND : UNAVAILABLE, cause.getMessage()));
  }
}
