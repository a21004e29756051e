package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.recorder.ConnectionRecord;
import io.github.vertxnghttp2.protocol.recorder.DerivedWaits;
import io.github.vertxnghttp2.protocol.recorder.Secrets;
import io.github.vertxnghttp2.protocol.recorder.StreamRecord;
import io.github.vertxnghttp2.protocol.recorder.StreamRecord.Heads;
import io.github.vertxnghttp2.protocol.stream.SendProgress;
import io.github.vertxnghttp2.recording.LabelNames;
import io.github.vertxnghttp2.recording.Labels;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.Way;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Records what happens to the streams of a connection. Streams that are not sampled have no record, and are ignored.
 *
 * <p>What happens within a read or a flush has the time of that read or flush, so that the clock is read once. For what
 * the application does at other times, the clock is read again.
 */
final class ConnectionRecorder {
  /** Bytes of a received head, and characters of one that was sent, that is kept after the end of its stream. */
  private static final int MAX_HEAD = 1024;
  /** With more than twice the number of open streams and this, {@link #shortBodies} drops the closed ones. */
  private static final int SHORT_BODIES = 16;

  private final Session session;
  private final OpenStreams streams;
  private final Side side;
  private final ConnectionRecord record;
  /** Streams to which whole bodies of a few KiB were written since the last flush. */
  private final List<Stream> shortBodies = new ArrayList<>(1);

  /** @param bytes of the option {@code recorder.bytes} */
  ConnectionRecorder(Session session, OpenStreams streams, Side side, int bytes) {
    this.session = session;
    this.streams = streams;
    this.side = side;
    record = new ConnectionRecord(side, bytes);
  }

  /** Whether the head that was received last takes so little memory that it may be kept. */
  private boolean isShort() {
    return session.literalBytes() <= MAX_HEAD;
  }

  /** Whether a head that is sent is too long to be kept: a proxy sends what its clients choose. */
  private static boolean isLong(HeaderList head) {
    int left = MAX_HEAD;
    for (int i = 0; i < head.size() && left >= 0; i++) {
      left -= head.name(i).length() + head.value(i).length();
    }
    return left < 0;
  }

  private long readOrFlushed() {
    long time = session.recordedTime();
    return time == 0 ? RecordingClock.now() : time; // 0 before the first frame, as in an upgrade from HTTP/1.1
  }

  // --- the beginning of streams ---

  /** @param head of a request that was received, or {@code null} if it is not known */
  void requestReceived(Stream stream, HeaderList head) {
    if (!record.isNextRecorded(readOrFlushed())) {
      return;
    }
    StreamRecord begun = new StreamRecord(stream.id(), head, isShort() ? Heads.KEPT : Heads.DROPPED);
    begun.requestHead(stream.id(), readOrFlushed());
    stream.record(begun);
  }

  /** A promise was sent or received. It is a whole request. */
  void promised(Stream stream, HeaderList head) {
    requestReceived(stream, head);
    if (stream.record() != null) {
      stream.record().requestEnd(readOrFlushed());
    }
  }

  /** The application of a client makes a request. */
  void requestMade(Stream stream, HeaderList head) {
    if (!record.isNextRecorded(readOrFlushed())) {
      return;
    }
    StreamRecord begun = new StreamRecord(stream.id(), head, isLong(head) ? Heads.DROPPED : Heads.KEPT);
    long now = RecordingClock.now();
    long queued = stream.listener().queuedAt();
    begun.queued(queued == 0 ? now : queued, now);
    stream.record(begun);
  }

  /** The request is submitted. @param endStream whether it has no body */
  void requestSent(Stream stream, boolean endStream) {
    StreamRecord of = stream.record();
    if (of == null) {
      return;
    }
    boolean waited = of.madeAt() < readOrFlushed();
    long time = waited ? RecordingClock.now() : of.madeAt();
    of.requestHead(stream.id(), time);
    queueWaited(of, time);
    if (endStream) {
      of.requestEnd(time);
    }
  }

  /** A request is sent, or dropped. */
  private void queueWaited(StreamRecord of, long time) {
    record.waited(of.queuedAt(), of.madeAt(), of, Wait.POOL);
    record.waited(of.madeAt(), time, of, Wait.FREE_STREAM);
  }

  // --- messages ---

  void headReceived(StreamRecord of, HeaderList head) {
    if (side == Side.CLIENT) {
      of.responseHead(status(head), head, readOrFlushed());
      if (!isShort()) {
        of.dropHeads();
      }
    }
  }

  private static int status(HeaderList head) {
    String text = head.get(":status");
    int status = 0;
    for (int i = 0; text != null && i < text.length(); i++) {
      status = 10 * status + Character.digit(text.charAt(i), 10);
    }
    return status;
  }

  void endReceived(StreamRecord of) {
    if (side == Side.SERVER) {
      of.requestEnd(readOrFlushed());
    }
  }

  /** Streams that a server opens have even numbers, RFC 9113 section 5.1.1. */
  private static boolean isPushed(StreamRecord of) {
    return of.streamId() > 0 && of.streamId() % 2 == 0;
  }

  void responding(StreamRecord of, int status, HeaderList head) {
    of.responseHead(status, head, session.isInCall() ? readOrFlushed() : RecordingClock.now());
    if (isLong(head)) {
      of.dropHeads();
    }
  }

