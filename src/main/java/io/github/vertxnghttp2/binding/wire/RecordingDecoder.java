package io.github.vertxnghttp2.binding.wire;

import io.github.vertxnghttp2.binding.wire.Wire.Recorded;
import io.github.vertxnghttp2.binding.wire.Wire.Recording;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.recording.RecordedFrame;
import io.github.vertxnghttp2.recording.SessionRecording;
import io.github.vertxnghttp2.recording.Way;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Decodes what a native session has recorded. */
public final class RecordingDecoder {
  /** In the order of the wire, with their initial values, RFC 9113 section 6.5.2, RFC 8441 and RFC 9218. */
  private static final SettingId[] SETTINGS = {SettingId.HEADER_TABLE_SIZE, SettingId.ENABLE_PUSH,
    SettingId.MAX_CONCURRENT_STREAMS, SettingId.INITIAL_WINDOW_SIZE, SettingId.MAX_FRAME_SIZE,
    SettingId.MAX_HEADER_LIST_SIZE, SettingId.ENABLE_CONNECT_PROTOCOL, SettingId.NO_RFC7540_PRIORITIES};
  private static final long UNLIMITED = 0xffff_ffffL;
  private static final long[] INITIAL = {4096, 1, UNLIMITED, 65_535, 16_384, UNLIMITED, 0, 0};

  private final ByteBuffer bytes;

  private RecordingDecoder(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  public static SessionRecording decode(byte[] bytes) {
    RecordingDecoder in = new RecordingDecoder(bytes);
    return new SessionRecording(in.number(Recording.LOST), in.number(Recording.RECEIVED_BYTES),
      in.number(Recording.SENT_BYTES), in.number(Recording.RECEIVED_FRAMES), in.number(Recording.SENT_FRAMES),
      in.number(Recording.FIELD_BYTES), in.number(Recording.BLOCK_BYTES), (int) in.number(Recording.SEND_WINDOW),
      (int) in.number(Recording.RECEIVE_WINDOW), in.settings(Recording.LOCAL_SETTINGS),
      in.settings(Recording.REMOTE_SETTINGS), in.number(Recording.ROUND_TRIP), in.frames());
  }

  private long number(int which) {
    return bytes.getLong(Long.BYTES * which);
  }

  private Map<SettingId, Long> settings(int first) {
    Map<SettingId, Long> settings = new EnumMap<>(SettingId.class);
    for (int i = 0; i < SETTINGS.length; i++) {
      long value = number(first + i);
      boolean unknown = SETTINGS[i] == SettingId.NO_RFC7540_PRIORITIES && value == UNLIMITED;
      if (value != INITIAL[i] && !unknown) {
        settings.put(SETTINGS[i], value);
      }
    }
    return settings;
  }

  /** From the newest to the oldest: of each time only the lower bits are known, and that it is not after the next. */
  private List<RecordedFrame> frames() {
    int first = Long.BYTES * Recording.NUMBERS;
    List<RecordedFrame> frames = new ArrayList<>((bytes.capacity() - first) / Recorded.SIZE);
    long time = number(Recording.LAST) >>> Recorded.TIME_SHIFT;
    for (int at = bytes.capacity() - Recorded.SIZE; at >= first; at -= Recorded.SIZE) {
      time -= Integer.toUnsignedLong((int) time - bytes.getInt(at));
      frames.add(frame(time << Recorded.TIME_SHIFT, at));
    }
    Collections.reverse(frames);
    return frames;
  }

  private RecordedFrame frame(long time, int at) {
    int stream = bytes.getInt(at + 4);
    int typeAndLength = bytes.getInt(at + 8);
    long last = Integer.toUnsignedLong(bytes.getInt(at + 12));
    int type = typeAndLength >>> Recorded.TYPE_SHIFT;
    boolean hasWindow = type == FrameType.SETTINGS.code() && last >>> Recorded.MARK_SHIFT != 0;
    boolean hasValue = hasWindow || type == FrameType.WINDOW_UPDATE.code() || type == FrameType.RST_STREAM.code()
      || type == FrameType.GOAWAY.code();
    return new RecordedFrame(time, stream >>> Recorded.MARK_SHIFT == 0 ? Way.RECEIVED : Way.SENT, type,
      hasValue ? 0 : (int) last, stream & Integer.MAX_VALUE, typeAndLength & (1 << Recorded.TYPE_SHIFT) - 1,
      !hasValue ? 0 : hasWindow ? last & Integer.MAX_VALUE : last);
  }
}
