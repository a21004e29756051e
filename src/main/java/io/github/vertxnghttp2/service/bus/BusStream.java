package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.bus.wire.EndpointAddress;
import io.github.vertxnghttp2.service.bus.wire.FrameForm;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One end of a stream between two endpoints, as its user has it. Public methods are called on the context of the user's
 * endpoint, where the listener is called, too. The frames are sent and received by a {@link WireStream} on the event
 * loop of the node: what happens there arrives here in order, one task later, however long the user's context is busy.
 * If the user's context is on the same event loop, each calls the other directly.
 */
public final class BusStream implements BusReader.Source {
  private static final System.Logger LOG = System.getLogger(BusEndpoint.class.getName());

  private final BusEndpoint endpoint;
  private final ContextInternal context;
  private final ContextInternal loop;
  /** Whether the user's context is on the event loop of the node. */
  private final boolean sameThread;
  private final FrameForm form;
  private final int maxChunkSize;
  private final WireStream wire;
  /** Bytes that were consumed since the last task on the event loop took them. */
  private final AtomicInteger consumed = new AtomicInteger();
  private BusStreamListener listener;
  private boolean connected;
  private long window;
  /** Bytes of DATA that were sent, without those that the peer has reported as consumed. */
  private long unread;
  private boolean localEnded;
  private boolean remoteEnded;
  private String remoteAddress;
  private boolean gone;

  /**
   * @param opener whether this side opens the stream
   * @param localEnded whether this side has ended with OPEN
   * @param remoteEnded whether the peer has ended with OPEN
   */
  BusStream(BusEndpoint endpoint, NodeEndpoint node, ContextInternal context, EndpointSettings settings, FrameForm form,
            boolean opener, boolean localEnded, boolean remoteEnded) {
    this.endpoint = endpoint;
    this.context = context;
    this.loop = node.loop();
    this.sameThread = context.isEventLoopContext() && context.nettyEventLoop() == loop.nettyEventLoop();
    this.form = form;
    this.maxChunkSize = settings.maxChunkSize();
    this.localEnded = localEnded;
    this.remoteEnded = remoteEnded;
    wire = node.add(id -> new WireStream(node, id, form, settings, opener, localEnded, remoteEnded, endpoint, this));
  }

  /** The number that this side has given to the stream. */
  long id() {
    return wire.id();
  }

  /** Bytes that the peer may send initially. */
  long granted() {
    return wire.initiallyGranted();
  }

  FrameForm form() {
    return form;
  }

  void listener(BusStreamListener listener) {
    this.listener = listener;
  }

  /** Sets the peer when it is known. From then on, frames can be sent. */
  void connect(String address, long remoteId, long credit) {
    remoteAddress = address;
    connected = true;
    window += credit;
    onLoop(() -> wire.connect(address, remoteId, credit));
  }

  /** The id of the peer's node; {@code null} if it is not known, is behind a bridge, or is not clustered. */
  public String remoteNode() {
    return remoteAddress == null ? null : EndpointAddress.nodeId(remoteAddress);
  }

  // --- sending ---

  /** Bytes of DATA that can be sent in one frame now; 0 without credit. */
  public int window() {
    return isWritable() ? (int) Math.min(window, maxChunkSize) : 0;
  }

  /** Bytes of DATA that were sent, and that are not known to be read at the other side. */
  long unread() {
    return unread;
  }

  /** Whether this side, or the whole stream, has ended. */
  public boolean isLocalEnded() {
    return localEnded || gone;
  }

