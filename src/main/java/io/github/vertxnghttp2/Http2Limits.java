package io.github.vertxnghttp2;

import io.github.vertxnghttp2.json.StrictJson;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/**
 * How much of what costs a peer little a connection puts up with. A peer that passes one of these limits is sent GOAWAY
 * (ENHANCE_YOUR_CALM) with the name and the value of the limit, and disconnected; {@code maxUnreadBytes} only keeps its window
 * shut. Log and metrics tell, too. Numbers of frames are those within ten seconds, unless they say otherwise: so many may come
 * at once, and so many more over each ten seconds that follow. 0 turns a limit off.
 */
@DataObject
public class Http2Limits {
  /** 100 a second on average. */
  public static final int DEFAULT_MAX_RESETS = 1000;
  /** 20 a second on average. */
  public static final int DEFAULT_MAX_PROVOKED_RESETS = 200;
  /** 10 a second on average. */
  public static final int DEFAULT_MAX_SETTINGS = 100;
  /** 100 a second on average. */
  public static final int DEFAULT_MAX_PINGS = 1000;
  /** 100 a second on average. */
  public static final int DEFAULT_MAX_PRIORITIES = 1000;
  /** 20 a second on average. */
  public static final int DEFAULT_MAX_EMPTY_DATA = 200;
  /** 1000 a second on average. */
  public static final int DEFAULT_MAX_TINY_DATA = 10_000;
  /** 1000 a second on average. */
  public static final int DEFAULT_MAX_WINDOW_UPDATES = 10_000;
  /** 100 a second on average. */
  public static final int DEFAULT_MAX_OTHER_FRAMES = 1000;
  /** With the frame that they continue, more than enough for a list of the default size. */
  public static final int DEFAULT_MAX_CONTINUATIONS = 8;
  /** Forty for each of the streams that may be open. */
  public static final int DEFAULT_MAX_OUTBOUND_QUEUE = 10_000;
  /** 16 MiB, 64 full windows of a stream. */
  public static final int DEFAULT_MAX_UNREAD_BYTES = 16 << 20;

  private int maxResets = DEFAULT_MAX_RESETS;
  private int maxProvokedResets = DEFAULT_MAX_PROVOKED_RESETS;
  private int maxSettings = DEFAULT_MAX_SETTINGS;
  private int maxPings = DEFAULT_MAX_PINGS;
  private int maxPriorities = DEFAULT_MAX_PRIORITIES;
  private int maxEmptyData = DEFAULT_MAX_EMPTY_DATA;
  private int maxTinyData = DEFAULT_MAX_TINY_DATA;
  private int maxWindowUpdates = DEFAULT_MAX_WINDOW_UPDATES;
  private int maxOtherFrames = DEFAULT_MAX_OTHER_FRAMES;
  private int maxContinuations = DEFAULT_MAX_CONTINUATIONS;
  private int maxOutboundQueue = DEFAULT_MAX_OUTBOUND_QUEUE;
  private int maxUnreadBytes = DEFAULT_MAX_UNREAD_BYTES;

  /** The defaults. */
  public Http2Limits() {
  }

  /** A copy. */
  public Http2Limits(Http2Limits other) {
    maxResets = other.maxResets;
    maxProvokedResets = other.maxProvokedResets;
    maxSettings = other.maxSettings;
    maxPings = other.maxPings;
    maxPriorities = other.maxPriorities;
    maxEmptyData = other.maxEmptyData;
    maxTinyData = other.maxTinyData;
    maxWindowUpdates = other.maxWindowUpdates;
    maxOtherFrames = other.maxOtherFrames;
    maxContinuations = other.maxContinuations;
    maxOutboundQueue = other.maxOutboundQueue;
    maxUnreadBytes = other.maxUnreadBytes;
  }

  /**
   * @param json keys that are missing have their defaults
   * @throws IllegalArgumentException that names a key that is unknown, or whose value does not fit, and says what is allowed
   */
  public Http2Limits(JsonObject json) {
    StrictJson.check(json, Http2Limits.class, "");
    setMaxResets(json.getInteger("maxResets", maxResets));
    setMaxProvokedResets(json.getInteger("maxProvokedResets", maxProvokedResets));
    setMaxSettings(json.getInteger("maxSettings", maxSettings));
    setMaxPings(json.getInteger("maxPings", maxPings));
    setMaxPriorities(json.getInteger("maxPriorities", maxPriorities));
    setMaxEmptyData(json.getInteger("maxEmptyData", maxEmptyData));
    setMaxTinyData(json.getInteger("maxTinyData", maxTinyData));
    setMaxWindowUpdates(json.getInteger("maxWindowUpdates", maxWindowUpdates));
    setMaxOtherFrames(json.getInteger("maxOtherFrames", maxOtherFrames));
    setMaxContinuations(json.getInteger("maxContinuations", maxContinuations));
    setMaxOutboundQueue(json.getInteger("maxOutboundQueue", maxOutboundQueue));
    setMaxUnreadBytes(json.getInteger("maxUnreadBytes", maxUnreadBytes));
  }

