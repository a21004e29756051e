package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.BusFrame;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * The frames of one end of a stream: their order, the credit, and the ends. Called on the event loop of the node's
 * endpoint. It passes events on to a {@link BusStream}, which calls its listener on the context of its user.
 */
final class WireStream {
  private final NodeEndpoint node;
  private final long id;
  private final FrameForm form;
  private final EndpointSettings settings;
  private final boolean opener;
  private final long initiallyGranted;
  private final BusEndpoint user;
  private final BusStream events;
  private final StreamCredit credit;
  private BusPeer peer;
  private long remoteId;
  private long seqIn;
  private long seqOut;
  private long window;
  private long granted;
  /** Bytes that were consumed since the last CREDIT. */
  private long consumed;
  /** Whether the peer wants to know at once what was consumed. */
  private boolean reporting;
  private boolean headSeen;
  private boolean localEnded;
  private boolean remoteEnded;
  private boolean gone;

  /**
   * From any thread.
   *
   * @param opener whether this side opens the stream
   * @param localEnded whether this side has ended with OPEN
   * @param remoteEnded whether the peer has ended with OPEN
   */
  WireStream(NodeEndpoint node, long id, FrameForm form, EndpointSettings settings, boolean opener, boolean localEnded,
             boolean remoteEnded, BusEndpoint user, BusStream events) {
    this.node = node;
    this.id = id;
    this.form = form;
    this.settings = settings;
    this.opener = opener;
    this.localEnded = localEnded;
    this.remoteEnded = remoteEnded;
    this.user = user;
    this.events = events;
    credit = user.credit();
    granted = remoteEnded ? 0 : credit.takeInitially();
    initiallyGranted = granted;
    headSeen = !opener;
  }

  /** The number that this side has given to the stream. From any thread. */
  long id() {
    return id;
  }

  /** The number that the peer has given to the stream. */
  long remoteId() {
    return remoteId;
  }

  /** Bytes that the peer may send initially. From any thread. */
  long initiallyGranted() {
    return initiallyGranted;
  }

  BusEndpoint user() {
    return user;
  }

  EndpointSettings settings() {
    return settings;
  }

  BusPeer peer() {
    return peer;
  }

  /** Sets the peer when it is known. From then on, frames can be sent. */
  void connect(String address, long remoteId, long credit) {
    if (gone) { // PONG does not end it there: the peer may count on frames from now on
      node.sendOnce(address, new BusFrame.Reset(remoteId, 0, ErrorCode.CANCEL.code(), "it has ended here"), form);
      return;
    }
    peer = node.peer(address);
    this.remoteId = remoteId;
    window += credit;
    peer.add(this);
    grant();
  }

  // --- sending ---

  void sendHead(int status, MultiMap headers, boolean end) {
    if (!isLocalEnded()) {
      peer.send(new BusFrame.Head(remoteId, nextSeq(), status, headers, end), form);
      endLocal(end);
    }
  }

  void sendData(Buffer data, boolean end, boolean report) {
    if (!isLocalEnded()) {
      window -= data.length();
      peer.send(new BusFrame.Data(remoteId, nextSeq(), data, end, report), form);
      endLocal(end);
    }
  }

  void sendEnd(MultiMap trailers) {
    if (!isLocalEnded()) {
      peer.send(new BusFrame.End(remoteId, nextSeq(), trailers), form);
      endLocal(true);
    }
  }

  private boolean isLocalEnded() {
    return localEnded || gone;
  }

  /** Gives credit back for bytes that the user has consumed, and grants new credit. */
  void consumed(int bytes) {
    dropped(bytes);
    if (!gone) {
      consumed += bytes;
      grant();
    }
  }

  /** Gives credit back for bytes that the user has dropped. The peer gets none for them. */
  void dropped(int bytes) {
    credit.giveBack(bytes);
    if (gone) {
      user.unread().update(credit);
    }
  }

  /** Gives back what the stream holds when a reader of its bytes is garbage. From any thread, after the end. */
  void releaseWithout(Object reader) {
    user.unread().releaseWithout(reader, credit);
  }

  /**
   * Grants what the budgets allow. Several calls may share one CREDIT frame, while the peer has enough for half a frame
   * of maximum size, unless it wants to know at once.
   */
  private void grant() {
    if (consumed == 0 || remoteEnded && !reporting || peer == null) {
      return;
    }
    long allowed = credit.allowed();
    long more = allowed - credit.held();
    if (reporting || more > 0 && (more >= allowed / 2 || granted < BusFrame.Data.MAX_SIZE / 2)) {
      long bytes = remoteEnded ? 0 : credit.take();
      granted += bytes;
      peer.send(new BusFrame.Credit(remoteId, nextSeq(), bytes, consumed), form);
      consumed = 0;
    }
  }

  /** Sends RESET and ends the stream. The user has ended it already. */
  void reset(long code, String reason) {
    if (!gone) {
      if (peer != null) {
        sendReset(code, reason);
      }
      close();
    }
  }

