package io.github.vertxnghttp2;

import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.limits.Limit;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

import java.util.EnumMap;
import java.util.Map;

/**
 * Limits of frames that cost the peer little to send. If the peer exceeds one, this side closes the connection with
 * ENHANCE_YOUR_CALM, and the GOAWAY, the log and the metrics name the limit. {@code maxUnreadBytes} is the exception:
 * it does not close the connection, but gives the peer no more credit for the connection's window.
 *
 * <p>Most limits are a number n of frames in ten seconds. The peer may send n frames at once, and n more in each of the
 * following periods of ten seconds. The value 0 turns a limit off. {@link Limit} is the table of all limits.
 */
@DataObject
public class Http2Limits {
  // BEGIN constants
  /** 1000 frames in 10 s. */
  public static final int DEFAULT_MAX_RESETS = Limit.MAX_RESETS.defaultValue();
  /** 200 frames in 10 s. */
  public static final int DEFAULT_MAX_PROVOKED_RESETS = Limit.MAX_PROVOKED_RESETS.defaultValue();
  /** 100 frames in 10 s. */
  public static final int DEFAULT_MAX_SETTINGS = Limit.MAX_SETTINGS.defaultValue();
  /** 1000 frames in 10 s. */
  public static final int DEFAULT_MAX_PINGS = Limit.MAX_PINGS.defaultValue();
  /** 1000 frames in 10 s. */
  public static final int DEFAULT_MAX_PRIORITIES = Limit.MAX_PRIORITIES.defaultValue();
  /** 200 frames in 10 s. */
  public static final int DEFAULT_MAX_EMPTY_DATA = Limit.MAX_EMPTY_DATA.defaultValue();
  /** 10000 frames in 10 s. */
  public static final int DEFAULT_MAX_TINY_DATA = Limit.MAX_TINY_DATA.defaultValue();
  /** 10000 frames in 10 s. */
  public static final int DEFAULT_MAX_WINDOW_UPDATES = Limit.MAX_WINDOW_UPDATES.defaultValue();
  /** 1000 frames in 10 s. */
  public static final int DEFAULT_MAX_OTHER_FRAMES = Limit.MAX_OTHER_FRAMES.defaultValue();
  /** 8 frames. */
  public static final int DEFAULT_MAX_CONTINUATIONS = Limit.MAX_CONTINUATIONS.defaultValue();
  /** 10000 frames. */
  public static final int DEFAULT_MAX_OUTBOUND_QUEUE = Limit.MAX_OUTBOUND_QUEUE.defaultValue();
  /** 33554432 bytes. */
  public static final int DEFAULT_MAX_UNREAD_BYTES = Limit.MAX_UNREAD_BYTES.defaultValue();
  // END constants

  private final Map<Limit, Integer> values = new EnumMap<>(Limit.class);

  /** The defaults. */
  public Http2Limits() {
    Limit.of(Limit.Options.LIMITS).forEach(limit -> values.put(limit, limit.defaultValue()));
  }

  /** A copy. */
  public Http2Limits(Http2Limits other) {
    values.putAll(other.values);
  }

  /**
   * @param json the limits. A limit whose key is missing has its default
   * @throws IllegalArgumentException if a key is unknown or a value is not allowed; the message names the key and says
   *   what is allowed
   */
  public Http2Limits(JsonObject json) {
    StrictJson.check(json, Http2Limits.class, "");
    Limit.of(Limit.Options.LIMITS).forEach(limit -> values.put(limit,
      limit.check(json.getInteger(limit.key(), limit.defaultValue()))));
  }

  /** All limits, including those with their default value. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    values.forEach((limit, value) -> json.put(limit.key(), value));
    return json;
  }

  /**
   * The value of a limit.
   *
   * @throws IllegalArgumentException if the limit belongs to another class of options
   */
  public int get(Limit limit) {
    Integer value = values.get(limit);
    if (value == null) {
      throw new IllegalArgumentException(limit.key() + " is not a limit of Http2Limits");
    }
    return value;
  }

  private Http2Limits set(Limit limit, int value) {
    values.put(limit, limit.check(value));
    return this;
  }

  // BEGIN accessors

  public int getMaxResets() {
    return get(Limit.MAX_RESETS);
  }

