package io.github.vertxnghttp2.recording;

import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Builds connections of tests. Times of all methods are milliseconds after {@link #START}. */
public final class ConnectionBuilder {
  /** Microseconds since the epoch. */
  public static final long START = 1_796_009_400_123_456L;

  /** What was recorded; tests may add to them. */
  public final List<RecordedFrame> frames = new ArrayList<>();
  public final List<RecordedWait> waits = new ArrayList<>();
  public final List<RecordedExchange> exchanges = new ArrayList<>();
  public final List<String> limits = new ArrayList<>();
  public final Map<SettingId, Long> localSettings = new EnumMap<>(SettingId.class);
  public final Map<SettingId, Long> remoteSettings = new EnumMap<>(SettingId.class);
  public long id = 7;
  public Side side = Side.SERVER;
  public RecordedTls tls = new RecordedTls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "h2", "example.org");
  public long closedAt;
  public String end;
  public long roundTrip;
  public long fieldBytes;
  public long blockBytes;
  public long lostFrames;
  public int sendWindow = 65_535;
  public int receiveWindow = 65_535;

  public static long at(double millis) {
    return START + Math.round(1000 * millis);
  }

  public ConnectionBuilder frame(double time, Way way, FrameType type, int flags, int stream, int length, long value) {
    frames.add(new RecordedFrame(at(time), way, type.code(), flags, stream, length, value));
    return this;
  }

  public ConnectionBuilder data(double time, Way way, int stream, int length) {
    return frame(time, way, FrameType.DATA, 0, stream, length, 0);
  }

  public ConnectionBuilder lastData(double time, Way way, int stream, int length) {
    return frame(time, way, FrameType.DATA, Flag.END_STREAM.bit(), stream, length, 0);
  }

  public ConnectionBuilder head(double time, Way way, int stream, Flag... flags) {
    int bits = Flag.END_HEADERS.bit();
    for (Flag flag : flags) {
      bits |= flag.bit();
    }
    return frame(time, way, FrameType.HEADERS, bits, stream, 40, 0);
  }

  public ConnectionBuilder update(double time, Way way, int stream, int increment) {
    return frame(time, way, FrameType.WINDOW_UPDATE, 0, stream, 4, increment);
  }

  public ConnectionBuilder waits(double from, double to, int stream, Wait reason) {
    waits.add(new RecordedWait(at(from), at(to), stream, reason));
    return this;
  }

  public ConnectionBuilder waitsStill(double from, int stream, Wait reason) {
    waits.add(new RecordedWait(at(from), RecordedWait.STILL, stream, reason));
    return this;
  }

  public ConnectionBuilder exchange(ExchangeBuilder exchange) {
    exchanges.add(exchange.build());
    return this;
  }

  public RecordedConnection build() {
    return new RecordedConnection(id, side, "a", "127.0.0.1:8443", "127.0.0.1:51234", tls, START, closedAt, end,
      localSettings, remoteSettings, roundTrip, 1000, 2000, exchanges.size(), (int) exchanges.stream()
        .filter(RecordedExchange::isOpen).count(), sendWindow, receiveWindow, fieldBytes, blockBytes, limits,
      lostFrames, frames, waits, exchanges);
  }
}
