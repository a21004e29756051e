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
  static final String STILL_OPEN = "the recording ends here; the connection was open";

  private final RecordedConnection whole;
  private final RecordedConnection summary;

  /**
   * @param id      in place of that in the file, which may be that of several nodes
   * @param takenAt when the recording was made. A connection that was open then has ended for the page, which would
   *   otherwise show it as open until now
   */
  FileConnection(RecordedConnection recorded, long id, long takenAt) {
    whole = copy(recorded, id, takenAt, recorded.frames(), recorded.waits(), recorded.exchanges());
    summary = copy(recorded, id, takenAt, List.of(), List.of(), List.of());
  }

  private static RecordedConnection copy(RecordedConnection of, long id, long takenAt, List<RecordedFrame> frames,
                                         List<RecordedWait> waits, List<RecordedExchange> exchanges) {
    long closedAt = of.isOpen() ? takenAt : of.closedAt();
    String end = of.isOpen() ? STILL_OPEN : of.end();
    return new RecordedConnection(id, of.side(), of.node(), of.localAddress(), of.remoteAddress(), of.tls(),
      of.openedAt(), closedAt, end, of.localSettings(), of.remoteSettings(), of.roundTrip(),
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
