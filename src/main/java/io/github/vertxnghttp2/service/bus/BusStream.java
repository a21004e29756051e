package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.BusFrame;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.util.function.Consumer;

/** One end of a stream between two endpoints. All methods are called on the context of the endpoint. */
public final class BusStream {
  private final long id;
  private final FrameForm form;
  private final int initialCredit;
  private final int maxChunkSize;
  private final boolean opener;
  private final Consumer<BusStream> closed;
  private BusStreamListener listener;
  private BusPeer peer;
  private long remoteId;
  private long seqIn;
  private long seqOut;
  private long window;
  private long granted;
  private int consumed;
  private boolean headSeen;
  private boolean localEnded;
  private boolean remoteEnded;
  private boolean gone;

  /** @param closed called once, when the stream has ended */
  BusStream(long id, FrameForm form, EndpointSettings settings, boolean opener, Consumer<BusStream> closed) {
    this.id = id;
    this.form = form;
    this.initialCredit = settings.initialCredit();
    this.maxChunkSize = settings.maxChunkSize();
    this.opener = opener;
    this.closed = closed;
    granted = initialCredit;
    headSeen = !opener;
  }

  long id() {
    return id;
  }

  /** The number that the peer has given to the stream. */
  long remoteId() {
    return remoteId;
  }

  FrameForm form() {
    return form;
  }

  long granted() {
    return granted;
  }

  BusPeer peer() {
    return peer;
  }

  void listener(BusStreamListener listener) {
    this.listener = listener;
  }

  void remoteEnded() {
    remoteEnded = true;
  }

  void localEnded() {
    localEnded = true;
  }

  /** Sets the peer when it is known. From then on, frames can be sent. */
  void connect(BusPeer peer, long remoteId, long credit) {
    this.peer = peer;
    this.remoteId = remoteId;
    window += credit;
    peer.streams().put(id, this);
    grant();
  }

  // --- sending ---

  /** Bytes of DATA that can be sent in one frame now; 0 without credit. */
  public int window() {
    return isWritable() ? (int) Math.min(window, maxChunkSize) : 0;
  }

  /** Whether this side, or the whole stream, has ended. */
  public boolean isLocalEnded() {
    return localEnded || gone;
  }

  /** Whether frames can be sent: the peer is known, and this side has not ended. */
  public boolean isWritable() {
    return peer != null && !isLocalEnded();
  }

  /** Whether the stream has ended: both sides have, or it was reset or lost. */
  public boolean isGone() {
    return gone;
  }

  /** Whether the peer has ended its side. */
  public boolean isRemoteEnded() {
    return remoteEnded;
  }

  /** Sends the head of a response, final or informational. Only on the side that accepted the stream. */
  public void sendHead(int status, MultiMap headers, boolean end) {
    if (!isLocalEnded()) {
      peer.send(new BusFrame.Head(remoteId, nextSeq(), status, headers, end), form);
      endLocal(end);
    }
  }

  /** @param data at least one byte, at most {@link #window} */
  public void sendData(Buffer data, boolean end) {
    if (!isLocalEnded()) {
      window -= data.length();
      peer.send(new BusFrame.Data(remoteId, nextSeq(), data, end), form);
      endLocal(end);
    }
  }

  /** Sends END, which ends this side. */
  public void sendEnd(MultiMap trailers) {
    if (!isLocalEnded()) {
      peer.send(new BusFrame.End(remoteId, nextSeq(), trailers), form);
      endLocal(true);
    }
  }

  /** Grants credit for bytes that the listener has consumed. Several calls may share one CREDIT frame. */
  public void consumed(int bytes) {
    consumed += bytes;
    if (!gone && !remoteEnded && peer != null) {
      grant();
    }
  }

  private void grant() {
    if (consumed > 0 && !remoteEnded && (consumed >= initialCredit / 2 || granted < BusFrame.Data.MAX_SIZE / 2)) {
      int bytes = consumed;
      consumed = 0;
      granted += bytes;
      peer.send(new BusFrame.Credit(remoteId, nextSeq(), bytes), form);
    }
  }

  /** Sends RESET and ends the stream. Has no effect if it has ended. */
  public void reset(long code, String reason) {
    if (!gone) {
      gone = true;
      if (peer != null) {
        sendReset(code, reason);
      }
      closed();
    }
  }

  /** Closes a stream that was never accepted. Sends no frame, and does not notify the listener. */
  void forget() {
    if (!gone) {
      gone = true;
      closed.accept(this);
    }
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
      gone = true;
      closed();
    }
  }

  private void closed() {
    closed.accept(this);
    if (listener != null) {
      listener.onClosed();
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
        onCredit(credit.bytes());
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

  private void onCredit(long bytes) {
    if (bytes > JsonReader.MAX_NUMBER - window) {
      violate(ErrorCode.FLOW_CONTROL_ERROR, "credit of more than " + JsonReader.MAX_NUMBER + " bytes");
      return;
    }
    window += bytes;
    if (!localEnded) {
      listener.onCredit();
    }
  }

  private void onHead(BusFrame.Head head) {
    boolean informational = head.status() < 200;
    if (headSeen || informational && head.end()) {
      violate(ErrorCode.PROTOCOL_ERROR, !opener ? "HEAD from the side that opened the stream"
        : headSeen ? "HEAD after the final one" : "an informational HEAD with end");
      return;
    }
    headSeen = !informational;
    listener.onHead(head.status(), head.headers());
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
    listener.onData(data.data());
    if (data.end()) {
      endRemote(MultiMap.caseInsensitiveMultiMap());
    }
  }

  private void endRemote(MultiMap trailers) {
    if (!gone) {
      remoteEnded = true;
      listener.onEnd(trailers);
      closeIfDone();
    }
  }

  private void violate(ErrorCode code, String reason) {
    abort(BusReset.violation(code, reason));
  }

  /** Ends the stream early: sends RESET to the peer, and reports it to the listener. */
  void abort(BusReset reset) {
    if (!gone && peer != null) {
      sendReset(reset.code(), reset.reason());
    }
    lose(reset);
  }

  /** Ends the stream early and reports it to the listener, which gets nothing more but onClosed. Sends no frame. */
  void lose(BusReset reset) {
    if (!gone) {
      gone = true;
      try {
        listener.onReset(reset);
      } finally {
        closed();
      }
    }
  }
}
