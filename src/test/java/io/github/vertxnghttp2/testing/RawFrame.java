package io.github.vertxnghttp2.testing;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A frame as it stands on the wire: nothing is checked, so that wrong ones can be built. Stream ids, increments and
 * codes are written as given, reserved bit included.
 */
public record RawFrame(int type, int flags, int streamId, byte[] payload) {
  public static final int HEADER_LENGTH = 9;

  public static RawFrame data(int streamId, byte[] data, boolean endStream) {
    return known(FrameType.DATA, bit(Flag.END_STREAM, endStream), streamId, data);
  }

  public static RawFrame data(int streamId, String utf8, boolean endStream) {
    return data(streamId, utf8(utf8), endStream);
  }

  public static RawFrame paddedData(int streamId, byte[] data, int padLength, boolean endStream) {
    return known(FrameType.DATA, Flag.PADDED.bit() | bit(Flag.END_STREAM, endStream), streamId,
      bytes(padLength), data, new byte[padLength]);
  }

  /** HEADERS with END_HEADERS; see {@link #without(Flag)}. */
  public static RawFrame headers(int streamId, boolean endStream, byte[] block) {
    return known(FrameType.HEADERS, Flag.END_HEADERS.bit() | bit(Flag.END_STREAM, endStream), streamId, block);
  }

  public static RawFrame paddedHeaders(int streamId, boolean endStream, byte[] block, int padLength) {
    return known(FrameType.HEADERS, Flag.END_HEADERS.bit() | Flag.PADDED.bit() | bit(Flag.END_STREAM, endStream),
      streamId, bytes(padLength), block, new byte[padLength]);
  }

  /** HEADERS with the deprecated priority fields; the weight is 1 to 256. */
  public static RawFrame headers(int streamId, boolean endStream, byte[] block, int dependency, int weight,
    boolean exclusive) {
    return known(FrameType.HEADERS, Flag.END_HEADERS.bit() | Flag.PRIORITY.bit() | bit(Flag.END_STREAM, endStream),
      streamId, priorityFields(dependency, weight, exclusive), block);
  }

  public static RawFrame continuation(int streamId, boolean endHeaders, byte[] fragment) {
    return known(FrameType.CONTINUATION, bit(Flag.END_HEADERS, endHeaders), streamId, fragment);
  }

  /** The weight is 1 to 256. */
  public static RawFrame priority(int streamId, int dependency, int weight, boolean exclusive) {
    return known(FrameType.PRIORITY, 0, streamId, priorityFields(dependency, weight, exclusive));
  }

  public static RawFrame rst(int streamId, long errorCode) {
    return known(FrameType.RST_STREAM, 0, streamId, int32(errorCode));
  }

  public static RawFrame rst(int streamId, ErrorCode error) {
    return rst(streamId, error.code());
  }

  /** SETTINGS with ids and values in turn. */
  public static RawFrame settings(long... idsAndValues) {
    ByteBuffer payload = ByteBuffer.allocate(idsAndValues.length / 2 * 6);
    for (int i = 0; i + 1 < idsAndValues.length; i += 2) {
      payload.putShort((short) idsAndValues[i]).putInt((int) idsAndValues[i + 1]);
    }
    return known(FrameType.SETTINGS, 0, 0, payload.array());
  }

  public static RawFrame settings(SettingId setting, long value) {
    return settings(setting.id(), value);
  }

  public static RawFrame settingsAck() {
    return known(FrameType.SETTINGS, Flag.ACK.bit(), 0);
  }

  public static RawFrame pushPromise(int streamId, int promisedStreamId, byte[] block) {
    return known(FrameType.PUSH_PROMISE, Flag.END_HEADERS.bit(), streamId, int32(promisedStreamId), block);
  }

  public static RawFrame ping(long data) {
    return known(FrameType.PING, 0, 0, ByteBuffer.allocate(8).putLong(data).array());
  }

  public static RawFrame pingAck(long data) {
    return ping(data).with(Flag.ACK);
  }

  public static RawFrame goAway(int lastStreamId, long errorCode, String debugText) {
    return known(FrameType.GOAWAY, 0, 0, int32(lastStreamId), int32(errorCode), utf8(debugText));
  }

  public static RawFrame goAway(int lastStreamId, ErrorCode error) {
    return goAway(lastStreamId, error.code(), "");
  }

  public static RawFrame windowUpdate(int streamId, long increment) {
    return known(FrameType.WINDOW_UPDATE, 0, streamId, int32(increment));
  }

  public static RawFrame altSvc(int streamId, String origin, String fieldValue) {
    return known(FrameType.ALTSVC, 0, streamId, int16(utf8(origin).length), utf8(origin), utf8(fieldValue));
  }

  public static RawFrame origin(String... origins) {
    byte[][] parts = new byte[2 * origins.length][];
    for (int i = 0; i < origins.length; i++) {
      parts[2 * i + 1] = utf8(origins[i]);
      parts[2 * i] = int16(parts[2 * i + 1].length);
    }
    return known(FrameType.ORIGIN, 0, 0, parts);
  }

  public static RawFrame priorityUpdate(int prioritizedStreamId, String fieldValue) {
    return known(FrameType.PRIORITY_UPDATE, 0, 0, int32(prioritizedStreamId), utf8(fieldValue));
  }

  /** Any frame at all. */
  public static RawFrame unknown(int type, int flags, int streamId, byte[] payload) {
    return new RawFrame(type, flags, streamId, payload);
  }

