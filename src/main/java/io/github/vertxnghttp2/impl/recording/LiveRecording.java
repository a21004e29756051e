package io.github.vertxnghttp2.impl.recording;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.impl.telemetry.FrameLogs;
import io.github.vertxnghttp2.limits.Limit.Consequence;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.github.vertxnghttp2.protocol.recorder.Secrets;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** The recording of an open connection. What it keeps belongs to the event loop. */
final class LiveRecording extends ConnectionRecording implements LiveConnection {
  /** Texts of limits that are kept: the first ones. A limit of single streams may be exceeded any number of times. */
  private static final int MAX_LIMITS = 8;

  private final RecordedPeer peer;
  private final Connection connection;
  private final Http2Options options;
  private final RecordedPeer.Control control;
  private final EventLoop loop;
  private final LiveRecordings all;
  private final long id;
  private final long openedAt = RecordingClock.now();
  private final RecordingReader reader;
  private List<String> limits = List.of();
  /** Whether the recording will be kept when the connection ends. */
  private boolean kept;

  LiveRecording(RecordedPeer peer, Connection connection, Http2Options options, RecordedPeer.Control control) {
    this.peer = peer;
    this.connection = connection;
    this.options = options;
    this.control = control;
    loop = peer.channel().eventLoop();
    all = LiveRecordings.of(peer.vertx());
    id = all.nextId();
    reader = new RecordingReader(peer, connection, options.isLogSecrets() ? Secrets.SHOWN : Secrets.HIDDEN);
    all.opened(this);
  }

  // --- from the transport ---

  @Override
  public String limitReached(LimitReached limit) {
    if (limits.size() < MAX_LIMITS) {
      limits = new ArrayList<>(limits);
      limits.add(limit.text());
    }
    return limit.consequence() == Consequence.DISCONNECTED && mayKeep() ? " " + name() : "";
  }

  @Override
  public ConnectionEnd ending(ConnectionEnd why) {
    if (!(isHttp2() && isError(why) && mayKeep()) && !kept) {
      return why;
    }
    all.keep(reader.read(state(RecordingClock.now(), why.toString()), RecordingReader.Extent.ALL));
    return why.noting(name());
  }

  /** Whether the peer has sent its SETTINGS. There is little to see of one that speaks another protocol. */
  private boolean isHttp2() {
    return connection.peerSettings().isKnown();
  }

  private boolean isError(ConnectionEnd why) {
    return switch (why.cause()) {
      case FAULT -> true;
      case LOST -> why.goAway() != null ? isError(why.goAway()) : connection.openStreams() > 0;
      case GOAWAY -> why.errorCode() != ErrorCode.NO_ERROR.code();
      case CLOSED -> false;
    };
  }

  private boolean mayKeep() {
    kept = kept || all.mayKeep();
    return kept;
  }

  private String name() {
    return "(recording of connection " + id + ")";
  }

  @Override
  public void closed() {
    all.closed(this);
  }

  // --- for people ---

  @Override
  public long id() {
    return id;
  }

  @Override
  public Future<RecordedConnection> record() {
    return read(RecordingReader.Extent.ALL);
  }

  @Override
  public Future<RecordedConnection> summary() {
    return read(RecordingReader.Extent.SUMMARY);
  }

  private Future<RecordedConnection> read(RecordingReader.Extent extent) {
    ContextInternal caller = peer.vertx().getContext();
    Promise<RecordedConnection> done = caller == null ? Promise.promise() : caller.promise();
    execute(() -> {
      if (connection.isClosed()) {
        done.fail(closedAlready());
      } else {
        read(extent, done);
      }
    }, done);
    return done.future();
  }

  private void read(RecordingReader.Extent extent, Promise<RecordedConnection> done) {
    RecordedConnection recording;
    try {
      recording = reader.read(state(0, null), extent);
    } catch (RuntimeException e) { // whoever asked is told, rather than left to wait
      done.fail(e);
      return;
    }
    done.complete(recording);
  }

  private RecordingReader.State state(long closedAt, String end) {
    return new RecordingReader.State(id, openedAt, closedAt, end, limits);
  }

  private IllegalStateException closedAlready() {
    return new IllegalStateException("connection " + id + " was closed");
  }

  @Override
  public void frameLog(Handler<String> lines) {
    execute(() -> {
      if (!connection.isClosed()) {
        connection.frameWatcher(FrameLogs.log(options, lines));
      }
    }, null);
  }

  @Override
  public void drain() {
    execute(control::drain, null);
  }

  @Override
  public void close() {
    execute(control::close, null);
  }

  /** @param done fails if the event loop has ended; or {@code null} */
  private void execute(Runnable task, Promise<?> done) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) { // Vert.x was closed
      if (done != null) {
        done.fail(closedAlready());
      }
    }
  }
}
