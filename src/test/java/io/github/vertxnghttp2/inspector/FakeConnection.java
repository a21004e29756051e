package io.github.vertxnghttp2.inspector;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An open connection whose recording a test has made. */
public final class FakeConnection implements LiveConnection {
  /** What was done to it. */
  public final List<String> done = new CopyOnWriteArrayList<>();
  /** How often it was asked for its summary. */
  public final AtomicInteger summaries = new AtomicInteger();
  /** Where lines of its frame log go; {@code null} if it is off. */
  public volatile Handler<String> frameLog;
  private final LiveRecordings recordings;
  private volatile RecordedConnection recorded;

  private FakeConnection(Vertx vertx, RecordedConnection recorded) {
    recordings = LiveRecordings.of(vertx);
    this.recorded = recorded;
  }

  /** Opens a connection. */
  public static FakeConnection open(Vertx vertx, RecordedConnection recorded) {
    FakeConnection connection = new FakeConnection(vertx, recorded);
    connection.recordings.opened(connection);
    return connection;
  }

  /** The connection has done more. */
  public void becomes(RecordedConnection later) {
    recorded = later;
  }

  /** The connection ends. */
  public void end() {
    recordings.closed(this);
  }

  @Override
  public long id() {
    return recorded.id();
  }

  @Override
  public Future<RecordedConnection> record() {
    return Future.succeededFuture(recorded);
  }

  @Override
  public Future<RecordedConnection> summary() {
    summaries.incrementAndGet();
    RecordedConnection all = recorded;
    return Future.succeededFuture(new RecordedConnection(all.id(), all.side(), all.node(), all.localAddress(),
      all.remoteAddress(), all.tls(), all.openedAt(), all.closedAt(), all.end(), all.localSettings(),
      all.remoteSettings(), all.roundTrip(), all.bytesReceived(), all.bytesSent(), all.streamsOpened(),
      all.streamsOpen(), all.sendWindow(), all.receiveWindow(), all.fieldBytes(), all.blockBytes(), all.limits(),
      all.lostFrames(), List.of(), List.of(), List.of()));
  }

  @Override
  public void frameLog(Handler<String> lines) {
    frameLog = lines;
    done.add(lines == null ? "frame log off" : "frame log on");
  }

  @Override
  public void drain() {
    done.add("drain");
  }

  @Override
  public void close() {
    done.add("close");
  }
}
