package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.jni.CallResult;
import io.github.vertxnghttp2.binding.jni.DirectMemory;
import io.github.vertxnghttp2.binding.jni.EventArray;
import io.github.vertxnghttp2.binding.jni.LeakReport;
import io.github.vertxnghttp2.binding.jni.Natives;
import io.github.vertxnghttp2.binding.wire.CommandEncoder;
import io.github.vertxnghttp2.binding.wire.FrameDecoder;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBuf;

import java.util.function.IntPredicate;

import java.util.Objects;

/**
 * An nghttp2 session: bytes in by {@link #receive}, bytes out by {@link #flush}, a listener for what happened.
 *
 * <p>The submit methods write commands, which the next {@code flush} carries out in their order; none of them enters
 * native code. A session belongs to one thread at a time. It holds native memory until it is closed; any use after that
 * is an {@link IllegalStateException}.
 *
 * <p>Whatever a listener or an output throws, an {@link Error} too, comes out of {@code receive} or {@code flush}, and the
 * session is closed: the events that were not told cannot be told later, and those after them would be misread.
 *
 * <p>Error codes are those of RFC 9113 section 7. Body bytes that {@link #pushData} announces stay with the caller.
 */
public final class Session extends ConnectionCommands implements AutoCloseable {
  /** Input is read in pieces of this many bytes, so that what they can turn into stays within the event buffer. */
  private static final int RECEIVE_MAX = 64 << 10;

  private final EventDecoder decoder = new EventDecoder();
  private final LeakReport leak;
  private boolean calling;
  private boolean wanted = true;
  private boolean writeWanted = true;
  private boolean inHeaderBlock;
  private long nativeCalls;

  /**
   * @throws NativeLibraryException if the library cannot be loaded
   * @throws SessionException if an option is refused or native memory is short
   * @throws UnsupportedOperationException if the library lacks what an option needs
   */
  public Session(SessionType type, SessionOptions options) {
    super(type, options, new CommandEncoder());
    NativeLibrary.load();
    long result = Natives.sessionNew(type == SessionType.SERVER, options.pairs());
    if (result <= 0) {
      throw new SessionException("cannot open a session", (int) result);
    }
    handle = result;
    countStreamIds();
    leak = LeakReport.watch(this);
  }

  // --- bytes in, bytes out ---

  /**
   * Reads all of the input (nghttp2_session_mem_recv) and tells the listener what it held. The buffer must be direct; its
   * reader index moves to the end.
   *
   * @throws SessionException if the session cannot go on; what led to it has been told, flush once more, then close
   */
  public void receive(ByteBuf input, SessionListener listener) {
    Objects.requireNonNull(listener, "listener");
    EventArray events = enter();
    try {
      do {
        receiveSome(input, listener, events);
      } while (input.isReadable() && handle != 0);
    } finally {
      events.release();
      calling = false;
    }
  }

  private void receiveSome(ByteBuf input, SessionListener listener, EventArray events) {
    boolean paused;
    do {
      int base = input.readerIndex();
      int length = Math.min(RECEIVE_MAX, input.readableBytes());
      long address = length == 0 ? 0 : DirectMemory.toRead("input", input);
      int consumed;
      beginUse();
      try {
        nativeCalls++;
        long packed = read(address, length, events.bytes());
        consumed = CallResult.result(packed);
        input.skipBytes(Math.max(0, consumed));
        wanted = CallResult.wantsReadOrWrite(packed);
        writeWanted = CallResult.wantsWrite(packed);
        inHeaderBlock = CallResult.isInHeaderBlock(packed);
        paused = CallResult.isPaused(packed);
        decoder.decode(events.filled(packed), CallResult.eventsLength(packed), listener, input, base, null, 0, 0, null);
      } catch (Throwable e) {
        close();
        throw e;
      }
      if (consumed < 0) {
        throw new SessionException("the session cannot go on", consumed);
      }
    } while (paused && handle != 0);
  }

  private long read(long address, int length, byte[] events) {
    try {
      return Natives.sessionMemRecv(handle, address, length, events);
    } finally {
      use.end();
    }
  }

  private long write(long address, int capacity, int bodyBudget, byte[] events) {
    try {
      return Natives.sessionMemSend(handle, commands.bytes(), commands.length(), address, capacity, bodyBudget, events);
    } finally {
      use.end();
    }
  }

