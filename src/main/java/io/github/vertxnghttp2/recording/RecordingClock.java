package io.github.vertxnghttp2.recording;

import java.util.concurrent.TimeUnit;

/** The time of recordings: microseconds since the epoch. Changes of the system's time do not change it. Thread-safe. */
public final class RecordingClock {
  private static final long NANOS_AT_START = System.nanoTime();
  private static final long MICROS_AT_START = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());

  private RecordingClock() {
  }

  /** Now. */
  public static long now() {
    return at(System.nanoTime());
  }

  /** The time of a value of {@link System#nanoTime}. */
  public static long at(long nanos) {
    return MICROS_AT_START + (nanos - NANOS_AT_START) / 1000;
  }
}
