package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.json.StrictJson;
import io.vertx.core.json.JsonObject;

/** Streams on the event bus: how much is under way, and how soon it is noticed that the other end is gone. */
public class StreamOptions {
  /** 256 KiB. */
  public static final int DEFAULT_INITIAL_CREDIT = 256 << 10;
  /** 64 KiB. */
  public static final int DEFAULT_MAX_CHUNK_SIZE = 64 << 10;
  /** A quarter of a second, in milliseconds. */
  public static final int DEFAULT_PING_INTERVAL = 250;
  /** 5 seconds, in milliseconds. */
  public static final int DEFAULT_PING_TIMEOUT = 5_000;

  private int initialCredit = DEFAULT_INITIAL_CREDIT;
  private int maxChunkSize = DEFAULT_MAX_CHUNK_SIZE;
  private int pingInterval = DEFAULT_PING_INTERVAL;
  private int pingTimeout = DEFAULT_PING_TIMEOUT;

  /** The defaults. */
  public StreamOptions() {
  }

  /** A copy. */
  public StreamOptions(StreamOptions other) {
    initialCredit = other.initialCredit;
    maxChunkSize = other.maxChunkSize;
    pingInterval = other.pingInterval;
    pingTimeout = other.pingTimeout;
  }

  /** @throws IllegalArgumentException if a key is unknown or a value does not fit; it says what is allowed */
  public StreamOptions(JsonObject json) {
    StrictJson.check(json, StreamOptions.class, "");
    setInitialCredit(json.getInteger("initialCredit", initialCredit));
    setMaxChunkSize(json.getInteger("maxChunkSize", maxChunkSize));
    setPingInterval(json.getInteger("pingInterval", pingInterval));
    setPingTimeout(json.getInteger("pingTimeout", pingTimeout));
  }

  /** Every option, also those that have their defaults. */
  public JsonObject toJson() {
    return new JsonObject()
      .put("initialCredit", initialCredit)
      .put("maxChunkSize", maxChunkSize)
      .put("pingInterval", pingInterval)
      .put("pingTimeout", pingTimeout);
  }

  public int getInitialCredit() {
    return initialCredit;
  }

  /** @param bytes of a body that may be under way on the bus before the other end has asked for more */
  public StreamOptions setInitialCredit(int bytes) {
    initialCredit = positive("initialCredit", bytes);
    return this;
  }

  public int getMaxChunkSize() {
    return maxChunkSize;
  }

  /** @param bytes of a body that one message carries at most */
  public StreamOptions setMaxChunkSize(int bytes) {
    maxChunkSize = positive("maxChunkSize", bytes);
    return this;
  }

  public int getPingInterval() {
    return pingInterval;
  }

  /** @param milliseconds between two signs of life to an end that has streams open */
  public StreamOptions setPingInterval(int milliseconds) {
    pingInterval = positive("pingInterval", milliseconds);
    return this;
  }

  public int getPingTimeout() {
    return pingTimeout;
  }

  /** @param milliseconds without a sign of life after which the streams of that end are reset */
  public StreamOptions setPingTimeout(int milliseconds) {
    pingTimeout = positive("pingTimeout", milliseconds);
    return this;
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1");
    }
    return value;
  }
}
