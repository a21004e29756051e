package io.github.vertxnghttp2.recording.analysis;

import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.Way;

import java.util.ArrayList;
import java.util.List;

/** Makes the segments of one way of a stream: of its request, or of its response. */
final class Lane {
  private final Way way;
  private final WaitTimes shared;
  private final List<RecordedWait> waits;
  private final List<RecordedWait> queueWaits;
  private final long recordedFrom;
  private final long now;
  private final List<Segment> segments = new ArrayList<>();
  private int nextWait;
  private long at;
  private Segment burst;
  private boolean data;
  private boolean begun;
  private boolean ended;

  /**
   * @param waits        of the stream alone
   * @param recordedFrom when the oldest frame was recorded that is known
   */
  Lane(Way way, WaitTimes shared, List<RecordedWait> waits, long recordedFrom, long now) {
    this.way = way;
    this.shared = shared;
    this.waits = waits.stream().filter(wait -> wait.reason().way() == way && !WaitTimes.isOfQueue(wait.reason()))
      .toList();
    this.queueWaits = waits.stream().filter(wait -> WaitTimes.isOfQueue(wait.reason())).toList();
    this.recordedFrom = recordedFrom;
    this.now = now;
  }

  /** Who sends in this lane. */
  Way way() {
    return way;
  }

  /** The lane begins then. */
  void begin(long time) {
    at = time;
  }

  /** The request was queued for a time. */
  void queued(long from, long to) {
    segments.add(new Segment(SegmentKind.QUEUE, way, from, to, 0, 0, queueReason(from, to)));
    at = to;
  }

  private Wait queueReason(long from, long to) {
    for (RecordedWait wait : queueWaits) {
      if (wait.from() < to && wait.to() > from) {
        return wait.reason();
      }
    }
    return shared.queueReason(from, to);
  }

  /** The frames of a stream, of which this lane takes those of its way. */
  void frames(List<RecordedFrame> frames, long headAt) {
    boolean head = frames.stream().anyMatch(this::isHead);
    if (!head && headAt != 0) {
      point(SegmentKind.HEAD, headAt, 0, 0);
    }
    for (RecordedFrame frame : frames) {
      if (frame.way() != way) {
        continue;
      }
      if (frame.type() == FrameType.DATA.code()) {
        data(frame);
      } else if (isHead(frame)) {
        // A head may be sent later than it was made. Then it is the first one, if none was overwritten.
        boolean second = begun || headAt < recordedFrom;
        boolean late = data || headAt != 0 && second && frame.time() - headAt >= Waterfall.MIN_GAP;
        begun |= frame.time() > headAt - Waterfall.MIN_GAP;
        boolean trailers = late && Flag.END_STREAM.isSet(FrameType.HEADERS, frame.flags());
        point(trailers ? SegmentKind.TRAILERS : SegmentKind.HEAD, frame.time(), frame.length(), 1);
      }
      ended |= Flag.END_STREAM.isSet(FrameType.of(frame.type()), frame.flags());
    }
  }

  private boolean isHead(RecordedFrame frame) {
    return frame.way() == way && frame.type() == FrameType.HEADERS.code();
  }

  private void data(RecordedFrame frame) {
    data = true;
    if (burst != null && frame.time() - burst.to() < Waterfall.MIN_GAP) {
      at = Math.max(burst.to(), frame.time());
      burst = new Segment(SegmentKind.DATA, way, burst.from(), at, burst.bytes() + frame.length(), burst.frames() + 1,
        null);
    } else {
      endBurst();
      gap(frame.time());
      burst = new Segment(SegmentKind.DATA, way, frame.time(), frame.time(), frame.length(), 1, null);
      at = frame.time();
    }
  }

  private void point(SegmentKind kind, long time, int bytes, int frames) {
    endBurst();
    gap(time);
    segments.add(new Segment(kind, way, time, time, bytes, frames, null));
    at = Math.max(at, time);
  }

  private void endBurst() {
    if (burst != null) {
      segments.add(burst);
      burst = null;
    }
  }

  /** The segments, when what the lane waited for until a time was added. */
  List<Segment> until(long time) {
    endBurst();
    if (!ended) {
      gap(time);
    }
    return segments;
  }

  /** As {@link #until}, for a stream that was reset then. */
  List<Segment> reset(long time) {
    until(time);
    segments.add(new Segment(SegmentKind.RESET, way, time, time, 0, 1, null));
    return segments;
  }

  /** Fills the time until then: with the waits of this stream, and with one segment for each hole between them. */
  private void gap(long until) {
    if (at == 0 || until - at < Waterfall.MIN_GAP) {
      return;
    }
    while (nextWait < waits.size()) {
      RecordedWait wait = waits.get(nextWait);
      long to = wait.isOpen() ? now : wait.to();
      if (to > Math.max(at, wait.from()) && wait.from() < until) {
        hole(Math.max(at, wait.from()));
        segments.add(new Segment(SegmentKind.GAP, way, at, Math.min(to, until), 0, 0, wait.reason()));
        at = Math.min(to, until);
      } else if (wait.from() >= until) {
        break;
      }
      if (to > until) {
        break;
      }
      nextWait++;
    }
    hole(until);
  }

  private void hole(long until) {
    if (until - at >= Waterfall.MIN_GAP) {
      Wait reason = shared.reason(way, at, until);
      boolean lost = reason == null && at < recordedFrom;
      segments.add(new Segment(lost ? SegmentKind.NOT_RECORDED : SegmentKind.GAP, way, at, until, 0, 0, reason));
    }
    at = Math.max(at, until);
  }
}
