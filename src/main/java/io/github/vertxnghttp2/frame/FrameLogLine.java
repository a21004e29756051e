package io.github.vertxnghttp2.frame;

import java.util.Locale;

/**
 * The format of the lines that {@link FrameLog} describes, for logs of frames that were recorded without their payload.
 */
public final class FrameLogLine {
  private FrameLogLine() {
  }

  /**
   * The line of a frame.
   *
   * @param seconds   since the log began
   * @param direction {@code recv} or {@code send}
   * @param content   of the payload; empty if there is nothing to tell
   */
  public static String of(double seconds, String direction, int streamId, int type, int length, int flags,
    String content) {
    String names = flags == 0 ? "-" : Flag.describe(FrameType.of(type), flags);
    return String.format(Locale.ROOT, "%8.3f %s %6d %-15s %6d %-22s %s", seconds, direction, streamId,
      FrameType.nameOf(type), length, names, content).stripTrailing();
  }

  /** The last line, which says why the connection ended. */
  public static String ofEnd(double seconds, String why) {
    return String.format(Locale.ROOT, "%8.3f end  %s", seconds, FrameLog.printable(why));
  }

  /** The content of a WINDOW_UPDATE. */
  public static String increment(long increment) {
    return "increment=" + increment;
  }

  /**
   * A field in brackets.
   *
   * @param hidden whether the value is a secret that is not shown
   */
  public static String field(String name, String value, boolean hidden) {
    return "[" + FrameLog.printable(name) + ": " + (hidden ? "(sensitive)" : FrameLog.printable(value)) + "]";
  }
}
