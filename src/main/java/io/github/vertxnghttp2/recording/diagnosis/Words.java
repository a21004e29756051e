package io.github.vertxnghttp2.recording.diagnosis;

import io.github.vertxnghttp2.frame.FrameLog;
import io.github.vertxnghttp2.recording.LabelNames;
import io.github.vertxnghttp2.recording.RecordedExchange;

import java.util.Locale;
import java.util.Map;

/** Numbers and names as findings write them. */
final class Words {
  private static final int NAME_MAX = 100;

  private Words() {
  }

  /** {@code 65,535}. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 3.1 s} or {@code 48 ms}, of microseconds. */
  static String time(long micros) {
    if (micros >= 999_500) {
      return String.format(Locale.ROOT, "%,.1f s", micros / 1e6);
    }
    return micros >= 1000 ? Math.round(micros / 1e3) + " ms" : micros + " µs";
  }

  /** {@code 1.3 MB/s}, rounded down. */
  static String rate(long bytes, long micros) {
    double perSecond = bytes * 1e6 / micros;
    return perSecond >= 1e6 ? String.format(Locale.ROOT, "%,.1f MB/s", Math.floor(perSecond / 1e5) / 10)
      : String.format(Locale.ROOT, "%,d kB/s", (long) (perSecond / 1e3));
  }

  /** {@code 72 %}. */
  static String percent(long part, long whole) {
    return Math.min(100, Math.round(100.0 * part / whole)) + " %";
  }

  /** {@code 1 request}, {@code 2 requests}. */
  static String count(long number, String what) {
    return number(number) + " " + what + (number == 1 ? "" : "s");
  }

  /** Who handles a request: {@code the handler orders on node b}, or {@code the handler} if nothing is known of it. */
  static String handler(RecordedExchange exchange) {
    Map<String, String> labels = exchange.labels();
    String route = labels.get(LabelNames.ROUTE);
    String name = labels.containsKey(LabelNames.HANDLER) ? "the handler " + shown(labels.get(LabelNames.HANDLER))
      : route != null ? "the handler of the route " + shown(route) : "the handler";
    String node = labels.containsKey(LabelNames.NODE) ? " on node " + shown(labels.get(LabelNames.NODE)) : "";
    boolean both = route != null && labels.containsKey(LabelNames.HANDLER)
      && !route.equals(labels.get(LabelNames.HANDLER));
    return name + node + (both ? " (route " + shown(route) + ")" : "");
  }

  /** Text that others chose, cut and without characters that could confuse. */
  static String shown(String text) {
    boolean isLong = text.length() > NAME_MAX;
    return FrameLog.printable(isLong ? text.substring(0, NAME_MAX) : text) + (isLong ? "…" : "");
  }

  /** As {@link #shown}, of a whole sentence, without its full stop. */
  static String text(String text) {
    String shown = FrameLog.printable(text);
    return shown.endsWith(".") ? shown.substring(0, shown.length() - 1) : shown;
  }

  /** The sentence with a capital first letter, if that letter is one of our words. */
  static String sentence(String text) {
    return text.startsWith("the ") ? "T" + text.substring(1) : text;
  }
}