  /**
   * Carries out the commands, then fills the writable bytes of {@code out} (nghttp2_session_mem_send) and hands them, and
   * the places of body bytes, to {@code output}.
   *
   * @param out direct, with room for at least 20 KiB
   * @param bodyBudget no further body is asked for once this many bytes were
   * @return whether there is more to send than {@code out} and the budget could hold
   * @throws SessionException if the session cannot go on
   */
  public boolean flush(ByteBuf out, int bodyBudget, SessionListener listener, SessionOutput output) {
    Range.size("bodyBudget", bodyBudget);
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(output, "output");
    EventArray events = enter();
    try {
      int base = out.writerIndex();
      long address = DirectMemory.toWrite("out", out);
      long packed;
      beginUse();
      try {
        nativeCalls++;
        packed = write(address, out.writableBytes(), bodyBudget, events.bytes());
        commands.clear();
        credit.clear();
        int written = Math.max(0, CallResult.result(packed));
        wanted = CallResult.wantsReadOrWrite(packed);
        writeWanted = CallResult.wantsWrite(packed);
        out.writerIndex(base + written);
        decoder.decode(events.filled(packed), CallResult.eventsLength(packed), listener, null, 0, out, base, written, output);
      } catch (Throwable e) {
        close();
        throw e;
      }
      if (CallResult.result(packed) < 0) {
        throw new SessionException("the session cannot go on", CallResult.result(packed));
      }
      return CallResult.hasMore(packed);
    } finally {
      events.release();
      calling = false;
    }
  }

  /** Whether a header block of the peer has begun, and not ended, with what was received last. */
  public boolean isInHeaderBlock() {
    return inHeaderBlock;
  }

  /**
   * The fields of the header block that came last, as far as they were good. For {@link SessionListener#onInvalidFrame}, of
   * HEADERS and PUSH_PROMISE: those of the block that is refused.
   */
  public HeaderList unfinishedFields() {
    return decoder.unfinishedFields();
  }

  /**
   * Whether a flush is due for commands. Frames that the library sends by itself are not counted, nor is credit that waits
   * for more: see {@link #creditBatch}.
   */
  public boolean hasCommands() {
    return commands.count() > credit.commands() || credit.isDue();
  }

  /**
   * Whether a {@link #flush} has anything to do: commands wait, or the library has something to send
   * (nghttp2_session_want_write), after the last call.
   */
  public boolean isWriteWanted() {
    return writeWanted || hasCommands();
  }

  /** Bytes of commands that wait for the next flush. */
  public int commandBytes() {
    return commands.length();
  }

  /**
   * Drops commands that wait for the next flush and say something for a stream which is gone: responses, other header blocks
   * and bodies. The library would ignore them.
   *
   * @param gone asked by stream id, what {@link SessionListener#onStreamClosed} was told of
   */
  public void dropCommands(IntPredicate gone) {
    checkOpen();
    commands.drop(gone);
  }

  /** Whether the session has anything left to read or write (nghttp2_session_want_read, want_write), after the last call. */
  public boolean isWanted() {
    return wanted || hasCommands();
  }

  /**
   * After an upgrade from HTTP/1.1: stream 1 is the request that asked for it (nghttp2_session_upgrade2).
   *
   * @param settingsPayload the decoded HTTP2-Settings field
   * @param headRequest whether that request's method was HEAD
   * @throws SessionException if the payload is malformed, or streams have been opened
   */
  public void upgrade(byte[] settingsPayload, boolean headRequest) {
    Objects.requireNonNull(settingsPayload, "settingsPayload");
    checkNoRequestWaits();
    int result;
    beginUse();
    try {
      result = Natives.sessionUpgrade2(handle, settingsPayload, headRequest);
    } finally {
      use.end();
    }
    if (result < 0) {
      throw new SessionException("HTTP2-Settings is not a SETTINGS payload", result);
    }
    writeWanted = true;
    countStreamIds();
  }

  /**
   * Who hears of each frame from the next {@link #flush} on, before the {@link SessionListener} hears what it means (of
   * DATA that comes in several reads, with the last); of received ones, those whose first byte comes after that flush.
   * Without a listener none of this is recorded.
   *
   * @param listener {@code null} for none, from now on
   */
  public void frameListener(FrameListener listener) {
    checkOpen();
    FrameDecoder frames = decoder.frames();
    if (frames.hasListener() != (listener != null)) {
      commands.head(CommandEncoder.FRAME_LOG, 0, listener != null ? 1 : 0, 0);
      commands.commit();
    }
    frames.listener(listener);
  }

  /** How often this session entered native code to read or write. */
  public long nativeCalls() {
    return nativeCalls;
  }

  /**
   * Frees the native session. Streams that are open are not told to any listener. A second close does nothing.
   *
   * @throws IllegalStateException while another thread is in a native call of the session
   */
  @Override
  public void close() {
    use.begin();
    try {
      if (handle != 0) {
        Natives.sessionDel(handle);
        handle = 0;
        leak.closed();
      }
    } finally {
      use.end();
    }
  }

  private EventArray enter() {
    checkOpen();
    if (calling) {
      throw new IllegalStateException("receive and flush cannot be called from a listener of the same session");
    }
    EventArray events = EventArray.take();
    calling = true;
    return events;
  }
}
