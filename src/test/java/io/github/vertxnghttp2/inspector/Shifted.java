package io.github.vertxnghttp2.inspector;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.RecordedWait;

import java.util.stream.LongStream;

/** A recording at another time. */
public final class Shifted {
  private final RecordedConnection all;
  private final long by;

  private Shifted(RecordedConnection all, long by) {
    this.all = all;
    this.by = by;
  }

  /** The same recording as if its last frame, or its last wait that has begun, were a moment ago. */
  public static RecordedConnection toNow(RecordedConnection all, long agoMillis) {
    long last = LongStream.concat(LongStream.of(all.openedAt(), all.closedAt()), LongStream.concat(
      all.frames().stream().mapToLong(RecordedFrame::time), all.waits().stream().mapToLong(RecordedWait::from)))
      .max().getAsLong();
    return new Shifted(all, (System.currentTimeMillis() - agoMillis) * 1000 - last).connection();
  }

  private long at(long time) {
    return time == 0 || time == RecordedWait.STILL ? time : time + by;
  }

  private RecordedConnection connection() {
    return new RecordedConnection(all.id(), all.side(), all.node(), all.localAddress(), all.remoteAddress(), all.tls(),
      at(all.openedAt()), at(all.closedAt()), all.end(), all.localSettings(), all.remoteSettings(), all.roundTrip(),
      all.bytesReceived(), all.bytesSent(), all.streamsOpened(), all.streamsOpen(), all.sendWindow(),
      all.receiveWindow(), all.fieldBytes(), all.blockBytes(), all.limits(), all.lostFrames(),
      all.frames().stream().map(this::frame).toList(), all.waits().stream().map(this::wait).toList(),
      all.exchanges().stream().map(this::exchange).toList());
  }

  private RecordedFrame frame(RecordedFrame frame) {
    return new RecordedFrame(at(frame.time()), frame.way(), frame.type(), frame.flags(), frame.streamId(),
      frame.length(), frame.value());
  }

  private RecordedWait wait(RecordedWait wait) {
    return new RecordedWait(at(wait.from()), at(wait.to()), wait.streamId(), wait.reason());
  }

  private RecordedExchange exchange(RecordedExchange one) {
    return new RecordedExchange(one.streamId(), one.method(), one.target(), one.authority(), one.status(),
      one.requestFields(), one.responseFields(), at(one.queuedAt()), at(one.requestHeadAt()), at(one.requestEndAt()),
      at(one.responseHeadAt()), at(one.endAt()), one.requestBytes(), one.responseBytes(), one.sendWindow(),
      one.receiveWindow(), one.unreadBytes(), one.reset(), one.resetBy(), one.labels());
  }
}