  /** Every limit, also those that have their defaults. */
  public JsonObject toJson() {
    return new JsonObject()
      .put("maxResets", maxResets)
      .put("maxProvokedResets", maxProvokedResets)
      .put("maxSettings", maxSettings)
      .put("maxPings", maxPings)
      .put("maxPriorities", maxPriorities)
      .put("maxEmptyData", maxEmptyData)
      .put("maxTinyData", maxTinyData)
      .put("maxWindowUpdates", maxWindowUpdates)
      .put("maxOtherFrames", maxOtherFrames)
      .put("maxContinuations", maxContinuations)
      .put("maxOutboundQueue", maxOutboundQueue)
      .put("maxUnreadBytes", maxUnreadBytes);
  }

  public int getMaxResets() {
    return maxResets;
  }

  /**
   * @param frames RST_STREAM frames of the peer, as the peer gives up streams it has opened (CVE-2023-44487); each request that
   *   a client sends allows for one more
   */
  public Http2Limits setMaxResets(int frames) {
    maxResets = notNegative("maxResets", frames);
    return this;
  }

  public int getMaxProvokedResets() {
    return maxProvokedResets;
  }

  /** @param streams that had to be reset because the peer broke a rule or a limit (CVE-2025-8671) */
  public Http2Limits setMaxProvokedResets(int streams) {
    maxProvokedResets = notNegative("maxProvokedResets", streams);
    return this;
  }

  public int getMaxSettings() {
    return maxSettings;
  }

  /** @param frames SETTINGS frames, each of which has to be acknowledged */
  public Http2Limits setMaxSettings(int frames) {
    maxSettings = notNegative("maxSettings", frames);
    return this;
  }

  public int getMaxPings() {
    return maxPings;
  }

  /** @param frames PING frames; each request, and each DATA frame that was sent, allow for one more */
  public Http2Limits setMaxPings(int frames) {
    maxPings = notNegative("maxPings", frames);
    return this;
  }

  public int getMaxPriorities() {
    return maxPriorities;
  }

  /** @param frames PRIORITY and PRIORITY_UPDATE frames; each request allows for two more */
  public Http2Limits setMaxPriorities(int frames) {
    maxPriorities = notNegative("maxPriorities", frames);
    return this;
  }

  public int getMaxEmptyData() {
    return maxEmptyData;
  }

  /** @param frames DATA frames without content that do not end their stream, and ends of streams that are gone */
  public Http2Limits setMaxEmptyData(int frames) {
    maxEmptyData = notNegative("maxEmptyData", frames);
    return this;
  }

  public int getMaxTinyData() {
    return maxTinyData;
  }

  /**
   * @param frames DATA frames that do not end their stream, beyond one for each 5 bytes of content: who sends as much on average
   *   never comes near; each request or response allows for two more, and each DATA frame that was sent for one
   */
  public Http2Limits setMaxTinyData(int frames) {
    maxTinyData = notNegative("maxTinyData", frames);
    return this;
  }

  public int getMaxWindowUpdates() {
    return maxWindowUpdates;
  }

  /**
   * @param frames WINDOW_UPDATE frames; each request allows for two more, each DATA frame that was sent and that the peer's
   *   window did not cut short for two, and each KiB of a body that was sent for one
   */
  public Http2Limits setMaxWindowUpdates(int frames) {
    maxWindowUpdates = notNegative("maxWindowUpdates", frames);
    return this;
  }

  public int getMaxOtherFrames() {
    return maxOtherFrames;
  }

  /** @param frames of all other types, known or unknown, and HEADERS of streams that are gone */
  public Http2Limits setMaxOtherFrames(int frames) {
    maxOtherFrames = notNegative("maxOtherFrames", frames);
    return this;
  }

  public int getMaxContinuations() {
    return maxContinuations;
  }

  /** @param frames CONTINUATION frames of one header block (CVE-2024-27316) */
  public Http2Limits setMaxContinuations(int frames) {
    maxContinuations = notNegative("maxContinuations", frames);
    return this;
  }

  public int getMaxOutboundQueue() {
    return maxOutboundQueue;
  }

  /** @param frames that wait to be sent while the peer goes on sending */
  public Http2Limits setMaxOutboundQueue(int frames) {
    maxOutboundQueue = notNegative("maxOutboundQueue", frames);
    return this;
  }

  public int getMaxUnreadBytes() {
    return maxUnreadBytes;
  }

  /**
   * @param bytes of all bodies of a connection that came in and were not read, from which on the connection's window is kept
   *   shut
   */
  public Http2Limits setMaxUnreadBytes(int bytes) {
    maxUnreadBytes = notNegative("maxUnreadBytes", bytes);
    return this;
  }

  private static int notNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least 0, which means no limit");
    }
    return value;
  }
}
