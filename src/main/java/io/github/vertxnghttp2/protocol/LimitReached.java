package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.FrameLimit;

import static io.github.vertxnghttp2.protocol.LimitReached.Consequence.DISCONNECTED;

/**
 * A limit of ours that the peer passed.
 *
 * @param setting the option that changes it
 * @param text for a person: the setting, its value, and what there was too much of
 */
public record LimitReached(String setting, String text, Consequence consequence) {

  /** What it leads to. */
  public enum Consequence {
    STREAM_RESET,
    /** The peer may send no more for the time being. */
    HELD_BACK,
    DISCONNECTED
  }

  /** @param what there was more of, in the plural */
  public static LimitReached moreThan(String setting, long maximum, String what, Consequence consequence) {
    return new LimitReached(setting, "more than " + setting + " = " + maximum + " " + what, consequence);
  }

  static LimitReached of(FrameLimit limit, long maximum) {
    return switch (limit) {
      case CONTINUATIONS -> moreThan("maxContinuations", maximum, "CONTINUATION frames in one header block", DISCONNECTED);
      case OUTBOUND_QUEUE ->
        moreThan("maxOutboundQueue", maximum, "frames wait to be sent, and the peer sends more", DISCONNECTED);
      case RESETS -> often("maxResets", maximum, "RST_STREAM frames");
      case PROVOKED_RESETS -> often("maxProvokedResets", maximum, "streams that had to be reset");
      case SETTINGS -> often("maxSettings", maximum, "SETTINGS frames");
      case PINGS -> often("maxPings", maximum, "PING frames");
      case PRIORITIES -> often("maxPriorities", maximum, "PRIORITY frames");
      case EMPTY_DATA -> often("maxEmptyData", maximum, "empty DATA frames");
      case TINY_DATA -> often("maxTinyData", maximum, "DATA frames beyond one for each 5 bytes of content");
      case WINDOW_UPDATES -> often("maxWindowUpdates", maximum, "WINDOW_UPDATE frames");
      case OTHERS -> often("maxOtherFrames", maximum, "frames of other types or HEADERS of streams that are gone");
    };
  }

  private static LimitReached often(String setting, long maximum, String what) {
    return moreThan(setting, maximum, what + " in 10 s", DISCONNECTED);
  }
}
