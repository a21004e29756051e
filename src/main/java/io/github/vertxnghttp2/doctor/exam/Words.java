package io.github.vertxnghttp2.doctor.exam;

import java.time.Duration;
import java.util.Locale;

/** Numbers for people. */
public final class Words {
  private Words() {
  }

  /** {@code 0.21 ms}, {@code 48 ms} */
  public static String millis(Duration time) {
    double millis = time.toNanos() / 1e6;
    return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis);
  }

  /** {@code 10 s}, {@code 0.5 s} */
  public static String seconds(Duration time) {
    double seconds = time.toMillis() / 1e3;
    return String.format(Locale.ROOT, seconds == Math.rint(seconds) ? "%.0f s" : "%.1f s", seconds);
  }

  /** {@code 65,535} */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 13 bytes} */
  public static String bytes(long bytes) {
    return number(bytes) + (bytes == 1 ? " byte" : " bytes");
  }

  /** {@code 1.3 MB/s}, from bytes per second. */
  public static String rate(double bytesPerSecond) {
    if (bytesPerSecond >= 1e8) {
      return String.format(Locale.ROOT, "%,.0f MB/s", bytesPerSecond / 1e6);
    }
    return bytesPerSecond >= 1e5 ? String.format(Locale.ROOT, "%.1f MB/s", bytesPerSecond / 1e6)
      : String.format(Locale.ROOT, "%.1f kB/s", bytesPerSecond / 1e3);
  }

  /** Milliseconds with three decimals, for JSON. */
  public static double inMillis(Duration time) {
    return Math.round(time.toNanos() / 1e3) / 1e3;
  }
}
