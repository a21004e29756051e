package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.json.StrictJson;
import io.github.vertxnghttp2.service.bus.wire.BusFrame;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;

/** Options of streams over the event bus. They apply to one end of a stream. */
@DataObject
public class StreamOptions {
  /** 256 KiB. */
  public static final int DEFAULT_INITIAL_CREDIT = 256 << 10;
  /** 64 KiB, which is also the maximum. */
  public static final int DEFAULT_MAX_CHUNK_SIZE = 64 << 10;
  /** In milliseconds. */
  public static final int DEFAULT_PING_INTERVAL = 500;
  /** 5 seconds, in milliseconds. */
  public static final int DEFAULT_PING_TIMEOUT = 5_000;
  /** The number of streams that one verticle instance, consumer or client may have open. */
  public static final int DEFAULT_MAX_STREAMS = 10_000;
  /** 64 MiB. */
  public static final int DEFAULT_MAX_BODY_SIZE = 64 << 20;
  /** 64 MiB. */
  public static final int DEFAULT_MAX_BUFFERED_BYTES = 64 << 20;
  /** An eighth of the maximum heap of the JVM. */
  public static final int DEFAULT_MAX_NODE_BUFFERED_BYTES = 0;

  private int initialCredit = DEFAULT_INITIAL_CREDIT;
  private int maxChunkSize = DEFAULT_MAX_CHUNK_SIZE;
  private int pingInterval = DEFAULT_PING_INTERVAL;
  private int pingTimeout = DEFAULT_PING_TIMEOUT;
  private int maxStreams = DEFAULT_MAX_STREAMS;
  private int maxBodySize = DEFAULT_MAX_BODY_SIZE;
  private int maxBufferedBytes = DEFAULT_MAX_BUFFERED_BYTES;
  private int maxNodeBufferedBytes = DEFAULT_MAX_NODE_BUFFERED_BYTES;

  /** The defaults. */
  public StreamOptions() {
  }

  /** A copy. */
  public StreamOptions(StreamOptions other) {
    initialCredit = other.initialCredit;
    maxChunkSize = other.maxChunkSize;
    pingInterval = other.pingInterval;
    pingTimeout = other.pingTimeout;
    maxStreams = other.maxStreams;
    maxBodySize = other.maxBodySize;
    maxBufferedBytes = other.maxBufferedBytes;
    maxNodeBufferedBytes = other.maxNodeBufferedBytes;
  }

  /** @throws IllegalArgumentException if a key is unknown or a value is not allowed */
  public StreamOptions(JsonObject json) {
    StrictJson.check(json, StreamOptions.class, "");
    setInitialCredit(json.getInteger("initialCredit", initialCredit));
    setMaxChunkSize(json.getInteger("maxChunkSize", maxChunkSize));
    setPingInterval(json.getInteger("pingInterval", pingInterval));
    setPingTimeout(json.getInteger("pingTimeout", pingTimeout));
    setMaxStreams(json.getInteger("maxStreams", maxStreams));
    setMaxBodySize(json.getInteger("maxBodySize", maxBodySize));
    setMaxBufferedBytes(json.getInteger("maxBufferedBytes", maxBufferedBytes));
    setMaxNodeBufferedBytes(json.getInteger("maxNodeBufferedBytes", maxNodeBufferedBytes));
  }

  /** All options, including those with default values. */
  public JsonObject toJson() {
    return new JsonObject()
      .put("initialCredit", initialCredit)
      .put("maxChunkSize", maxChunkSize)
      .put("pingInterval", pingInterval)
      .put("pingTimeout", pingTimeout)
      .put("maxStreams", maxStreams)
      .put("maxBodySize", maxBodySize)
      .put("maxBufferedBytes", maxBufferedBytes)
      .put("maxNodeBufferedBytes", maxNodeBufferedBytes);
  }

  public int getInitialCredit() {
    return initialCredit;
  }

  /**
   * @param bytes the maximum number of bytes that the other end may send on a stream before this end reads; an unread
   *   stream takes at most this memory. A stream gets less while others use up {@code maxBufferedBytes}.
   */
  public StreamOptions setInitialCredit(int bytes) {
    initialCredit = within(1_024, 1 << 30, "initialCredit", bytes);
    return this;
  }

  public int getMaxChunkSize() {
    return maxChunkSize;
  }

  /** @param bytes the maximum length of the part of a body in one message, at most 65,536 */
  public StreamOptions setMaxChunkSize(int bytes) {
    maxChunkSize = within(1, BusFrame.Data.MAX_SIZE, "maxChunkSize", bytes);
    return this;
  }

  public int getPingInterval() {
    return pingInterval;
  }

  /**
   * @param milliseconds the time between PINGs to each node, or program behind a bridge, with open streams. If several
   *   values are set on this node, the shortest of the open streams applies. A shorter time detects a lost node sooner.
   */
  public StreamOptions setPingInterval(int milliseconds) {
    pingInterval = within(10, 60_000, "pingInterval", milliseconds);
    return this;
  }

  public int getPingTimeout() {
    return pingTimeout;
  }

  /**
   * @param milliseconds the time without PONG after which the other end of a stream counts as lost, even if messages
   *   can still be sent to it
   */
  public StreamOptions setPingTimeout(int milliseconds) {
    pingTimeout = within(10, 3_600_000, "pingTimeout", milliseconds);
    return this;
  }

  public int getMaxStreams() {
    return maxStreams;
  }

  /**
   * @param streams the number of streams that may be open at a time, or have ended with bytes that were not read yet;
   *   further streams fail with code 503
   */
  public StreamOptions setMaxStreams(int streams) {
    maxStreams = within(1, 1_000_000, "maxStreams", streams);
    return this;
  }

  public int getMaxBodySize() {
    return maxBodySize;
  }

  /**
   * @param bytes the maximum length of a body that {@code body()} of a {@link RoutedRequest} or
   *   {@link StreamedResponse} gathers in memory; 0 for no limit. If a body is longer, the future fails, and the stream
   *   is reset with ENHANCE_YOUR_CALM.
   */
  public StreamOptions setMaxBodySize(int bytes) {
    maxBodySize = within(0, Integer.MAX_VALUE, "maxBodySize", bytes);
    return this;
  }

  public int getMaxBufferedBytes() {
    return maxBufferedBytes;
  }

  /**
   * @param bytes the credit that all streams of one verticle instance, consumer or client hold together: for bytes that
   *   have arrived and were not read, and for bytes that may arrive. Beyond it a stream holds 1,024 bytes, so that it
   *   still goes on when it is read. When a stream has ended in both directions, it holds credit
   *   for the bytes that still wait to be read.
   */
  public StreamOptions setMaxBufferedBytes(int bytes) {
    maxBufferedBytes = within(1_024, Integer.MAX_VALUE, "maxBufferedBytes", bytes);
    return this;
  }

  public int getMaxNodeBufferedBytes() {
    return maxNodeBufferedBytes;
  }

  /**
   * @param bytes as {@code maxBufferedBytes}, but for all verticles, consumers and clients of one Vert.x together; 0
   *   for an eighth of the maximum heap of the JVM. If several values are set, the lowest applies.
   */
  public StreamOptions setMaxNodeBufferedBytes(int bytes) {
    maxNodeBufferedBytes = within(0, Integer.MAX_VALUE, "maxNodeBufferedBytes", bytes);
    return this;
  }

  private static int within(int min, int max, String name, int value) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be from " + min + " to " + max);
    }
    return value;
  }
}
