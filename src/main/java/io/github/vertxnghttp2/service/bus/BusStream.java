package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.BusFrame;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.github.vertxnghttp2.service.bus.wire.JsonReader;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.util.function.Consumer;

/** One stream between two endpoints. All of it happens on the context of the endpoint. */
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

  /** @param closed called once, when nothing more is sent or received */
  BusStream(long id, FrameForm form, BusLimits limits, boolean opener, Consumer<BusStream> closed) {
    this.id = id;
    this.form = form;
    this.initialCredit = limits.initialCredit();
    this.maxChunkSize = limits.maxChunkSize();
    this.opener = opener;
    this.closed = closed;
    granted = initialCredit;
    headSeen = !opener;
  }

  long id() {
    return id;
  }

  /** The number that the peer gave. */
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

  /** From now on frames can be sent. */
  void connect(BusPeer peer, long remoteId, long credit) {
    this.peer = peer;
    this.remoteId = remoteId;
    window += credit;
    peer.streams().put(id, this);
    grant();
  }

  // --- sending ---

  /** Bytes of DATA that may be sent now, in one frame; 0 while there is no credit. */
  public int window() {
    return isWritable() ? (int) Math.min(window, maxChunkSize) : 0;
  }

  /** Whether nothing can be sent any more: this side has ended, or the stream is gone. */
  public boolean isLocalEnded() {
    return localEnded || gone;
  }

  /** Whether frames can be sent: the other side is known, and this one has not ended. */
  public boolean isWritable() {
    return peer != null && !isLocalEnded();
  }

  /** Whether the stream is gone: both sides have ended, or one was reset. */
  public boolean isGone() {
    return gone;
  }

  /** Whether all came that the peer had to send. */
  public boolean isRemoteEnded() {
    return remoteEnded;
  }

  /** The head of the response; informational ones before. Only on the side that accepted. */
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

  /** Ends this side. */
  public void sendEnd(MultiMap trailers) {
    if (!isLocalEnded()) {
      peer.send(new BusFrame.End(remoteId, nextSeq(), trailers), form);
      endLocal(true);
    }
  }

  /** Bytes that were told to the listener and are done with: the peer may send as many again. */
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

  /** Ends the stream at once. Without effect if it is gone. */
  public void reset(long code, String reason) {
    if (!gone) {
      gone = true;
      if (peer != null) {
        sendReset(code, reason);
      }
      closed();
    }
  }

  /** It has not come about: nobody is told. */
  void forget() {
    if (!gone) {
      gone = true;
      closed.accept(this);
    }
  }

  private void sendReset(long code, String reason) {
    peer.send(new BusFrame.Reset(remoteId, nextSeq(), code, reason == null ? "" : reason), form);
  }

  /** What the peer is to expect, if nothing was lost. */
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
        : headSeen ? "HEAD after the one that was final" : "an informational HEAD with end");
      return;
    }
    headSeen = !informational;
    listener.onHead(head.status(), head.headers());
    if (head.end()) {
      endRemote(MultiMap.caseInsensitiveMultiMap());
    }
  }

  /** The peer is about to send the frame with that number. */
  void expect(long seq) {
    if (seq != seqIn) {
      violate(ErrorCode.PROTOCOL_ERROR, "by PING the next frame has seq " + seq + ", expected is " + seqIn
        + ": a message was lost");
    }
  }

  /** The peer has ended the stream, and that it did so was lost. */
  void goneThere() {
    lose(BusReset.violation(ErrorCode.PROTOCOL_ERROR, "the other side has no such stream any more: its last frame was lost"));
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

  /** Tells both sides. */
  void abort(BusReset reset) {
    if (!gone && peer != null) {
      sendReset(reset.code(), reset.reason());
    }
    lose(reset);
  }

  /** What has been told stays told; the rest does not come any more. */
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
