package io.github.vertxnghttp2.protocol.recorder;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.recording.LabelNames;
import io.github.vertxnghttp2.recording.Labels;
import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.TraceId;
import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.Way;


/**
 * What is recorded of one stream. All times are microseconds by {@code RecordingClock}, 0 if that has not happened.
 * Belongs to the event loop.
 */
public final class StreamRecord {
  private static final String PATH = ":path";
  /** Characters of a target, an authority or a method that are kept. */
  private static final int MAX_TEXT = 256;

  /** What becomes of the heads when the stream ends. */
  public enum Heads {
    /** They are kept, because they are short. */
    KEPT,
    /** They are dropped. */
    DROPPED
  }

  private int streamId;
  private String method;
  private String target;
  private String authority;
  private int status;
  private long queuedAt;
  private long madeAt;
  private long requestHeadAt;
  private long requestEndAt;
  private long responseHeadAt;
  private long endAt;
  private long bytesSent;
  private long bytesReceived;
  private long reset = RecordedExchange.NOT_RESET;
  private Way resetBy;
  /** {@code null} for none. */
  private Labels labels;
  private Heads heads;
  private HeaderList requestHead;
  private HeaderList responseHead;
  /** What the body that is sent waits for; {@code null} if for nothing. */
  private Wait sendWait;
  private long sendWaitSince;
  private long unreadSince;

  /**
   * @param id 0 for a request that waits to be sent
   * @param head of the request, or {@code null} if it is not known
   * @param heads whether the head is kept after the end of the stream
   */
  public StreamRecord(int id, HeaderList head, Heads heads) {
    streamId = id;
    this.heads = heads;
    requestHead = head;
    if (head != null) {
      read(head);
    }
  }

  /** The pseudo-header fields come first, RFC 9113 section 8.3. */
  private void read(HeaderList head) {
    for (int i = 0; i < head.size(); i++) {
      String name = head.name(i);
      if (name.charAt(0) != ':') {
        return;
      }
      switch (name.charAt(1)) { // the engine has checked which ones there are
        case 'm' -> method = kept(head.value(i));
        case 'p' -> target = name.length() == PATH.length() ? kept(head.value(i)) : target; // not :protocol
        case 'a' -> authority = kept(head.value(i));
        default -> { }
      }
    }
  }

  private static String kept(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "\u2026";
  }

  // --- what happens ---

  /** 0 for a request that waits to be sent. */
  public int streamId() {
    return streamId;
  }

  /**
   * A client's application has made the request.
   *
   * @param forConnection since when the request has waited for its connection
   * @param time since when it waits for a stream
   */
  public void queued(long forConnection, long time) {
    queuedAt = forConnection;
    madeAt = time;
  }

  /** Since when the request of a client has waited for its connection. */
  public long queuedAt() {
    return queuedAt;
  }

  /** Since when the request of a client has waited for a stream. */
  public long madeAt() {
    return madeAt;
  }

  /** The head of the request was sent or received. */
  public void requestHead(int id, long time) {
    streamId = id;
    requestHeadAt = time;
  }

  public void requestEnd(long time) {
    requestEndAt = time;
  }

  /** The head of the final response was sent or received. */
  public void responseHead(int responseStatus, HeaderList head, long time) {
    status = responseStatus;
    responseHead = head;
    responseHeadAt = time;
  }

  /** The stream was closed. Of long heads, only the id of the trace is kept. */
  public void end(long time, long sent, long received, Labels lastLabels) {
    endAt = time;
    bytesSent = sent;
    bytesReceived = received;
    labels = lastLabels;
    if (heads == Heads.DROPPED) {
      forgetHeads();
    }
  }

  /** Of the heads of a stream that has ended, only the id of the trace is kept. */
  void forgetHeads() {
    labels = traced(requestHead, labels);
    requestHead = null;
    responseHead = null;
  }

  /** A head is too long to be kept after the end of the stream. */
  public void dropHeads() {
    heads = Heads.DROPPED;
  }

  public void reset(long code, Way by) {
    reset = code;
    resetBy = by;
  }

  // --- what it waits for ---

  /** The body that is sent begins to wait. */
  void sendWaits(Wait reason, long time) {
    sendWait = reason;
    sendWaitSince = time;
  }

  /** {@code null} if the body that is sent waits for nothing that was recorded. */
  public Wait sendWait() {
    return sendWait;
  }

  long sendWaitSince() {
    return sendWaitSince;
  }

  void sendGoesOn() {
    sendWait = null;
  }

  /** Since when bytes are there that the application has not read; 0 if there are none. */
  public long unreadSince() {
    return unreadSince;
  }

  public void unreadSince(long time) {
    unreadSince = time;
  }

  // --- reading ---

  /** The exchange of a stream that has ended. */
  RecordedExchange read(Side side, Secrets secrets) {
    return read(side, secrets, new OpenState(bytesSent, bytesReceived, 0, 0, 0, labels));
  }

  /**
   * What only an open stream has.
   *
   * @param sendWindow    bytes that the peer's window has left
   * @param receiveWindow bytes that the window for the peer has left
   */
  public record OpenState(long bytesSent, long bytesReceived, int sendWindow, int receiveWindow, long unreadBytes,
                          Labels labels) {
  }

  /** The exchange of a stream that is open, or of a request that waits. */
  RecordedExchange read(Side side, Secrets secrets, OpenState open) {
    boolean server = side == Side.SERVER;
    return new RecordedExchange(streamId, method, target, authority, status, secrets.fields(requestHead),
      secrets.fields(responseHead), queuedAt, requestHeadAt, requestEndAt, responseHeadAt, endAt,
      server ? open.bytesReceived() : open.bytesSent(), server ? open.bytesSent() : open.bytesReceived(),
      open.sendWindow(), open.receiveWindow(), open.unreadBytes(), reset, resetBy,
      Labels.map(traced(requestHead, open.labels())));
  }

  private static Labels traced(HeaderList head, Labels given) {
    String trace = head == null || Labels.has(given, LabelNames.TRACE_ID) ? null : TraceId.of(head);
    return trace == null ? given : Labels.with(given, LabelNames.TRACE_ID, trace);
  }
}