  public RawFrame with(Flag flag) {
    return withFlags(flags | flag.bit());
  }

  public RawFrame without(Flag flag) {
    return withFlags(flags & ~flag.bit());
  }

  public RawFrame withFlags(int bits) {
    return new RawFrame(type, bits, streamId, payload);
  }

  public RawFrame withStreamId(int id) {
    return new RawFrame(type, flags, id, payload);
  }

  public byte[] bytes() {
    return bytesWithLength(payload.length);
  }

  /** The frame with a length field that need not fit the payload. */
  public byte[] bytesWithLength(int length) {
    return ByteBuffer.allocate(HEADER_LENGTH + payload.length)
      .put((byte) (length >> 16)).putShort((short) length)
      .put((byte) type).put((byte) flags).putInt(streamId).put(payload)
      .array();
  }

  /** Octets of the payload. */
  public int length() {
    return payload.length;
  }

  public boolean is(FrameType other) {
    return type == other.code();
  }

  public boolean has(Flag flag) {
    return flag.isSet(FrameType.of(type), flags);
  }

  /** An unsigned 32-bit number of the payload. */
  public long uint32(int offset) {
    return ByteBuffer.wrap(payload).getInt(offset) & 0xffff_ffffL;
  }

  /** The code of a RST_STREAM or GOAWAY. */
  public long errorCode() {
    return uint32(is(FrameType.GOAWAY) ? 4 : 0);
  }

  /** The last stream of a GOAWAY. */
  public int lastStreamId() {
    return (int) uint32(0) & 0x7fff_ffff;
  }

  /** The debug data of a GOAWAY. */
  public String debugText() {
    return new String(payload, 8, payload.length - 8, StandardCharsets.UTF_8);
  }

  /** The increment of a WINDOW_UPDATE. */
  public int increment() {
    return (int) uint32(0) & 0x7fff_ffff;
  }

  /** The opaque data of a PING. */
  public long pingData() {
    return ByteBuffer.wrap(payload).getLong();
  }

  /** The last value that a SETTINGS frame gives for a parameter, or {@code otherwise}. */
  public long setting(SettingId setting, long otherwise) {
    ByteBuffer rest = ByteBuffer.wrap(payload);
    long value = otherwise;
    while (rest.remaining() >= 6) {
      int id = rest.getShort() & 0xffff;
      long each = rest.getInt() & 0xffff_ffffL;
      value = id == setting.id() ? each : value;
    }
    return value;
  }

  /** What DATA, HEADERS, PUSH_PROMISE and CONTINUATION carry: the payload without padding and leading fields. */
  public byte[] content() {
    boolean padded = has(Flag.PADDED) && payload.length > 0;
    int from = padded ? 1 : 0;
    int to = payload.length - (padded ? payload[0] & 0xff : 0);
    from += has(Flag.PRIORITY) ? 5 : 0;
    from += is(FrameType.PUSH_PROMISE) ? 4 : 0;
    if (from > to) {
      throw new AssertionError("payload too short for its padding and leading fields: " + this);
    }
    return Arrays.copyOfRange(payload, from, to);
  }

  /** The {@linkplain #content() content} as UTF-8. */
  public String text() {
    return new String(content(), StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawFrame that && type == that.type && flags == that.flags && streamId == that.streamId
      && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * type + flags) + streamId) + Arrays.hashCode(payload);
  }

  /** {@code HEADERS stream=1 END_STREAM|END_HEADERS length=12}, and what matters most of the shorter frames. */
  @Override
  public String toString() {
    FrameType known = FrameType.of(type);
    String text = FrameType.nameOf(type) + " stream=" + streamId
      + (flags == 0 ? "" : " " + Flag.describe(known, flags)) + " length=" + payload.length;
    if (known == null) {
      return text;
    }
    return text + switch (known) {
      case RST_STREAM -> payload.length == 4 ? " " + ErrorCode.nameOf(errorCode()) : "";
      case GOAWAY -> payload.length >= 8
        ? " last=" + lastStreamId() + " " + ErrorCode.nameOf(errorCode()) + " \"" + debugText() + "\"" : "";
      case WINDOW_UPDATE -> payload.length == 4 ? " +" + increment() : "";
      case PING -> payload.length == 8 ? " 0x" + Long.toHexString(pingData()) : "";
      case SETTINGS -> describeSettings();
      default -> "";
    };
  }

  private String describeSettings() {
    StringBuilder text = new StringBuilder();
    ByteBuffer rest = ByteBuffer.wrap(payload);
    while (rest.remaining() >= 6) {
      text.append(' ').append(SettingId.nameOf(rest.getShort() & 0xffff))
        .append('=').append(rest.getInt() & 0xffff_ffffL);
    }
    return text.toString();
  }

  private static RawFrame known(FrameType type, int flags, int streamId, byte[]... parts) {
    return new RawFrame(type.code(), flags, streamId, join(parts));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  private static int bit(Flag flag, boolean set) {
    return set ? flag.bit() : 0;
  }

  private static byte[] bytes(int octet) {
    return new byte[] {(byte) octet};
  }

  private static byte[] int16(int value) {
    return ByteBuffer.allocate(2).putShort((short) value).array();
  }

  private static byte[] int32(long value) {
    return ByteBuffer.allocate(4).putInt((int) value).array();
  }

  private static byte[] priorityFields(int dependency, int weight, boolean exclusive) {
    return ByteBuffer.allocate(5).putInt(dependency | (exclusive ? 0x8000_0000 : 0)).put((byte) (weight - 1)).array();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