  void endSent(StreamRecord of) {
    if (side == Side.CLIENT && !isPushed(of)) {
      of.requestEnd(readOrFlushed());
    }
  }

  /** @param end of the connection, if that is why the stream ends; or {@code null} */
  void closed(Stream stream, long errorCode, ClosedBy by, ConnectionEnd end) {
    StreamRecord of = stream.record();
    long time = end == null && of.streamId() > 0 ? readOrFlushed() : RecordingClock.now();
    of.end(time, stream.bytesSent(), stream.bytesReceived(), stream.labels());
    if (end == null && (errorCode != 0 || !stream.isDone())) {
      of.reset(errorCode, by == ClosedBy.REMOTE ? Way.RECEIVED : Way.SENT);
    }
    if (of.streamId() == 0) {
      queueWaited(of, time);
    }
    record.ended(of, readWait(stream), time);
  }

  // --- what they wait for ---

  /** Bytes of a body have come. */
  void bytesReceived(StreamRecord of) {
    if (of.unreadSince() == 0) {
      of.unreadSince(readOrFlushed());
    }
  }

  /** The application has read. @param unread bytes that it has not */
  void bytesRead(Stream stream, long unread) {
    StreamRecord of = stream.record();
    if (of.unreadSince() == readOrFlushed() && session.isInCall()) { // it reads as they come
      of.unreadSince(unread > 0 ? of.unreadSince() : 0);
    } else {
      record.readGoesOn(of, readWait(stream), RecordingClock.now(), unread);
    }
  }

  private static Wait readWait(Stream stream) {
    return Labels.has(stream.labels(), LabelNames.KIND) ? Wait.BUS_CREDIT : Wait.APPLICATION_READS;
  }

  /** Bytes of a body are left after a flush that has sent all that could be sent. */
  void stalled(int streamId) {
    Stream stream = streams.get(streamId);
    if (stream == null || stream.record() == null) {
      return;
    }
    if (session.state().remoteWindowSize(0) <= 0) {
      record.sendWaits(stream.record(), Wait.CONNECTION_WINDOW, readOrFlushed());
    } else if (session.state().remoteWindowSize(streamId) <= 0) {
      record.sendWaits(stream.record(), Wait.STREAM_WINDOW, readOrFlushed());
    }
  }

  void bytesSent(StreamRecord of) {
    record.sendGoesOn(of, readOrFlushed());
  }

  /** The library has a copy of a short whole body, and tells only when it has sent the end. */
  void shortBody(Stream stream) {
    if (shortBodies.size() > 2 * streams.size() + SHORT_BODIES) { // the peer resets streams, and reads nothing
      shortBodies.removeIf(Stream::isClosed);
    }
    shortBodies.add(stream);
  }

  /** A flush has sent all that could be sent. */
  void flushed() {
    for (int i = 0; i < shortBodies.size(); i++) {
      Stream stream = shortBodies.get(i);
      if (stream.sending() == SendProgress.ENDED && !stream.isClosed()) {
        stalled(stream.id());
      }
    }
    shortBodies.clear();
  }

  void socketFull(boolean full) {
    record.socketFull(full, RecordingClock.now());
  }

  void rest() {
    record.rest();
  }

  // --- reading ---

  /** The streams and their waits. */
  record Streams(List<RecordedExchange> exchanges, List<RecordedWait> waits) {
  }

  /**
   * @param waiting requests that wait to be sent
   * @param lostFrames whether there were others before these
   */
  Streams read(Iterable<Stream> waiting, Secrets secrets, List<RecordedFrame> frames, boolean lostFrames) {
    List<RecordedWait> waits = record.readWaits();
    List<RecordedExchange> exchanges = record.readEnded(secrets);
    Set<Integer> written = new HashSet<>();
    for (Stream stream : streams.all()) {
      if (stream.record() != null) {
        exchanges.add(record.readOpen(stream.record(), secrets, state(stream), readWait(stream), waits));
        boolean stalled = stream.record().sendWait() != null;
        if (stalled || stream.sending().isEnded() || stream.queuedBytes() > 0) {
          written.add(stream.id());
        }
      }
    }
    for (Stream stream : waiting) {
      if (stream.record() != null) {
        exchanges.add(record.readOpen(stream.record(), secrets,
          new StreamRecord.OpenState(0, 0, 0, 0, 0, stream.labels()), readWait(stream), waits));
      }
    }
    waits.addAll(new DerivedWaits(side, RecordingClock.now(), written, frames, lostFrames, waits).of(exchanges));
    waits.sort(Comparator.comparingLong(RecordedWait::from));
    exchanges.sort(Comparator.comparingLong(ConnectionRecorder::beginning));
    return new Streams(exchanges, new ArrayList<>(waits));
  }

  private static long beginning(RecordedExchange exchange) {
    return exchange.queuedAt() > 0 ? exchange.queuedAt() : exchange.requestHeadAt();
  }

  private StreamRecord.OpenState state(Stream stream) {
    boolean known = !session.isClosed();
    return new StreamRecord.OpenState(stream.bytesSent(), stream.bytesReceived(),
      known ? session.state().remoteWindowSize(stream.id()) : 0,
      known ? session.state().localWindowSize(stream.id()) : 0, stream.unreadBytes(),
      stream.labels());
  }
}
