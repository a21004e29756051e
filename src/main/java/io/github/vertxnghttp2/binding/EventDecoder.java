package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.wire.FrameDecoder;
import io.github.vertxnghttp2.binding.wire.PingData;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.netty.buffer.ByteBuf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Reads the event records of wire.h. Holds the header block in progress, which may come in several calls. */
final class EventDecoder {
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

  private static final int HEADERS = 1;
  private static final int DATA = 2;
  private static final int END_STREAM = 3;
  private static final int STREAM_CLOSED = 4;
  private static final int GOAWAY = 5;
  private static final int SETTINGS = 6;
  private static final int PING = 7;
  private static final int INVALID_FRAME = 8;
  private static final int FRAME_NOT_SENT = 9;
  private static final int SPLICE = 10;
  private static final int LOCAL_END = 11;
  private static final int LIMIT = 12;
  private static final int INVALID_HEADER = 13;
  private static final int ERROR = 14;
  private static final int COMMAND_FAILED = 15;
  private static final int EXTENSION = 30;
  private static final int EXTENSION_DROPPED = 31;
  private static final int ALTSVC = 32;
  private static final int ORIGIN = 33;
  private static final int PRIORITY_UPDATE = 34;
  private static final int BEGIN_FRAME = 35;
  private static final int BEFORE_FRAME_SEND = 36;

  private static final int FLAG_END_STREAM = 1;
  private static final int FLAG_END_HEADERS = 2;
  private static final int FLAG_CONTINUED = 4;
  private static final int FLAG_PROMISE = 8;
  private static final int FLAG_ACK = 1;
  private static final int FLAG_BY_REMOTE = 1;
  private static final int FLAG_BY_LOCAL = 2;
  private static final int FLAG_SENT = 1;

  private static final int KIND_LITERAL = 0;
  private static final int KIND_DEFINE = 1;
  private static final int KIND_ENDED = 3;
  private static final int SENSITIVE = 1 << 29;
  private static final int INTERNED = 128;

  private static final HeadersCategory[] CATEGORIES = HeadersCategory.values();

  private static final SessionListener.HeaderLimit[] HEADER_LIMITS = SessionListener.HeaderLimit.values();
  private static final FrameLimit[] FRAME_LIMITS = FrameLimit.values();

