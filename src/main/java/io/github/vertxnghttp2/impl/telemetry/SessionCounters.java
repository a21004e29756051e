package io.github.vertxnghttp2.impl.telemetry;

import io.github.vertxnghttp2.ConnectionEndCause;
import io.github.vertxnghttp2.Direction;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.Http2Metrics;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.protocol.ClientConnection;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.vertx.core.json.JsonObject;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToIntFunction;

/**
 * Counts what happens on the connections of one session. This class counts rare events itself. It reads the other
 * counts from the connections.
 */
public final class SessionCounters implements Http2Metrics {
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final LongAdder windowStalls = new LongAdder();
  private final LongAdder windowGrowths = new LongAdder();
  private final CodeCounts[] resets = {new CodeCounts(), new CodeCounts(), new CodeCounts()};
  private final CodeCounts sent = new CodeCounts();
  private final CodeCounts received = new CodeCounts();
  private final LongAdder[] ends = new LongAdder[ConnectionEndCause.values().length];
  private final Map<String, LongAdder> limits = new LinkedHashMap<>();

  public SessionCounters() {
    Arrays.setAll(ends, cause -> new LongAdder());
    for (Limit limit : Limit.values()) {
      limits.put(limit.key(), new LongAdder());
    }
  }

  // --- from the connections ---

  public void opened(Connection connection) {
    open.add(connection);
  }

  public void closed(Connection connection) {
    open.remove(connection);
  }

  public void ended(ConnectionEnd.Cause cause) {
    ends[ConnectionEndCause.valueOf(cause.name()).ordinal()].increment();
  }

  public void windowStall() {
    windowStalls.increment();
  }

  public void windowGrowth() {
    windowGrowths.increment();
  }

  public void reset(long code, ClosedBy by) {
    resets[Initiator.valueOf(by.name()).ordinal()].count(code);
  }

  public void goAwaySent(long code) {
    sent.count(code);
  }

  public void goAwayReceived(long code) {
    received.count(code);
  }

  public void limitReached(LimitReached limit) {
    limits.get(limit.limit().key()).increment();
  }

  // --- for the user ---

  @Override
  public int connections() {
    return open.size();
  }

  @Override
  public int openStreams() {
    return sum(Connection::openStreams);
  }

  @Override
  public int pendingRequests() {
    return sum(connection -> connection instanceof ClientConnection client ? client.pendingRequests() : 0);
  }

  /**
   * Adds up plain int fields that other threads write. A number may be slightly old, but it is never a mix of two
   * values.
   */
  private int sum(ToIntFunction<Connection> number) {
    int sum = 0;
    for (Connection connection : open) {
      sum += number.applyAsInt(connection);
    }
    return sum;
  }

  @Override
  public long windowStalls() {
    return windowStalls.sum();
  }

  @Override
  public long resets(Initiator by, ErrorCode code) {
    return resets[by.ordinal()].of(code);
  }

  @Override
  public long goAways(Direction direction, ErrorCode code) {
    return (direction == Direction.SENDING ? sent : received).of(code);
  }

  @Override
  public long connectionEnds(ConnectionEndCause cause) {
    return ends[cause.ordinal()].sum();
  }

  @Override
  public long limitsReached(String setting) {
    LongAdder count = limits.get(setting);
    return count == null ? 0 : count.sum();
  }

  @Override
  public long receiveWindows() {
    return open.stream().mapToLong(connection -> connection.windows().connectionWindow()).sum();
  }

  @Override
  public long windowGrowths() {
    return windowGrowths.sum();
  }

  @Override
  public long roundTripMicros() {
    return TimeUnit.NANOSECONDS.toMicros(
      open.stream().mapToLong(connection -> connection.windows().roundTrip()).max().orElse(0));
  }

  @Override
  public long nativeBytes() {
    return Nghttp2.memoryUsed();
  }

  @Override
  public JsonObject toJson() {
    JsonObject byInitiator = new JsonObject();
    for (Initiator by : Initiator.values()) {
      byInitiator.put(by.name().toLowerCase(Locale.ROOT), resets[by.ordinal()].toJson());
    }
    JsonObject byCause = new JsonObject();
    for (ConnectionEndCause cause : ConnectionEndCause.values()) {
      byCause.put(cause.name().toLowerCase(Locale.ROOT), connectionEnds(cause));
    }
    JsonObject limitsReached = new JsonObject();
    limits.forEach((setting, count) -> {
      if (count.sum() > 0) {
        limitsReached.put(setting, count.sum());
      }
    });
    return new JsonObject()
      .put("connections", connections())
      .put("connectionEnds", byCause)
      .put("openStreams", openStreams())
      .put("pendingRequests", pendingRequests())
      .put("windowStalls", windowStalls())
      .put("receiveWindows", receiveWindows())
      .put("windowGrowths", windowGrowths())
      .put("roundTripMicros", roundTripMicros())
      .put("nativeBytes", nativeBytes())
      .put("resets", byInitiator)
      .put("goAways", new JsonObject().put("sent", sent.toJson()).put("received", received.toJson()))
      .put("limitsReached", limitsReached);
  }

  /** Counts by error code. All unknown codes share one counter, because a peer can send any number of them. */
  private static final class CodeCounts {
    private final LongAdder[] counts = new LongAdder[ErrorCode.values().length + 1];

    CodeCounts() {
      for (int i = 0; i < counts.length; i++) {
        counts[i] = new LongAdder();
      }
    }

    void count(long code) {
      counts[(int) Math.min(code, counts.length - 1)].increment();
    }

    long of(ErrorCode code) {
      return counts[code == null ? counts.length - 1 : code.ordinal()].sum();
    }

    JsonObject toJson() {
      JsonObject json = new JsonObject();
      for (int i = 0; i < counts.length; i++) {
        long count = counts[i].sum();
        if (count > 0) {
          json.put(i < counts.length - 1 ? ErrorCode.of(i).name() : "OTHER", count);
        }
      }
      return json;
    }
  }
}
