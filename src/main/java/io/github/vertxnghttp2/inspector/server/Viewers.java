package io.github.vertxnghttp2.inspector.server;

import io.github.vertxnghttp2.inspector.cluster.NodeQuestions;
import io.github.vertxnghttp2.inspector.cluster.Nodes;
import io.github.vertxnghttp2.inspector.view.NodeView;
import io.github.vertxnghttp2.inspector.view.RowQuery;
import io.github.vertxnghttp2.inspector.view.Snapshot;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** The streams of updates. It is used on one context. */
final class Viewers {
  /** Samples between two searches of exchanges, which need a recording of each connection. */
  private static final int SEARCH_EACH = 5;
  private static final int UNAVAILABLE = 503;

  private final Vertx vertx;
  private final NodeView view;
  private final Nodes nodes;
  private final long interval;
  private final int most;
  private final Set<EventStream> open = new HashSet<>();

  /**
   * @param interval milliseconds between two updates of another node
   * @param most     streams at a time
   */
  Viewers(Vertx vertx, NodeView view, Nodes nodes, long interval, int most) {
    this.vertx = vertx;
    this.view = view;
    this.nodes = nodes;
    this.interval = interval;
    this.most = most;
  }

  /** Begins a stream of updates. @throws IllegalArgumentException if the query is wrong */
  void open(HttpServerRequest request, JsonObject query) {
    RowQuery rows = RowQuery.of(query);
    String node = query.getString("node", "");
    if (open.size() >= most) {
      Responses.fail(request.response(), UNAVAILABLE, most + " pages of the inspector are open, the limit is"
        + " maxViewers");
      return;
    }
    EventStream[] stream = new EventStream[1];
    Runnable[] end = new Runnable[1];
    stream[0] = new EventStream(vertx, request.response(), () -> {
      open.remove(stream[0]);
      end[0].run();
    });
    open.add(stream[0]);
    Viewer viewer = new Viewer(stream[0]);
    end[0] = node.isEmpty() || node.equals(nodes.own()) ? watch(viewer, rows) : ask(viewer, node, query);
  }

  /** @return what ends it */
  private Runnable watch(Viewer viewer, RowQuery rows) {
    Consumer<Snapshot> watcher = new Consumer<>() {
      private boolean searching;
      private int samples;

      @Override
      public void accept(Snapshot snapshot) {
        boolean due = !rows.filter().needsExchanges() || samples % SEARCH_EACH == 0;
        samples++;
        if (due && !searching && !viewer.isBusy()) {
          searching = true;
          view.rows(snapshot, rows).onComplete(done -> {
            searching = false;
            if (done.succeeded()) {
              viewer.show(done.result());
            }
          });
        }
      }
    };
    view.sampler().watch(watcher);
    return () -> view.sampler().leave(watcher);
  }

  /** @return what ends it */
  private Runnable ask(Viewer viewer, String node, JsonObject query) {
    JsonObject question = query.copy().put(NodeQuestions.ASK, NodeQuestions.ROWS);
    Runnable asking = new Runnable() {
      private boolean asked;

      @Override
      public void run() {
        if (!asked && !viewer.isBusy()) {
          asked = true;
          nodes.ask(node, question).map(JsonObject::new).onComplete(done -> {
            asked = false;
            if (done.failed()) {
              viewer.fail("the node does not reply: " + done.cause().getMessage());
            } else if (Viewer.isPage(done.result())) {
              viewer.show(done.result());
            } else {
              viewer.fail("the node replies with something else than rows");
            }
          });
        }
      }
    };
    asking.run();
    long timer = vertx.setPeriodic(interval, id -> asking.run());
    return () -> vertx.cancelTimer(timer);
  }

  /** Ends all streams. */
  void close() {
    Set.copyOf(open).forEach(EventStream::end);
  }
}
