package io.github.vertxnghttp2.inspector.view;

import io.github.vertxnghttp2.inspector.FakeConnection;
import io.github.vertxnghttp2.inspector.Planted;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

import static io.github.vertxnghttp2.inspector.InspectorClient.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Samples of connections whose event loops take their time. */
@Timeout(60)
class SamplerTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = ((VertxInternal) vertx).createEventLoopContext();
  private final ShownConnections connections = new ShownConnections(LiveRecordings.of(vertx), "127.0.0.1");

  @AfterEach
  void close() {
    await(vertx.close());
  }

  /** A connection that tells nothing of itself until it is let. */
  private static final class Busy implements LiveConnection {
    private final Promise<RecordedConnection> summary = Promise.promise();
    private int questions;

    @Override
    public long id() {
      return 7;
    }

    @Override
    public Future<RecordedConnection> record() {
      return summary.future();
    }

    @Override
    public Future<RecordedConnection> summary() {
      questions++;
      return summary.future();
    }

    @Override
    public void frameLog(Handler<String> lines) {
    }

    @Override
    public void drain() {
    }

    @Override
    public void close() {
    }
  }

  @Test
  void who_begins_to_watch_during_a_sample_for_others_is_told_of_it() throws Exception {
    Busy busy = new Busy();
    LiveRecordings.of(vertx).opened(busy);
    Sampler sampler = new Sampler(vertx, context, connections, 60_000);
    Promise<Snapshot> told = Promise.promise();
    context.runOnContext(v -> {
      sampler.sample();
      sampler.watch(told::tryComplete);
      busy.summary.complete(Planted.quiet(7, "10.0.0.7:1"));
    });
    assertEquals(1, told.future().await(10, TimeUnit.SECONDS).rows().size());
  }

  @Test
  void a_blocked_event_loop_hides_no_other_connections_and_is_not_asked_again_and_again() throws Exception {
    Busy busy = new Busy();
    LiveRecordings.of(vertx).opened(busy);
    FakeConnection.open(vertx, Planted.quiet(8, "10.0.0.8:1"));
    Sampler sampler = new Sampler(vertx, context, connections, 60_000);
    Promise<Snapshot> sampled = Promise.promise();
    context.runOnContext(v -> sampler.sample().compose(first -> sampler.sample()).onComplete(sampled));
    assertEquals(8, sampled.future().await(10, TimeUnit.SECONDS).rows().get(0).id());
    assertEquals(1, busy.questions);
  }
}