  /** Whether frames can be sent: the peer is known, and this side has not ended. */
  public boolean isWritable() {
    return connected && !isLocalEnded();
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
      MultiMap own = copy(headers);
      onLoop(() -> wire.sendHead(status, own, end));
      endLocal(end);
    }
  }

  /** The caller may change its fields before the event loop sends them. */
  private static MultiMap copy(MultiMap fields) {
    return MultiMap.caseInsensitiveMultiMap().addAll(fields);
  }

  /** @param data at least one byte, at most {@link #window}; the caller may change the buffer afterwards */
  public void sendData(Buffer data, boolean end) {
    sendData(sameThread ? data : data.copy(), end, false); // on the same thread it is encoded before this returns
  }

  /**
   * @param data at least one byte, at most {@link #window}; nobody may change the buffer from now on
   * @param report whether the peer is to report at once what is consumed
   */
  void sendData(Buffer data, boolean end, boolean report) {
    if (!isLocalEnded()) {
      window -= data.length();
      unread += data.length();
      onLoop(() -> wire.sendData(data, end, report));
      endLocal(end);
    }
  }

  /** Sends END, which ends this side. */
  public void sendEnd(MultiMap trailers) {
    if (!isLocalEnded()) {
      MultiMap own = copy(trailers);
      onLoop(() -> wire.sendEnd(own));
      endLocal(true);
    }
  }

  /** Grants credit for bytes that the listener has consumed. Several calls may share one CREDIT frame. */
  @Override
  public void consumed(int bytes) {
    if (consumed.getAndAdd(bytes) == 0) {
      onLoopIfOpen(() -> wire.consumed(consumed.getAndSet(0)));
    }
  }

  @Override
  public void dropped(int bytes) {
    onLoopIfOpen(() -> wire.dropped(bytes));
  }

  @Override
  public void releaseWithout(Object reader) {
    wire.releaseWithout(reader);
  }

  /** Sends RESET and ends the stream. Has no effect if it has ended. */
  public void reset(long code, String reason) {
    if (!gone) {
      gone = true;
      onLoop(() -> wire.reset(code, reason));
      closed();
    }
  }

  /** Closes a stream that was never accepted. Sends no frame, and does not notify the listener. */
  void forget() {
    if (!gone) {
      gone = true;
      onLoop(wire::forget);
      endpoint.onStreamClosed();
    }
  }

  private void endLocal(boolean end) {
    if (end) {
      localEnded = true;
      if (listener != null) {
        listener.onLocalEnded();
      }
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
    endpoint.onStreamClosed();
    if (listener != null) {
      listener.onClosed();
    }
  }

  // --- events; called on the event loop ---

  void onHead(int status, MultiMap headers) {
    toUser(() -> listener.onHead(status, headers));
  }

  void onData(Buffer data) {
    toUser(() -> listener.onData(data), data.length());
  }

  void onCredit(long bytes, long consumed) {
    toUser(() -> {
      window += bytes;
      unread = Math.max(0, unread - consumed);
      listener.onCredit();
    });
  }

  void onEnd(MultiMap trailers) {
    toUser(() -> {
      remoteEnded = true;
      listener.onEnd(trailers);
      closeIfDone();
    });
  }

  void onReset(BusReset reset) {
    toUser(() -> {
      gone = true;
      try {
        listener.onReset(reset);
      } finally {
        closed();
      }
    });
  }

  private void onLoop(Runnable task) {
    if (sameThread) {
      loop.dispatch(task);
    } else {
      loop.runOnContext(v -> task.run());
    }
  }

  /** As {@link #onLoop}, for what may follow the end of Vert.x. */
  private void onLoopIfOpen(Runnable task) {
    try {
      onLoop(task);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "Vert.x is closed", e);
    }
  }

  private void toUser(Runnable event) {
    toUser(event, 0);
  }

  /** @param bytes of data that the event brings; given back if the listener does not get them */
  private void toUser(Runnable event, int bytes) {
    if (sameThread) {
      context.dispatch(() -> runEvent(event, bytes));
      return;
    }
    try {
      context.runOnContext(v -> runEvent(event, bytes));
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "the context of a stream over the event bus is closed", e);
      wire.dropped(bytes);
    }
  }

  private void runEvent(Runnable event, int bytes) {
    if (gone) {
      if (bytes > 0) {
        dropped(bytes);
      }
      return;
    }
    try {
      event.run();
    } catch (RuntimeException e) {
      if (bytes > 0) {
        dropped(bytes);
      }
      abort(new BusReset(ErrorCode.INTERNAL_ERROR.code(), e.toString(), BusReset.Cause.CLOSED));
      throw e; // to the exception handler of the context
    }
  }

  /** The listener threw, and may have missed a part of an event: ends the stream early and reports it. */
  private void abort(BusReset reset) {
    if (!gone) {
      gone = true;
      onLoop(() -> wire.reset(reset.code(), reset.reason()));
      try {
        listener.onReset(reset);
      } finally {
        closed();
      }
    }
  }
}
