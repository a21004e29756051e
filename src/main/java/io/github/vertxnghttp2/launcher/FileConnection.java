package io.github.vertxnghttp2.launcher;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.vertx.core.Future;
import io.vertx.core.Handler;

import java.util.List;

/** A connection of a file, among those that the inspector shows. It cannot be controlled: it is long gone. */
final class FileConnection implements LiveConnection {
  private final RecordedConnection whole;
  private final RecordedConnection summary;

  /** @param id in place of that in the file, which may be that of several nodes */
  FileConnection(RecordedConnection recorded, long id) {
    whole = copy(recorded, id, recorded.frames(), recorded.waits(), recorded.exchanges());
    summary = copy(recorded, id, List.of(), List.of(), List.of());
  }

  private static RecordedConnection copy(RecordedConnection of, long id, List<RecordedFrame> frames,
                                         List<RecordedWait> waits, List<RecordedExchange> exchanges) {
    return new RecordedConnection(id, of.side(), of.node(), of.localAddress(), of.remoteAddress(), of.tls(),
      of.openedAt(), of.closedAt(), of.end(), of.localSettings(), of.remoteSettings(), of.roundTrip(),
      of.bytesReceived(), of.bytesSent(), of.streamsOpened(), of.streamsOpen(), of.sendWindow(), of.receiveWindow(),
      of.fieldBytes(), of.blockBytes(), of.limits(), of.lostFrames(), frames, waits, exchanges);
  }

  @Override
  public long id() {
    return whole.id();
  }

  @Override
  public Future<RecordedConnection> record() {
    return Future.succeededFuture(whole);
  }

  @Override
  public Future<RecordedConnection> summary() {
    return Future.succeededFuture(summary);
  }

  @Override
  public void frameLog(Handler<String> lines) {
    // no frames come any more
  }

  @Override
  public void drain() {
    // no longer there
  }

  @Override
  public void close() {
    // no longer there
  }
}
