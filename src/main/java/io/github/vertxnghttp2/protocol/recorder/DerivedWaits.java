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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The waits that nobody has to record, because the frames show them: a message is not complete, none of its frames
 * comes, and nothing else is the reason. Then the application has written nothing ({@link Wait#APPLICATION_WRITES},
 * {@link Wait#BUS_WRITES}), or the peer has ({@link Wait#PEER}). If the application has, and other bodies are sent
 * meanwhile, they come first ({@link Wait#PRIORITY}).
 */
public final class DerivedWaits {
  private static final long SHORTEST = ConnectionRecord.SHORTEST;

  private final Side side;
  private final long now;
  private final Set<Integer> written;
  /** Before it frames were overwritten. */
  private final long since;
  private final List<RecordedFrame> all;
  private final Map<Integer, List<RecordedFrame>> frames = new HashMap<>();
  private final Map<Integer, List<RecordedWait>> waits = new HashMap<>();
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
    all = frames;
    since = lostFrames && !frames.isEmpty() ? frames.get(0).time() : 0;
    frames.forEach(frame -> this.frames.computeIfAbsent(frame.streamId(), id -> new ArrayList<>()).add(frame));
    waits.forEach(wait -> this.waits.computeIfAbsent(wait.streamId(), id -> new ArrayList<>()).add(wait));
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
    Way request = server ? Way.RECEIVED : Way.SENT;
    Way response = server ? Way.SENT : Way.RECEIVED;
    long end = exchange.isOpen() ? now : exchange.endAt();
    long requestEnd = exchange.requestEndAt() == 0 ? end : exchange.requestEndAt();
    message(exchange, request, exchange.requestHeadAt(), requestEnd);
    if (exchange.responseHeadAt() > 0) {
      gap(exchange, response, requestEnd, exchange.responseHeadAt());
      message(exchange, response, exchange.responseHeadAt(), end);
    } else if (exchange.requestEndAt() > 0) {
      gap(exchange, response, requestEnd, end);
    }
  }

  /** The gaps between the frames of a message. */
  private void message(RecordedExchange exchange, Way way, long from, long to) {
    long last = from;
    for (RecordedFrame frame : frames.getOrDefault(exchange.streamId(), List.of())) {
      boolean part = frame.type() == FrameType.DATA.code() || frame.type() == FrameType.HEADERS.code();
      if (frame.way() == way && part && frame.time() >= from - SHORTEST) {
        gap(exchange, way, last, frame.time());
        last = Math.max(last, frame.time());
        if ((frame.flags() & Flag.END_STREAM.bit()) != 0) {
          return;
        }
      }
    }
    if (way == Way.RECEIVED || !written.contains(exchange.streamId())) {
      gap(exchange, way, last, to);
    } else if (exchange.isOpen() && isOtherSentAfter(last, exchange.streamId())) {
      derived.add(new RecordedWait(last, RecordedWait.STILL, exchange.streamId(), Wait.PRIORITY));
    }
  }

  private boolean isOtherSentAfter(long time, int streamId) {
    return all.stream().anyMatch(frame -> frame.time() >= time + SHORTEST && frame.way() == Way.SENT
      && frame.type() == FrameType.DATA.code() && frame.streamId() != streamId);
  }

  /** A time without frames, which may have other reasons in parts. */
  private void gap(RecordedExchange exchange, Way way, long from, long to) {
    List<RecordedWait> known = new ArrayList<>();
    for (int id : new int[] {0, exchange.streamId()}) {
      waits.getOrDefault(id, List.of()).stream().filter(wait -> wait.reason().way() == way).forEach(known::add);
    }
    known.sort(Comparator.comparingLong(RecordedWait::from));
    long at = Math.max(from, since);
    for (RecordedWait wait : known) {
      piece(exchange, way, at, Math.min(wait.from(), to));
      at = Math.max(at, wait.to());
    }
    piece(exchange, way, at, to);
  }

  private void piece(RecordedExchange exchange, Way way, long from, long to) {
    if (to - from >= SHORTEST) {
      boolean lasts = exchange.isOpen() && to == now;
      Wait reason = way == Way.RECEIVED ? Wait.PEER
        : exchange.labels().containsKey(LabelNames.KIND) ? Wait.BUS_WRITES : Wait.APPLICATION_WRITES;
      derived.add(new RecordedWait(from, lasts ? RecordedWait.STILL : to, exchange.streamId(), reason));
    }
  }
}
