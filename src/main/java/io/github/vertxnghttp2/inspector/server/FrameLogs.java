package io.github.vertxnghttp2.inspector.server;

import io.github.vertxnghttp2.recording.json.JsonText;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Frame logs of connections, shown while they are written. It is used on one context. */
final class FrameLogs {
  /** Logs at a time. */
  static final int MAX_LOGS = 8;
  /** Lines that wait for the page. Further ones are counted only. */
  static final int MAX_LINES = 1_000;
  private static final long FLUSH_MILLIS = 200;
  private static final int CONFLICT = 409;

  private final Vertx vertx;
  private final Map<Long, EventStream> open = new HashMap<>();

  /** Lines on their way from the connection's event loop to the page. */
  private static final class Lines {
    private List<String> waiting = new ArrayList<>();
    private long lost;

    synchronized void add(String line) {
      if (waiting.size() < MAX_LINES) {
        waiting.add(line);
      } else {
        lost++;
      }
    }

    /** @return {@code null} if there are none */
    synchronized JsonObject take() {
      if (waiting.isEmpty()) {
        return null;
      }
      JsonObject taken = new JsonObject().put("lines", new JsonArray(waiting)).put("lost", lost);
      waiting = new ArrayList<>();
      lost = 0;
      return taken;
    }
  }

  FrameLogs(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Switches the log of a connection on, until the response is closed. */
  void open(HttpServerRequest request, LiveConnection connection) {
    if (open.containsKey(connection.id()) || open.size() >= MAX_LOGS) {
      Responses.fail(request.response(), CONFLICT, open.containsKey(connection.id())
        ? "another page shows the frame log of this connection" : MAX_LOGS + " frame logs are open, which is the most");
      return;
    }
    Lines lines = new Lines();
    EventStream[] stream = new EventStream[1];
    long timer = vertx.setPeriodic(FLUSH_MILLIS, id -> flush(lines, stream[0]));
    stream[0] = new EventStream(vertx, request.response(), () -> {
      vertx.cancelTimer(timer);
      open.remove(connection.id());
      connection.frameLog(null);
    });
    open.put(connection.id(), stream[0]);
    connection.frameLog(lines::add);
  }

  private static void flush(Lines lines, EventStream stream) {
    if (!stream.isFull()) {
      JsonObject taken = lines.take();
      if (taken != null) {
        stream.send("lines", JsonText.of(taken));
      }
    }
  }

  /** Ends all logs. */
  void close() {
    List.copyOf(open.values()).forEach(EventStream::end);
  }
}
