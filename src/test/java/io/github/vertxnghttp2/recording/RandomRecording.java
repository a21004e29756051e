package io.github.vertxnghttp2.recording;

import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.Header;
import io.github.vertxnghttp2.frame.SettingId;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Makes recordings of random values, among them hostile ones. */
public final class RandomRecording {
  private static final String[] HOSTILE = {"", "\"", "\\", "</script><b>", "\u0000\u0001\u001e\n\r\t\u007f\u0085",
    "\ud800", "\udc00x", "x\ud83d", "\ud83d\ude00", "\u2028\u2029\ufeff\uffff", "é", "a".repeat(2000), "__proto__",
    "%00%zz&=&&?#", "{}[],:", "null", "[REDACTED]"};
  private static final long MAX_TIME = 4_000_000_000_000_000L;

  private final Random random;

  public RandomRecording(Random random) {
    this.random = random;
  }

  /** @param most connections, and frames, waits and exchanges of each of them */
  public Recording make(int most) {
    List<RecordedConnection> connections = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      connections.add(connection(most));
    }
    return new Recording(text(), time(), connections);
  }

  private String text() {
    return HOSTILE[random.nextInt(HOSTILE.length)] + random.nextInt(10) + HOSTILE[random.nextInt(HOSTILE.length)];
  }

  private String textOrNull() {
    return random.nextInt(4) == 0 ? null : text();
  }

  private long time() {
    return random.nextInt(4) == 0 ? 0 : (long) (random.nextDouble() * MAX_TIME);
  }

  private long count() {
    return random.nextInt(3) == 0 ? random.nextInt(10) : random.nextLong() >>> 11;
  }

  private <E> E one(E[] all) {
    return all[random.nextInt(all.length)];
  }

  private int stream() {
    return random.nextBoolean() ? random.nextInt(6) : random.nextInt() >>> 1;
  }

  private Map<SettingId, Long> settings() {
    Map<SettingId, Long> settings = new EnumMap<>(SettingId.class);
    for (int i = random.nextInt(4); i > 0; i--) {
      settings.put(one(SettingId.values()), random.nextLong() >>> 32);
    }
    return settings;
  }

  private RecordedConnection connection(int most) {
    List<RecordedFrame> frames = new ArrayList<>();
    List<RecordedWait> waits = new ArrayList<>();
    List<RecordedExchange> exchanges = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      frames.add(frame());
      waits.add(new RecordedWait(time(), random.nextInt(3) == 0 ? RecordedWait.STILL : time(), stream(),
        one(Wait.values())));
      exchanges.add(exchange(random.nextInt(4) == 0 ? 0 : i));
    }
    RecordedTls tls = random.nextBoolean() ? null : new RecordedTls(text(), text(), text(), textOrNull());
    return new RecordedConnection(count(), one(Side.values()), text(), text(), text(), tls, time(), time(),
      textOrNull(), settings(), settings(), count(), count(), count(), count(), random.nextInt() >>> 1,
      random.nextInt(), random.nextInt(), count(), count(), List.of(text(), text()), count(), frames, waits,
      exchanges);
  }

  private RecordedFrame frame() {
    int type = random.nextInt(0x12);
    boolean hasValue = type == FrameType.WINDOW_UPDATE.code() || type == FrameType.RST_STREAM.code()
      || type == FrameType.GOAWAY.code() || type == FrameType.SETTINGS.code();
    return new RecordedFrame(time(), one(Way.values()), type, random.nextInt(0x100), stream(),
      random.nextInt(1 << 24), hasValue ? random.nextLong() >>> 32 : 0);
  }

  private List<Header> fields() {
    List<Header> fields = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      fields.add(new Header(text(), random.nextInt(3) == 0 ? "" : text(), random.nextBoolean()));
    }
    return fields;
  }

  private RecordedExchange exchange(int stream) {
    Map<String, String> labels = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      labels.put(text(), text());
    }
    boolean reset = random.nextBoolean();
    return new RecordedExchange(stream, textOrNull(), textOrNull(), textOrNull(), random.nextInt(1000), fields(),
      fields(), time(), time(), time(), time(), time(), count(), count(), random.nextInt(), random.nextInt(), count(),
      reset ? random.nextLong() >>> 32 : RecordedExchange.NOT_RESET, reset ? one(Way.values()) : null, labels);
  }
}