  /** The frame log's, while somebody listens. */
  private FrameDecoder frames;
  /** Texts that the native side names by number; made with the first header block. */
  private String[] interned;
  private String[] fields;
  /** The stream of a header block that goes on, or was refused; or 0. */
  private int unfinished;
  private int fieldCount;
  /** Of the fields, those that the peer marked. */
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
        case HEADERS -> headers(flags, extra, streamId, listener);
        case DATA -> {
          int offset = next();
          listener.onData(streamId, input, base + offset, next(), (flags & FLAG_END_STREAM) != 0);
        }
        case END_STREAM -> listener.onEndStream(streamId);
        case STREAM_CLOSED -> closed(streamId, flags, listener);
        case SPLICE -> {
          int offset = next();
          if (offset > sent) {
            output.frames(out, outBase + sent, offset - sent);
            sent = offset;
          }
          output.body(streamId, next());
        }
        case LOCAL_END -> listener.onLocalEnd(streamId);
        default -> seldom(type, flags, extra, streamId, listener);
      }
    }
    bytes = null;
    if (outLength > sent) {
      output.frames(out, outBase + sent, outLength - sent);
    }
  }

  private void seldom(int type, int flags, int extra, int streamId, SessionListener listener) {
    switch (type) {
      case GOAWAY -> {
        int last = next();
        int code = next();
        byte[] debugData = nextBytes(next());
        if ((flags & FLAG_SENT) != 0) {
          listener.onGoAwaySent(last, code);
        } else {
          listener.onGoAway(last, code, debugData);
        }
      }
      case SETTINGS -> {
        int[] entries = new int[2 * extra];
        for (int i = 0; i < entries.length; i++) {
          entries[i] = next();
        }
        if ((flags & FLAG_ACK) != 0) {
          listener.onSettingsAck();
        } else {
          listener.onSettings(entries);
        }
      }
      case PING -> {
        long data = PingData.read(bytes, at);
        at += 8;
        if ((flags & FLAG_ACK) != 0) {
          listener.onPingAck(data);
        } else {
          listener.onPing(data);
        }
      }
      case INVALID_FRAME -> listener.onInvalidFrame(streamId, extra, next());
      case FRAME_NOT_SENT -> listener.onFrameNotSent(streamId, extra, next());
      case LIMIT -> limit(extra - 1, streamId, listener);
      case INVALID_HEADER -> {
        int nameLength = next();
        int valueLength = next();
        String name = text(nextBytes(nameLength));
        listener.onInvalidHeader(streamId, name, text(nextBytes(valueLength)));
      }
      case ERROR -> {
        int error = next();
        listener.onError(error, text(nextBytes(next())));
      }
      case COMMAND_FAILED -> listener.onSubmitFailed(streamId, next());
      case FrameDecoder.RECEIVED, FrameDecoder.SENT ->
        at = frames.decode(bytes, at, type, extra, flags & 0xff, streamId, this::list);
      default -> extension(type, flags & 0xff, extra, streamId, listener);
    }
  }

  private void limit(int kind, int streamId, SessionListener listener) {
    long maximum = next() & 0xffffffffL;
    long reached = next() & 0xffffffffL;
    if (kind < HEADER_LIMITS.length) {
      listener.onHeaderLimit(streamId, HEADER_LIMITS[kind], maximum, reached);
    } else {
      listener.onFrameLimit(FRAME_LIMITS[kind - HEADER_LIMITS.length], maximum);
    }
  }

  /** What only sessions with an option for it are told. */
  private void extension(int type, int flags, int extra, int streamId, SessionListener listener) {
    switch (type) {
      case EXTENSION -> listener.onExtension(extra, flags, streamId, nextBytes(next()));
      case EXTENSION_DROPPED -> listener.onExtensionDropped(extra, streamId, next(), next());
      case ALTSVC -> listener.onAltSvc(streamId, nextText(next()), nextText(next()));
      case ORIGIN -> {
        List<String> origins = new ArrayList<>(extra);
        for (int i = 0; i < extra; i++) {
          origins.add(nextText(next()));
        }
        listener.onOrigin(origins);
      }
      case PRIORITY_UPDATE -> listener.onPriorityUpdate(streamId, nextText(next()));
      case BEGIN_FRAME -> listener.onBeginFrame(streamId, extra, flags, next());
      case BEFORE_FRAME_SEND -> listener.onBeforeFrameSend(streamId, extra, flags, next());
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
    return (flags & FLAG_BY_REMOTE) != 0 ? SessionListener.ClosedBy.REMOTE
      : (flags & FLAG_BY_LOCAL) != 0 ? SessionListener.ClosedBy.LOCAL : SessionListener.ClosedBy.LIBRARY;
  }

  private void closed(int streamId, int flags, SessionListener listener) {
    int errorCode = next();
    if (streamId == unfinished && frames == null) {
      forget();
    }
    listener.onStreamClosed(streamId, errorCode, closedBy(flags));
  }

  private void headers(int flags, int category, int streamId, SessionListener listener) {
    int end = next() + at + 4;
    int associated = next();
    if (interned == null) {
      interned = new String[INTERNED];
      fields = new String[32];
      sensitive = new BitSet();
    }
    if ((flags & FLAG_CONTINUED) == 0) {
      fieldCount = 0;
      sensitive.clear();
    }
    while (at < end) {
      knownFields(end);
      if (at < end) {
        field();
      }
    }
    if ((flags & FLAG_END_HEADERS) == 0) {
      unfinished = streamId;
      return;
    }
    HeaderList list = list();
    unfinished = 0;
    if (frames == null) { // a frame log asks for them afterwards
      forget();
    }
    if ((flags & FLAG_PROMISE) != 0) {
      listener.onPushPromise(associated, streamId, list);
    } else {
      listener.onHeaders(streamId, CATEGORIES[category], list, (flags & FLAG_END_STREAM) != 0);
    }
  }

  /** An idle connection would hold a list as long as the limit allows, or a secret. */
  private void forget() {
    Arrays.fill(fields, 0, 2 * fieldCount, null);
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

  /** Most fields, one after the other, are known by name and by value: this is the loop that counts. */
  private void knownFields(int end) {
    byte[] from = bytes;
    String[] texts = interned;
    String[] to = fields;
    int i = at;
    int slot = 2 * fieldCount;
    for (; i < end && slot < to.length; i += 8, slot += 2) {
      int nameRef = (int) INT.get(from, i);
      int valueRef = (int) INT.get(from, i + 4);
      if ((nameRef & valueRef) >= 0 || (nameRef & SENSITIVE) != 0) { // only KNOWN has the uppermost bit
        break;
      }
      to[slot] = texts[nameRef & INTERNED - 1];
      to[slot + 1] = texts[valueRef & INTERNED - 1];
    }
    at = i;
    fieldCount = slot / 2;
  }

  private void field() {
    int nameRef = next();
    int valueRef = next();
    if (nameRef >>> 30 == KIND_ENDED) {
      interned[valueRef & INTERNED - 1] = null;
      return;
    }
    int slot = 2 * fieldCount;
    if (slot == fields.length) {
      fields = Arrays.copyOf(fields, 2 * slot);
    }
    fields[slot] = text(nameRef);
    fields[slot + 1] = text(valueRef);
    if ((nameRef & SENSITIVE) != 0) {
      sensitive.set(fieldCount);
    }
    fieldCount++;
  }

  private String text(int ref) {
    int kind = ref >>> 30;
    if (kind == KIND_LITERAL) {
      return nextText(ref & SENSITIVE - 1);
    }
    if (kind == KIND_DEFINE) {
      String text = nextText(ref & 0xffff);
      interned[ref >>> 16 & INTERNED - 1] = text;
      return text;
    }
    return interned[ref & INTERNED - 1];
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
