package io.github.vertxnghttp2.micrometer;

import io.github.vertxnghttp2.ConnectionEndCause;
import io.github.vertxnghttp2.Direction;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.Http2Metrics;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Publishes the sums of the {@link Http2Metrics} of several sessions as meters of a registry. The meters are named
 * {@code vertx.http2.server.*} or {@code vertx.http2.client.*}. Any thread can add and remove sessions at any time. The
 * sums keep the counts of removed sessions.
 */
public final class Http2Meters implements MeterBinder {
  private final String prefix;
  private final Tags tags;
  private final Set<Http2Metrics> sessions = new HashSet<>();
  private final List<Count> counts = new ArrayList<>();

  private Http2Meters(String prefix, Tag[] tags) {
    this.prefix = prefix;
    this.tags = Tags.of(tags);
  }

  /**
   * Creates the meters of servers.
   *
   * @param tags the tags of each meter; two instances in one registry need different tags
   */
  public static Http2Meters ofServers(Tag... tags) {
    return new Http2Meters("vertx.http2.server.", tags);
  }

  /**
   * Creates the meters of clients.
   *
   * @param tags the tags of each meter; two instances in one registry need different tags
   */
  public static Http2Meters ofClients(Tag... tags) {
    return new Http2Meters("vertx.http2.client.", tags);
  }

  /** Adds a session to the sums. */
  public synchronized Http2Meters add(Http2Metrics session) {
    sessions.add(session);
    return this;
  }

  /** Removes a session that has ended. Its counts stay in the sums. */
  public synchronized Http2Meters remove(Http2Metrics session) {
    if (sessions.remove(session)) {
      counts.forEach(count -> count.removed += count.of.applyAsLong(session));
    }
    return this;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "connections", "Connections that are open", Http2Metrics::connections);
    gauge(registry, "streams.open", "Streams that are open", Http2Metrics::openStreams);
    gauge(registry, "requests.pending", "Requests that wait for a free stream", Http2Metrics::pendingRequests);
    count(registry, "window.stalls", "Times that a body waited for a flow-control window", Tags.empty(),
      Http2Metrics::windowStalls);
    count(registry, "window.growths", "Times that the receive window of a connection has grown", Tags.empty(),
      Http2Metrics::windowGrowths);
    gauge(registry, "windows.bytes", "Bytes of the receive windows of connections", Http2Metrics::receiveWindows);
    Gauge.builder(prefix + "round.trip.micros", this, Http2Meters::roundTrip).strongReference(true).tags(tags)
      .description("The longest round trip of the connections").register(registry);
    for (ConnectionEndCause cause : ConnectionEndCause.values()) {
      count(registry, "connection.ends", "Connections that ended",
        Tags.of("cause", cause.name().toLowerCase(Locale.ROOT)), session -> session.connectionEnds(cause));
    }
    for (String setting : Http2Metrics.LIMITS) {
      count(registry, "limits", "Times that a peer exceeded a limit", Tags.of("setting", setting),
        session -> session.limitsReached(setting));
    }
    for (ErrorCode code : codes()) {
      Tags named = Tags.of("code", code == null ? "OTHER" : code.name());
      for (Initiator by : Initiator.values()) {
        count(registry, "resets", "Streams that were reset", named.and("by", by.name().toLowerCase(Locale.ROOT)),
          session -> session.resets(by, code));
      }
      for (Direction direction : Direction.values()) {
        count(registry, "goaways", "GOAWAY frames",
          named.and("direction", direction == Direction.SENDING ? "sent" : "received"),
          session -> session.goAways(direction, code));
      }
    }
    Gauge.builder(prefix + "native.bytes", this, Http2Meters::nativeBytes).strongReference(true).tags(tags)
      .description("Native bytes of all sessions of this process, those of others included").register(registry);
  }

  private static List<ErrorCode> codes() {
    List<ErrorCode> codes = new ArrayList<>(Arrays.asList(ErrorCode.values()));
    codes.add(null);
    return codes;
  }

  private void gauge(MeterRegistry registry, String name, String description, ToLongFunction<Http2Metrics> of) {
    Gauge.builder(prefix + name, this, meters -> meters.sum(of)).strongReference(true).description(description)
      .tags(tags).register(registry);
  }

  private synchronized void count(MeterRegistry registry, String name, String description, Tags more,
                                  ToLongFunction<Http2Metrics> of) {
    Count count = new Count(of);
    counts.add(count);
    // The registry references this object weakly, but the function strongly. The function references this object, which
    // therefore stays reachable.
    FunctionCounter.builder(prefix + name, this, meters -> sum(count)).description(description).tags(tags.and(more))
      .register(registry);
  }

  private synchronized long sum(ToLongFunction<Http2Metrics> of) {
    return sessions.stream().mapToLong(of).sum();
  }

  private synchronized long sum(Count count) {
    return count.removed + sum(count.of);
  }

  private synchronized double roundTrip() {
    return sessions.stream().mapToLong(Http2Metrics::roundTripMicros).max().orElse(0);
  }

  private synchronized double nativeBytes() {
    return sessions.stream().mapToLong(Http2Metrics::nativeBytes).findAny().orElse(0);
  }

  private static final class Count {
    private final ToLongFunction<Http2Metrics> of;
    /** The sum of the counts of the removed sessions. */
    private long removed;

    Count(ToLongFunction<Http2Metrics> of) {
      this.of = of;
    }
  }
}
