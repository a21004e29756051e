package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.jni.CallResult;
import io.github.vertxnghttp2.binding.jni.DirectMemory;
import io.github.vertxnghttp2.binding.jni.EventArray;
import io.github.vertxnghttp2.binding.wire.CommandEncoder;
import io.netty.buffer.ByteBuf;

import java.util.Objects;

/**
 * Carries bytes in and out of a {@link NativeSession}. Each native call fills an array with events, which are decoded
 * after the call has returned.
 */
final class SessionIo {
  /** Input is read in pieces of this many bytes, so that their events stay within the limit of the event buffer. */
  private static final int RECEIVE_MAX = 64 << 10;

  private final NativeSession session;
  private final CommandEncoder commands;
  private final EventDecoder decoder;
  private boolean inCall;
  private long lastResult = CallResult.BEFORE_THE_FIRST_CALL;

  SessionIo(NativeSession session, CommandEncoder commands, EventDecoder decoder) {
    this.session = session;
    this.commands = commands;
    this.decoder = decoder;
  }

  void receive(ByteBuf input, SessionListener listener) {
    Objects.requireNonNull(listener, "listener");
    EventArray events = enter();
    try {
      do {
        receivePiece(input, listener, events);
      } while (input.isReadable() && !session.isClosed());
    } finally {
      leave(events);
    }
  }

  private void receivePiece(ByteBuf input, SessionListener listener, EventArray events) {
    boolean paused;
    do {
      int base = input.readerIndex();
      int length = Math.min(RECEIVE_MAX, input.readableBytes());
      long address = length == 0 ? 0 : DirectMemory.toRead("input", input);
      int consumed;
      session.begin();
      try {
        long result = session.read(address, length, events.bytes());
        lastResult = result;
        consumed = CallResult.result(result);
        input.skipBytes(Math.max(0, consumed));
        paused = CallResult.isPaused(result);
        decoder.decode(events.filled(result), CallResult.eventsLength(result), listener, input, base, null, 0, 0, null);
      } catch (Throwable e) {
        session.close();
        throw e;
      }
      checkFatal(consumed);
    } while (paused && !session.isClosed());
  }

  boolean flush(ByteBuf out, int bodyBudget, SessionListener listener, SessionOutput output) {
    Range.size("bodyBudget", bodyBudget);
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(output, "output");
    EventArray events = enter();
    try {
      int base = out.writerIndex();
      long address = DirectMemory.toWrite("out", out);
      long result;
      session.begin();
      try {
        result = session.write(commands.bytes(), commands.length(), address, out.writableBytes(), bodyBudget,
          events.bytes());
        lastResult = result;
        commands.clear();
        int written = Math.max(0, CallResult.result(result));
        out.writerIndex(base + written);
        decoder.decode(events.filled(result), CallResult.eventsLength(result), listener, null, 0, out, base, written,
          output);
      } catch (Throwable e) {
        session.close();
        throw e;
      }
      checkFatal(CallResult.result(result));
      return CallResult.hasMore(result);
    } finally {
      leave(events);
    }
  }

  private static void checkFatal(int result) {
    if (result < 0) {
      throw new SessionException("the session cannot go on", result);
    }
  }

  private EventArray enter() {
    session.checkOpen();
    if (inCall) {
      throw new IllegalStateException("receive and flush cannot be called from a listener of the same session");
    }
    EventArray events = EventArray.take();
    inCall = true;
    return events;
  }

  private void leave(EventArray events) {
    events.release();
    inCall = false;
  }

  void upgrade(byte[] settingsPayload, boolean headRequest) {
    int result = session.upgrade(settingsPayload, headRequest);
    if (result < 0) {
      throw new SessionException("HTTP2-Settings is not a SETTINGS payload", result);
    }
    lastResult = CallResult.withWrite(lastResult);
  }

  boolean isInCall() {
    return inCall;
  }

  boolean isInHeaderBlock() {
    return CallResult.isInHeaderBlock(lastResult);
  }

  boolean isWriteWanted() {
    return CallResult.wantsWrite(lastResult);
  }

  boolean isReadOrWriteWanted() {
    return CallResult.wantsReadOrWrite(lastResult);
  }
}
