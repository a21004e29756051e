package io.github.vertxnghttp2.recording.export;

import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Way;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the fields of HEADERS frames: a frame is recorded without them, an exchange has them. */
final class Heads {
  /** A head may have been noted a little before or after its frame. Microseconds. */
  private static final long TOLERANCE = 1_000;

  private final Map<Integer, RecordedExchange> exchanges = new HashMap<>();
  private final Set<Integer> requests = new HashSet<>();
  private final Set<Integer> responses = new HashSet<>();
  private final Way requestWay;
  private final boolean tls;

  Heads(RecordedConnection connection) {
    connection.exchanges().stream().filter(exchange -> exchange.streamId() != 0).forEach(exchange -> exchanges.put(
      exchange.streamId(), exchange));
    requestWay = connection.side() == Side.SERVER ? Way.RECEIVED : Way.SENT;
    tls = connection.tls() != null;
  }

  /** Whether the frame is sent by the client. */
  boolean isOfRequest(RecordedFrame frame) {
    return frame.way() == requestWay;
  }

  /**
   * The fields of a frame, with the pseudo-header fields; empty if they are not known. Called once for each frame, in
   * their order.
   */
  List<Header> fields(RecordedFrame frame) {
    RecordedExchange exchange = frame.type() == FrameType.HEADERS.code() ? exchanges.get(frame.streamId()) : null;
    if (exchange == null) {
      return List.of();
    }
    if (isOfRequest(frame)) {
      return requests.add(frame.streamId()) && isAt(frame, exchange.requestHeadAt()) ? request(exchange) : List.of();
    }
    return isAt(frame, exchange.responseHeadAt()) && responses.add(frame.streamId()) ? response(exchange) : List.of();
  }

  private static boolean isAt(RecordedFrame frame, long headAt) {
    return headAt != 0 && Math.abs(frame.time() - headAt) <= TOLERANCE;
  }

  private List<Header> request(RecordedExchange exchange) {
    List<Header> fields = new ArrayList<>();
    add(fields, ":method", exchange.method());
    add(fields, ":scheme", exchange.target() == null ? null : tls ? "https" : "http");
    add(fields, ":authority", exchange.authority());
    add(fields, ":path", exchange.target());
    fields.addAll(exchange.requestFields());
    return fields;
  }

  private static List<Header> response(RecordedExchange exchange) {
    List<Header> fields = new ArrayList<>();
    add(fields, ":status", String.valueOf(exchange.status()));
    fields.addAll(exchange.responseFields());
    return fields;
  }

  private static void add(List<Header> fields, String name, String value) {
    if (value != null) {
      fields.add(new Header(name, value));
    }
  }
}