  /** @param frames RST_STREAM frames of the peer (CVE-2023-44487); each request that was sent allows one more */
  public Http2Limits setMaxResets(int frames) {
    return set(Limit.MAX_RESETS, frames);
  }

  public int getMaxProvokedResets() {
    return get(Limit.MAX_PROVOKED_RESETS);
  }

  /** @param frames streams that had to be reset because the peer broke a rule or exceeded a limit (CVE-2025-8671) */
  public Http2Limits setMaxProvokedResets(int frames) {
    return set(Limit.MAX_PROVOKED_RESETS, frames);
  }

  public int getMaxSettings() {
    return get(Limit.MAX_SETTINGS);
  }

  /** @param frames SETTINGS frames, each of which has to be acknowledged */
  public Http2Limits setMaxSettings(int frames) {
    return set(Limit.MAX_SETTINGS, frames);
  }

  public int getMaxPings() {
    return get(Limit.MAX_PINGS);
  }

  /** @param frames PING frames; each request, and each DATA frame that was sent, allows one more */
  public Http2Limits setMaxPings(int frames) {
    return set(Limit.MAX_PINGS, frames);
  }

  public int getMaxPriorities() {
    return get(Limit.MAX_PRIORITIES);
  }

  /** @param frames PRIORITY and PRIORITY_UPDATE frames; each request allows two more */
  public Http2Limits setMaxPriorities(int frames) {
    return set(Limit.MAX_PRIORITIES, frames);
  }

  public int getMaxEmptyData() {
    return get(Limit.MAX_EMPTY_DATA);
  }

  /**
   * @param frames DATA frames without content that do not end their stream, and DATA frames that end a stream which is
   *   closed already; each stream that this side resets allows one more
   */
  public Http2Limits setMaxEmptyData(int frames) {
    return set(Limit.MAX_EMPTY_DATA, frames);
  }

  public int getMaxTinyData() {
    return get(Limit.MAX_TINY_DATA);
  }

  /**
   * @param frames DATA frames that do not end their stream, beyond one for each 5 bytes of content, so that only a peer
   *   that sends less than 5 bytes a frame on average reaches it; each request or response allows two more, each DATA
   *   frame that was sent allows one
   */
  public Http2Limits setMaxTinyData(int frames) {
    return set(Limit.MAX_TINY_DATA, frames);
  }

  public int getMaxWindowUpdates() {
    return get(Limit.MAX_WINDOW_UPDATES);
  }

  /**
   * @param frames WINDOW_UPDATE frames; each request allows two more, each DATA frame that was sent allows two unless
   *   the peer's window cut it short, and each KiB of a body that was sent allows one
   */
  public Http2Limits setMaxWindowUpdates(int frames) {
    return set(Limit.MAX_WINDOW_UPDATES, frames);
  }

  public int getMaxOtherFrames() {
    return get(Limit.MAX_OTHER_FRAMES);
  }

  /**
   * @param frames frames of all other types, known or unknown, and HEADERS of streams that are closed; each stream that
   *   this side resets allows two more
   */
  public Http2Limits setMaxOtherFrames(int frames) {
    return set(Limit.MAX_OTHER_FRAMES, frames);
  }

  public int getMaxContinuations() {
    return get(Limit.MAX_CONTINUATIONS);
  }

  /** @param frames CONTINUATION frames in one header block (CVE-2024-27316) */
  public Http2Limits setMaxContinuations(int frames) {
    return set(Limit.MAX_CONTINUATIONS, frames);
  }

  public int getMaxOutboundQueue() {
    return get(Limit.MAX_OUTBOUND_QUEUE);
  }

  /** @param frames frames that wait to be sent while the peer goes on sending */
  public Http2Limits setMaxOutboundQueue(int frames) {
    return set(Limit.MAX_OUTBOUND_QUEUE, frames);
  }

  public int getMaxUnreadBytes() {
    return get(Limit.MAX_UNREAD_BYTES);
  }

  /**
   * @param bytes body bytes of one connection that the application has not read; beyond it the connection's window
   *   stays shut
   */
  public Http2Limits setMaxUnreadBytes(int bytes) {
    return set(Limit.MAX_UNREAD_BYTES, bytes);
  }
  // END accessors
}
