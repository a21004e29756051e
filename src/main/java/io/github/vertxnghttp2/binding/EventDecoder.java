package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.SessionListener.HeaderLimit;
import io.github.vertxnghttp2.binding.wire.FrameDecoder;
import io.github.vertxnghttp2.binding.wire.PingData;
import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.binding.wire.Wire.EventFlag;
import io.github.vertxnghttp2.binding.wire.Wire.Reference;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.netty.buffer.ByteBuf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Decodes the event records of wire.h. It keeps the fields of a header block until its last record, over several
 * calls.
 */
final class EventDecoder {
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

  /** {@code null} until a frame listener is set for the first time. */
  private FrameDecoder frames;
  /** Names and values that the native side refers to by number; created with the first header block. */
  private String[] interned;
  private String[] fields;
  /** The stream of a header block that is incomplete or was refused; or 0. */
  private int unfinished;
  /** Of the header block that came last. */
  private int literalBytes;
  private int fieldCount;
  /** Which of the fields the peer marked as sensitive. */
  private BitSet sensitive;

  private byte[] bytes;
  private int at;

  /**
   * @param input what the call read, {@code null} for a flush
   * @param base index in {@code input} where the call began to read
   * @param out what the call wrote, {@code null} for a receive
   * @param outBase index in {@code out} where the call began to write
   */
  void decode(byte[] events, int length, SessionListener listener, ByteBuf input, int base, ByteBuf out, int outBase,
              int outLength, SessionOutput output) {
    int sent = 0;
    bytes = events;
    at = 0;
    while (at < length) {
      int type = events[at];
      int flags = events[at + 1];
      int extra = (short) SHORT.get(events, at + 2) & 0xffff;
      int streamId = (int) INT.get(events, at + 4);
      at += 8;
      switch (type) {
        case Wire.Event.HEADERS -> headers(flags, extra, streamId, listener);
        case Wire.Event.DATA -> {
          int offset = next();
          listener.onData(streamId, input, base + offset, next(), (flags & EventFlag.END_STREAM) != 0);
        }
        case Wire.Event.END_STREAM -> listener.onEndStream(streamId);
        case Wire.Event.STREAM_CLOSED -> closed(streamId, flags, listener);
        case Wire.Event.SPLICE -> {
          int offset = next();
          if (offset > sent) {
            output.frames(out, outBase + sent, offset - sent);
            sent = offset;
          }
          output.body(streamId, next());
        }
        case Wire.Event.LOCAL_END -> listener.onLocalEnd(streamId);
        default -> otherEvent(type, flags, extra, streamId, listener);
      }
    }
    bytes = null;
    if (outLength > sent) {
      output.frames(out, outBase + sent, outLength - sent);
    }
  }

  private void otherEvent(int type, int flags, int extra, int streamId, SessionListener listener) {
    switch (type) {
      case Wire.Event.GOAWAY -> {
        int last = next();
        int code = next();
        byte[] debugData = nextBytes(next());
        if ((flags & EventFlag.SENT) != 0) {
          listener.onGoAwaySent(last, code);
        } else {
          listener.onGoAway(last, code, debugData);
        }
      }
      case Wire.Event.SETTINGS -> {
        int[] entries = new int[2 * extra];
        for (int i = 0; i < entries.length; i++) {
          entries[i] = next();
        }
        if ((flags & EventFlag.ACK) != 0) {
          listener.onSettingsAck();
        } else {
          listener.onSettings(entries);
        }
      }
      case Wire.Event.PING -> {
        long data = PingData.read(bytes, at);
        at += 8;
        if ((flags & EventFlag.ACK) != 0) {
          listener.onPingAck(data);
        } else {
          listener.onPing(data);
        }
      }
      case Wire.Event.INVALID_FRAME -> listener.onInvalidFrame(streamId, extra, next());
      case Wire.Event.FRAME_NOT_SENT -> listener.onFrameNotSent(streamId, extra, next());
      case Wire.Event.LIMIT -> limit(extra, streamId, listener);
      case Wire.Event.INVALID_HEADER -> {
        int nameLength = next();
        int valueLength = next();
        String name = text(nextBytes(nameLength));
        listener.onInvalidHeader(streamId, name, text(nextBytes(valueLength)));
      }
      case Wire.Event.ERROR -> {
        int error = next();
        listener.onError(error, text(nextBytes(next())));
      }
      case Wire.Event.COMMAND_FAILED -> listener.onSubmitFailed(streamId, next());
      case Wire.Event.FRAME_RECEIVED, Wire.Event.FRAME_SENT ->
        at = frames.decode(bytes, at, type, extra, flags & 0xff, streamId, this::unfinishedFields);
      default -> extension(type, flags & 0xff, extra, streamId, listener);
    }
  }

