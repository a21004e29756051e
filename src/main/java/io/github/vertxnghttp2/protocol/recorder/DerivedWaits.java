package io.github.vertxnghttp2.protocol.recorder;

import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.recording.LabelNames;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.Way;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The waits that nobody has to record, because the frames show them: a message is not complete, none of its frames
 * comes, and nothing else is the reason. Then the application has written nothing ({@link Wait#APPLICATION_WRITES},
 * {@link Wait#BUS_WRITES}), or the peer has ({@link Wait#PEER}). If the application has, and other bodies are sent
 * meanwhile, they come first ({@link Wait#PRIORITY}).
 *
 * <p>The event loop does this. So the time that it takes is n log n in the size of the recording, and there are at most
 * {@link #MAX_CUTS} + 1 derived waits for each gap.
 */
public final class DerivedWaits {
  /**
   * Waits of the whole connection that cut a gap. Where there are more, the gap is theirs if they fill half of it;
   * otherwise it is whole. Many streams and many such waits would multiply.
   */
  static final int MAX_CUTS = 16;
  private static final long SHORTEST = ConnectionRecord.SHORTEST;

  private final Side side;
  private final long now;
  private final Set<Integer> written;
  /** Before it frames were overwritten. */
  private final long since;
  private final Map<Integer, List<RecordedFrame>> frames = new HashMap<>();
  private final Map<Integer, List<RecordedWait>> waits = new HashMap<>();
  /** Of all streams. */
  private final Map<Way, WaitSpans> shared = new EnumMap<>(Way.class);
  /** The last DATA frame that was sent, and the last of another stream; {@code null} if there is none. */
  private RecordedFrame lastSent;
  private RecordedFrame lastOfAnother;
  private final List<RecordedWait> derived = new ArrayList<>();

  /**
   * @param now        when the recording was made
   * @param written    open streams of which the application has written bytes that wait, or all
   * @param frames     in order
   * @param lostFrames whether there were others before
   * @param waits      that were recorded
   */
  public DerivedWaits(Side side, long now, Set<Integer> written, List<RecordedFrame> frames, boolean lostFrames,
                      List<RecordedWait> waits) {
    this.side = side;
    this.now = now;
    this.written = written;
    since = lostFrames && !frames.isEmpty() ? frames.get(0).time() : 0;
    frames.forEach(this::add);
    waits.stream().filter(wait -> !isOfQueue(wait))
      .forEach(wait -> this.waits.computeIfAbsent(wait.streamId(), id -> new ArrayList<>()).add(wait));
    for (Way way : Way.values()) {
      shared.put(way, new WaitSpans(this.waits.getOrDefault(0, List.of()), way));
    }
  }

  /** A request that waits has no stream. It keeps nobody else waiting. */
  private static boolean isOfQueue(RecordedWait wait) {
    return wait.reason() == Wait.FREE_STREAM || wait.reason() == Wait.POOL;
  }

  private void add(RecordedFrame frame) {
    frames.computeIfAbsent(frame.streamId(), id -> new ArrayList<>()).add(frame);
    if (frame.type() == FrameType.DATA.code() && frame.way() == Way.SENT) {
      if (lastSent != null && lastSent.streamId() != frame.streamId()) {
        lastOfAnother = lastSent;
      }
      lastSent = frame;
    }
  }

  /** The waits of the exchanges. Those that last have no end. */
  public List<RecordedWait> of(List<RecordedExchange> exchanges) {
    for (RecordedExchange exchange : exchanges) {
      if (exchange.streamId() > 0 && exchange.requestHeadAt() > 0) {
        add(exchange);
      }
    }
    return derived;
  }

  private void add(RecordedExchange exchange) {
    boolean server = side == Side.SERVER;
    Lane request = new Lane(exchange, server ? Way.RECEIVED : Way.SENT);
    Lane response = new Lane(exchange, server ? Way.SENT : Way.RECEIVED);
    long end = exchange.isOpen() ? now : exchange.endAt();
    long requestEnd = exchange.requestEndAt() == 0 ? end : exchange.requestEndAt();
    request.message(exchange.requestHeadAt(), requestEnd);
    if (exchange.responseHeadAt() > 0) {
      response.gap(requestEnd, exchange.responseHeadAt());
      response.response(exchange.responseHeadAt(), end);
    } else if (exchange.requestEndAt() > 0) {
      response.gap(requestEnd, end);
    }
  }

  private boolean isOtherSentAfter(long time, int streamId) {
    RecordedFrame other = lastSent != null && lastSent.streamId() == streamId ? lastOfAnother : lastSent;
    return other != null && other.time() >= time + SHORTEST;
  }

  /** One way of an exchange: its request, or its response. */
  private final class Lane {
    private final RecordedExchange exchange;
    private final Way way;
    private final WaitSpans own;

    Lane(RecordedExchange exchange, Way way) {
      this.exchange = exchange;
      this.way = way;
      own = new WaitSpans(waits.getOrDefault(exchange.streamId(), List.of()), way);
    }

    /**
     * The gaps of a response. That of a stream that has ended may have been complete long before its request was. The
     * frame with its end is the last one: if no frame of it is left, its end may have been overwritten, too.
     */
    void response(long from, long to) {
      if (exchange.isOpen() || from >= since || isFrameLeft(from)) {
        message(from, to);
      }
    }

    private boolean isFrameLeft(long from) {
      return frames.getOrDefault(exchange.streamId(), List.of()).stream().anyMatch(frame -> isPart(frame, from));
    }

    private boolean isPart(RecordedFrame frame, long from) {
      return frame.way() == way && frame.time() >= from - SHORTEST
        && (frame.type() == FrameType.DATA.code() || frame.type() == FrameType.HEADERS.code());
    }

    /** The gaps between the frames of a message. */
    void message(long from, long to) {
      long last = from;
      for (RecordedFrame frame : frames.getOrDefault(exchange.streamId(), List.of())) {
        if (isPart(frame, from)) {
          gap(last, Math.min(frame.time(), to)); // one may come after the stream was reset
          last = Math.max(last, frame.time());
          if ((frame.flags() & Flag.END_STREAM.bit()) != 0) {
            return;
          }
        }
      }
      if (way == Way.RECEIVED || !written.contains(exchange.streamId())) {
        gap(last, to);
      } else if (side == Side.SERVER && exchange.isOpen() && isOtherSentAfter(last, exchange.streamId())) {
        gap(last, to, Wait.PRIORITY);
      }
    }

    /** A time without frames, which may have other reasons in parts. */
    void gap(long from, long to) {
      gap(from, to, way == Way.RECEIVED ? Wait.PEER
        : exchange.labels().containsKey(LabelNames.KIND) ? Wait.BUS_WRITES : Wait.APPLICATION_WRITES);
    }

    private void gap(long from, long to, Wait otherwise) {
      own.holes(Math.max(from, since), to, (begin, end) -> withoutOwn(begin, end, otherwise));
    }

    private void withoutOwn(long from, long to, Wait reason) {
      WaitSpans ofAll = shared.get(way);
      if (to - from < SHORTEST) {
        return;
      }
      if (ofAll.count(from, to) <= MAX_CUTS) {
        ofAll.holes(from, to, (begin, end) -> piece(begin, end, reason));
      } else if (2 * ofAll.waited(from, to) < to - from) {
        piece(from, to, reason);
      }
    }

    private void piece(long from, long to, Wait reason) {
      if (to - from >= SHORTEST) {
        boolean lasts = exchange.isOpen() && to == now;
        derived.add(new RecordedWait(from, lasts ? RecordedWait.STILL : to, exchange.streamId(), reason));
      }
    }
  }
}
