package io.github.vertxnghttp2.binding.wire;

import io.github.vertxnghttp2.frame.AltSvcFrame;
import io.github.vertxnghttp2.frame.DataFrame;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.GoAwayFrame;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.frame.HeadersFrame;
import io.github.vertxnghttp2.frame.OriginFrame;
import io.github.vertxnghttp2.frame.PingFrame;
import io.github.vertxnghttp2.frame.PriorityFrame;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.frame.PriorityUpdateFrame;
import io.github.vertxnghttp2.frame.PushPromiseFrame;
import io.github.vertxnghttp2.frame.RstStreamFrame;
import io.github.vertxnghttp2.frame.SettingsFrame;
import io.github.vertxnghttp2.frame.UnknownFrame;
import io.github.vertxnghttp2.frame.WindowUpdateFrame;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Decodes the records of the frame log (wire.h). Their payloads are as on the wire (RFC 9113 section 6). */
public final class FrameDecoder {
  private static final int ID_MASK = Integer.MAX_VALUE;

  private FrameListener listener;

  /** @param listener {@code null} for none: records are skipped then */
  public void listener(FrameListener listener) {
    this.listener = listener;
  }

  public boolean hasListener() {
    return listener != null;
  }

  /**
   * @param at index after the head of the record, which has {@code extra}, {@code flags} and {@code streamId}
   * @param block the fields that were received last
   * @return where the record ends
   */
  public int decode(byte[] events, int at, int event, int extra, int flags, int streamId, Supplier<HeaderList> block) {
    ByteBuffer record = ByteBuffer.wrap(events).order(ByteOrder.nativeOrder()).position(at);
    int length = record.getInt();
    int kept = record.getInt();
    int fieldsLength = record.getInt();
    int fieldsAt = at + 12 + (kept + 3 & ~3);
    if (listener != null) {
      HeaderList headers = (extra & Wire.Logged.FIELDS_KNOWN) == 0 ? new HeaderList()
        : event == Wire.Event.FRAME_RECEIVED ? block.get()
        : fields(record.duplicate().order(ByteOrder.nativeOrder()), fieldsAt, fieldsLength);
      ByteBuffer payload = ByteBuffer.wrap(events, at + 12, kept).slice();
      Frame frame = frame(extra, flags, streamId, length, payload, headers);
      if (event == Wire.Event.FRAME_RECEIVED) {
        listener.received(frame);
      } else {
        listener.sent(frame);
      }
    }
    return fieldsAt + fieldsLength;
  }

  private static HeaderList fields(ByteBuffer from, int at, int length) {
    HeaderList list = new HeaderList();
    for (from.position(at); from.position() < at + length; ) {
      int nameLength = from.getShort() & 0xffff;
      boolean sensitive = (from.getShort() & Wire.FieldFlag.NEVER_INDEX) != 0;
      int valueLength = from.getInt();
      String name = text(from, nameLength);
      list.add(name, text(from, valueLength), sensitive);
      from.position(from.position() + (-(nameLength + valueLength) & 3));
    }
    return list;
  }

  private static Frame frame(int extra, int flags, int streamId, int length, ByteBuffer payload, HeaderList headers) {
    int type = extra & 0xff;
    FrameType known = FrameType.of(type);
    boolean whole = payload.remaining() == length || known == FrameType.DATA || known == FrameType.HEADERS
      || known == FrameType.PUSH_PROMISE;
    if (known != null && whole) {
      try {
        Frame frame = known(known, extra, flags, streamId, length, payload.duplicate(), headers);
        if (frame != null && frame.length() == length) {
          return frame;
        }
      } catch (BufferUnderflowException e) {
        // too short for its type, which ends the connection; its octets show why
      }
    }
    return new UnknownFrame(type, flags, streamId, length, payload);
  }

  private static Frame known(FrameType type, int extra, int flags, int streamId, int length, ByteBuffer payload,
                             HeaderList headers) {
    int padLength = Flag.PADDED.isSet(type, flags) ? payload.get() & 0xff : 0;
    return switch (type) {
      case DATA -> new DataFrame(streamId, flags, length, padLength);
      case HEADERS -> new HeadersFrame(streamId, flags, length, padLength,
        Flag.PRIORITY.isSet(type, flags) ? priority(payload) : null,
        (extra & Wire.Logged.FIELDS_KNOWN) == 0 ? null
          : HeadersCategory.of(extra >> Wire.Logged.CATEGORY_SHIFT & 3), headers);
      case PRIORITY -> new PriorityFrame(streamId, priority(payload));
      case RST_STREAM -> new RstStreamFrame(streamId, unsigned(payload));
      case SETTINGS -> new SettingsFrame(flags, settings(payload));
      case PUSH_PROMISE -> new PushPromiseFrame(streamId, flags, length, padLength, payload.getInt() & ID_MASK,
        headers);
      case PING -> new PingFrame(flags, payload.getLong());
      case GOAWAY -> new GoAwayFrame(payload.getInt() & ID_MASK, unsigned(payload), payload);
      case WINDOW_UPDATE -> new WindowUpdateFrame(streamId, payload.getInt() & ID_MASK);
      case ALTSVC -> new AltSvcFrame(streamId, shortText(payload), text(payload, payload.remaining()));
      case ORIGIN -> new OriginFrame(origins(payload));
      case PRIORITY_UPDATE -> new PriorityUpdateFrame(payload.getInt() & ID_MASK, text(payload, payload.remaining()));
      case CONTINUATION -> null; // one that does not follow HEADERS or PUSH_PROMISE
    };
  }

  private static PrioritySpec priority(ByteBuffer payload) {
    int dependency = payload.getInt();
    return new PrioritySpec(dependency & ID_MASK, (payload.get() & 0xff) + 1, dependency < 0);
  }

  private static List<SettingsFrame.Setting> settings(ByteBuffer payload) {
    List<SettingsFrame.Setting> settings = new ArrayList<>();
    while (payload.hasRemaining()) {
      settings.add(new SettingsFrame.Setting(payload.getShort() & 0xffff, unsigned(payload)));
    }
    return settings;
  }

  private static List<String> origins(ByteBuffer payload) {
    List<String> origins = new ArrayList<>();
    while (payload.hasRemaining()) {
      origins.add(shortText(payload));
    }
    return origins;
  }

  private static long unsigned(ByteBuffer payload) {
    return payload.getInt() & 0xffffffffL;
  }

  private static String shortText(ByteBuffer payload) {
    return text(payload, payload.getShort() & 0xffff);
  }

  private static String text(ByteBuffer from, int length) {
    byte[] octets = new byte[length];
    from.get(octets);
    return new String(octets, StandardCharsets.ISO_8859_1);
  }
}