  private void limit(int number, int streamId, SessionListener listener) {
    long maximum = next() & 0xffffffffL;
    long reached = next() & 0xffffffffL;
    switch (number) {
      case Wire.Limit.HEADER_LIST_SIZE -> listener.onHeaderLimit(streamId, HeaderLimit.SIZE, maximum, reached);
      case Wire.Limit.HEADER_FIELDS -> listener.onHeaderLimit(streamId, HeaderLimit.FIELDS, maximum, reached);
      default -> listener.onFrameLimit(FrameLimit.of(number), maximum);
    }
  }

  /** Events of sessions with an option for them. */
  private void extension(int type, int flags, int extra, int streamId, SessionListener listener) {
    switch (type) {
      case Wire.Event.EXTENSION -> listener.onExtension(extra, flags, streamId, nextBytes(next()));
      case Wire.Event.EXTENSION_DROPPED -> listener.onExtensionDropped(extra, streamId, next(), next());
      case Wire.Event.ALTSVC -> listener.onAltSvc(streamId, nextText(next()), nextText(next()));
      case Wire.Event.ORIGIN -> {
        List<String> origins = new ArrayList<>(extra);
        for (int i = 0; i < extra; i++) {
          origins.add(nextText(next()));
        }
        listener.onOrigin(origins);
      }
      case Wire.Event.PRIORITY_UPDATE -> listener.onPriorityUpdate(streamId, nextText(next()));
      case Wire.Event.PRIORITY -> listener.onPriority(streamId, priority(next(), extra));
      case Wire.Event.BEGIN_FRAME -> listener.onBeginFrame(streamId, extra, flags, next());
      case Wire.Event.BEFORE_FRAME_SEND -> listener.onBeforeFrameSend(streamId, extra, flags, next());
      default -> throw new IllegalStateException("record of unknown type " + type + " from the native library");
    }
  }

  HeaderList unfinishedFields() {
    return fields == null ? new HeaderList() : list();
  }

  FrameDecoder frames() {
    if (frames == null) {
      frames = new FrameDecoder();
    }
    return frames;
  }

  private static SessionListener.ClosedBy closedBy(int flags) {
    return (flags & EventFlag.BY_REMOTE) != 0 ? SessionListener.ClosedBy.REMOTE
      : (flags & EventFlag.BY_LOCAL) != 0 ? SessionListener.ClosedBy.LOCAL : SessionListener.ClosedBy.LIBRARY;
  }

  private void closed(int streamId, int flags, SessionListener listener) {
    int errorCode = next();
    if (streamId == unfinished && frames == null) {
      forget();
    }
    listener.onStreamClosed(streamId, errorCode, closedBy(flags));
  }

  /** See {@link Session#literalBytes}. */
  int literalBytes() {
    return literalBytes;
  }

  private void headers(int flags, int extra, int streamId, SessionListener listener) {
    int length = next();
    int end = length + at + 4;
    int associated = next(); // or a dependency
    if (interned == null) {
      interned = new String[Wire.Size.INTERNED];
      fields = new String[32];
      sensitive = new BitSet();
    }
    if ((flags & EventFlag.CONTINUED) == 0) {
      fieldCount = 0;
      literalBytes = 0;
      sensitive.clear();
    }
    literalBytes += length;
    while (at < end) {
      knownFields(end);
      if (at < end) {
        field();
      }
    }
    if ((flags & EventFlag.END_HEADERS) == 0) {
      unfinished = streamId;
      return;
    }
    HeaderList list = list();
    unfinished = 0;
    if (frames == null) { // otherwise the record for the frame log follows, and needs the fields
      forget();
    }
    if ((flags & EventFlag.PROMISE) != 0) {
      listener.onPushPromise(associated, streamId, list);
      return;
    }
    int category = extra;
    if ((flags & EventFlag.PRIORITY) != 0) {
      category &= (1 << Wire.Priority.WEIGHT_SHIFT) - 1;
      listener.onHeadersPriority(streamId, priority(associated, extra >>> Wire.Priority.WEIGHT_SHIFT));
    }
    listener.onHeaders(streamId, HeadersCategory.of(category), list, (flags & EventFlag.END_STREAM) != 0);
  }

