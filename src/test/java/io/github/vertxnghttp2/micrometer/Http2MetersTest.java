package io.github.vertxnghttp2.micrometer;

import io.github.vertxnghttp2.ConnectionEndCause;
import io.github.vertxnghttp2.Direction;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.Http2Metrics;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class Http2MetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  /** A session of which each number tells what it is. */
  private record Fixed(int times) implements Http2Metrics {

    @Override
    public int connections() {
      return times;
    }

    @Override
    public long connectionEnds(ConnectionEndCause cause) {
      return cause == ConnectionEndCause.LOST ? 5L * times : 0;
    }

    @Override
    public int openStreams() {
      return 10 * times;
    }

    @Override
    public int pendingRequests() {
      return 100 * times;
    }

    @Override
    public long windowStalls() {
      return 1000L * times;
    }

    @Override
    public long receiveWindows() {
      return 2000L * times;
    }

    @Override
    public long windowGrowths() {
      return 3000L * times;
    }

    @Override
    public long roundTripMicros() {
      return 4000L * times;
    }

    @Override
    public long resets(Initiator by, ErrorCode code) {
      return by == Initiator.REMOTE ? times * (code == null ? 7L : code.code()) : 0;
    }

    @Override
    public long goAways(Direction direction, ErrorCode code) {
      return direction == Direction.SENDING && code == ErrorCode.NO_ERROR ? times : 0;
    }

    @Override
    public long limitsReached(String setting) {
      return setting.equals("maxPings") ? times : 0;
    }

    @Override
    public long nativeBytes() {
      return 12_345;
    }

    @Override
    public JsonObject toJson() {
      return new JsonObject();
    }
  }

  private double gauge(String name) {
    return registry.get("vertx.http2.server." + name).tag("listener", "public").gauge().value();
  }

  private double count(String name, String... tags) {
    return registry.get("vertx.http2.server." + name).tags(tags).tag("listener", "public").functionCounter().count();
  }

  @Test
  void sessions_are_summed_up_under_the_tags_that_were_given() {
    Http2Meters meters = Http2Meters.ofServers(Tag.of("listener", "public")).add(new Fixed(1));
    meters.bindTo(registry);
    meters.add(new Fixed(2));
    assertEquals(3, gauge("connections"));
    assertEquals(15, count("connection.ends", "cause", "lost"));
    assertEquals(0, count("connection.ends", "cause", "fault"));
    assertEquals(30, gauge("streams.open"));
    assertEquals(300, gauge("requests.pending"));
    assertEquals(3000, count("window.stalls"));
    assertEquals(9000, count("window.growths"));
    assertEquals(6000, gauge("windows.bytes"));
    assertEquals(8000, gauge("round.trip.micros"), "the longest of all");
    assertEquals(3 * ErrorCode.CANCEL.code(), count("resets", "by", "remote", "code", "CANCEL"));
    assertEquals(21, count("resets", "by", "remote", "code", "OTHER"));
    assertEquals(0, count("resets", "by", "local", "code", "CANCEL"));
    assertEquals(3, count("goaways", "direction", "sent", "code", "NO_ERROR"));
    assertEquals(0, count("goaways", "direction", "received", "code", "NO_ERROR"));
    assertEquals(3, count("limits", "setting", "maxPings"));
    assertEquals(0, count("limits", "setting", "maxResets"));
    assertEquals(12_345, gauge("native.bytes"), "all sessions tell of the same process");
  }

  @Test
  void a_session_that_is_left_out_takes_its_gauges_with_it_but_not_its_counts() {
    Fixed first = new Fixed(1);
    Http2Meters meters = Http2Meters.ofServers(Tag.of("listener", "public")).add(first).add(new Fixed(2));
    meters.bindTo(registry);
    meters.remove(first).remove(first);
    assertEquals(2, gauge("connections"));
    assertEquals(3000, count("window.stalls"));
    assertEquals(3, count("goaways", "direction", "sent", "code", "NO_ERROR"));
  }

  @Test
  void clients_have_meters_of_their_own() {
    Http2Meters.ofClients().add(new Fixed(1)).bindTo(registry);
    assertEquals(100, registry.get("vertx.http2.client.requests.pending").gauge().value());
  }
}