  /** Ends a stream that was never accepted. Sends no frame. */
  void forget() {
    if (!gone) {
      close();
    }
  }

  private void close() {
    gone = true;
    credit.giveBack(granted); // the peer does not use it any more; the rest is for bytes that were not consumed yet
    granted = 0;
    user.unread().add(credit);
    node.onStreamClosed(this);
  }

  private void sendReset(long code, String reason) {
    peer.send(new BusFrame.Reset(remoteId, nextSeq(), code, reason == null ? "" : reason), form);
  }

  /** The seq of the next frame from this side, for PING. */
  BusFrame.Next next() {
    return new BusFrame.Next(remoteId, seqOut);
  }

  private long nextSeq() {
    long seq = seqOut;
    seqOut = seq == BusFrame.MAX_SEQ ? 0 : seq + 1;
    return seq;
  }

  private void endLocal(boolean end) {
    if (end) {
      localEnded = true;
      closeIfDone();
    }
  }

  private void closeIfDone() {
    if (localEnded && remoteEnded && !gone) {
      close();
    }
  }

  // --- receiving ---

  void receive(BusFrame.OfStream frame) {
    if (frame instanceof BusFrame.Reset reset) {
      lose(new BusReset(reset.code(), reset.reason(), BusReset.Cause.PEER));
    } else if (frame.seq() != seqIn) {
      violate(ErrorCode.PROTOCOL_ERROR, "expected the frame with seq " + seqIn + ", got " + frame.seq()
        + ": a message was lost, or sent twice");
    } else {
      seqIn = seqIn == BusFrame.MAX_SEQ ? 0 : seqIn + 1;
      if (frame instanceof BusFrame.Credit credit) {
        onCredit(credit.bytes(), credit.consumed());
      } else if (remoteEnded) {
        violate(ErrorCode.STREAM_CLOSED, "a frame after the end");
      } else if (frame instanceof BusFrame.Head head) {
        onHead(head);
      } else if (!headSeen) {
        violate(ErrorCode.PROTOCOL_ERROR, "the first frame of a response must be HEAD");
      } else if (frame instanceof BusFrame.Data data) {
        onData(data);
      } else {
        endRemote(((BusFrame.End) frame).trailers());
      }
    }
  }

  private void onCredit(long bytes, long consumed) {
    if (bytes > JsonReader.MAX_NUMBER - window) {
      violate(ErrorCode.FLOW_CONTROL_ERROR, "credit of more than " + JsonReader.MAX_NUMBER + " bytes");
      return;
    }
    window += bytes;
    events.onCredit(bytes, consumed);
  }

  private void onHead(BusFrame.Head head) {
    boolean informational = head.status() < 200;
    if (headSeen || informational && head.end()) {
      violate(ErrorCode.PROTOCOL_ERROR, !opener ? "HEAD from the side that opened the stream"
        : headSeen ? "HEAD after the final one" : "an informational HEAD with end");
      return;
    }
    headSeen = !informational;
    events.onHead(head.status(), head.headers());
    if (head.end()) {
      endRemote(MultiMap.caseInsensitiveMultiMap());
    }
  }

  /** Checks that no frame was lost. @param seq of the next frame from the peer, as its PING says */
  void expect(long seq) {
    if (seq != seqIn) {
      violate(ErrorCode.PROTOCOL_ERROR, "by PING, the next frame has seq " + seq + ", expected is " + seqIn
        + ": a message was lost");
    }
  }

  /** PONG says that the peer has ended the stream. This side did not get the frame that ended it, so it was lost. */
  void onUnknownToPeer() {
    lose(BusReset.violation(ErrorCode.PROTOCOL_ERROR,
      "the other side has ended the stream, and its last frame was lost"));
  }

  private void onData(BusFrame.Data data) {
    int length = data.data().length();
    if (length > BusFrame.Data.MAX_SIZE || length > granted) {
      violate(ErrorCode.FLOW_CONTROL_ERROR, "DATA of " + length + " bytes; allowed are " + granted + " by credit, "
        + BusFrame.Data.MAX_SIZE + " in one frame");
      return;
    }
    granted -= length;
    reporting = data.report();
    events.onData(data.data());
    if (data.end()) {
      endRemote(MultiMap.caseInsensitiveMultiMap());
    }
  }

  private void endRemote(MultiMap trailers) {
    remoteEnded = true;
    credit.giveBack(granted); // the peer does not use it any more
    granted = 0;
    events.onEnd(trailers);
    closeIfDone();
  }

  private void violate(ErrorCode code, String reason) {
    abort(BusReset.violation(code, reason));
  }

  /** Ends the stream early: sends RESET to the peer, and reports it to the user. */
  void abort(BusReset reset) {
    if (!gone && peer != null) {
      sendReset(reset.code(), reset.reason());
    }
    lose(reset);
  }

  /** Ends the stream early and reports it to the user. Sends no frame. */
  void lose(BusReset reset) {
    if (!gone) {
      close();
      events.onReset(reset);
    }
  }
}