  private static PrioritySpec priority(int dependency, int weightLess1) {
    boolean exclusive = dependency >>> Wire.Priority.EXCLUSIVE_SHIFT != 0;
    return new PrioritySpec(dependency & Integer.MAX_VALUE, weightLess1 + 1, exclusive);
  }

  /** Drops the fields, because an idle connection should keep neither a long list nor a secret in memory. */
  private void forget() {
    Arrays.fill(fields, 0, 2 * fieldCount, null);
    fieldCount = 0;
    unfinished = 0;
  }

  /** The native side has forgotten all texts that it refers to by number, and no header block is incomplete. */
  void rest() {
    interned = null;
    fields = null;
    sensitive = null;
    fieldCount = 0;
    unfinished = 0;
  }

  private HeaderList list() {
    if (sensitive.isEmpty()) {
      return HeaderList.wrap(Arrays.copyOf(fields, 2 * fieldCount), fieldCount);
    }
    HeaderList list = new HeaderList(fieldCount);
    for (int i = 0; i < fieldCount; i++) {
      list.add(fields[2 * i], fields[2 * i + 1], sensitive.get(i));
    }
    return list;
  }

  /** Reads fields whose name and value both have numbers. Most have, so the speed of decoding depends on this loop. */
  private void knownFields(int end) {
    byte[] from = bytes;
    String[] texts = interned;
    String[] to = fields;
    int i = at;
    int slot = 2 * fieldCount;
    for (; i < end && slot < to.length; i += 8, slot += 2) {
      int nameRef = (int) INT.get(from, i);
      int valueRef = (int) INT.get(from, i + 4);
      if ((nameRef & valueRef) >= 0 || (nameRef & Reference.SENSITIVE) != 0) { // only KNOWN has the uppermost bit
        break;
      }
      to[slot] = texts[nameRef & Wire.Size.INTERNED - 1];
      to[slot + 1] = texts[valueRef & Wire.Size.INTERNED - 1];
    }
    at = i;
    fieldCount = slot / 2;
  }

  private void field() {
    int nameRef = next();
    int valueRef = next();
    if (nameRef >>> Reference.KIND_SHIFT == Reference.ENDED) {
      interned[valueRef & Wire.Size.INTERNED - 1] = null;
      return;
    }
    int slot = 2 * fieldCount;
    if (slot == fields.length) {
      fields = Arrays.copyOf(fields, 2 * slot);
    }
    fields[slot] = text(nameRef);
    fields[slot + 1] = text(valueRef);
    if ((nameRef & Reference.SENSITIVE) != 0) {
      sensitive.set(fieldCount);
    }
    fieldCount++;
  }

  private String text(int ref) {
    int kind = ref >>> Reference.KIND_SHIFT;
    if (kind == Reference.LITERAL) {
      return nextText(ref & Reference.SENSITIVE - 1);
    }
    if (kind == Reference.DEFINE) {
      String text = nextText(ref & 0xffff);
      interned[ref >>> Reference.ID_SHIFT & Wire.Size.INTERNED - 1] = text;
      return text;
    }
    return interned[ref & Wire.Size.INTERNED - 1];
  }

  private int next() {
    int value = (int) INT.get(bytes, at);
    at += 4;
    return value;
  }

  private String nextText(int length) {
    String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    at += length + 3 & ~3;
    return text;
  }

  private byte[] nextBytes(int length) {
    byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
    at += length + 3 & ~3;
    return copy;
  }

  private static String text(byte[] latin1) {
    return new String(latin1, StandardCharsets.ISO_8859_1);
  }
}
