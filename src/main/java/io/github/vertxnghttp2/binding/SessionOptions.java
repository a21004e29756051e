package io.github.vertxnghttp2.binding;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Options of a {@link Session} (nghttp2_option_set_*, and limits that this binding enforces itself). What is not set has
 * the library's default, or the one named here.
 */
public final class SessionOptions {
  private static final int MAX_HEADER_LIST_SIZE = 1;
  private static final int MAX_HEADER_FIELDS = 2;
  private static final int PEER_MAX_CONCURRENT_STREAMS = 3;
  private static final int MAX_RESERVED_REMOTE_STREAMS = 4;
  private static final int MAX_SEND_HEADER_BLOCK_LENGTH = 5;
  private static final int NO_AUTO_PING_ACK = 6;
  private static final int NO_HTTP_MESSAGING = 7;
  private static final int MAX_SETTINGS = 8;
  private static final int MAX_OUTBOUND_ACK = 9;
  private static final int MAX_DEFLATE_DYNAMIC_TABLE_SIZE = 10;
  private static final int MAX_CONTINUATIONS = 11;
  private static final int STREAM_RESET_BURST = 12;
  private static final int STREAM_RESET_RATE = 13;
  private static final int EVENTS_SOFT = 14;
  private static final int EVENTS_HARD = 15;
  private static final int EVENTS_MIN = 4096;

  private final Map<Integer, Integer> values = new LinkedHashMap<>();

  /** Bytes of a received header list: name + value + 32 per field, RFC 9113 section 6.5.2. Default 65,536. */
  public SessionOptions setMaxHeaderListSize(int bytes) {
    return set(MAX_HEADER_LIST_SIZE, "maxHeaderListSize", bytes, 1);
  }

  /** Fields of a received header list. Default 1,000. */
  public SessionOptions setMaxHeaderFields(int fields) {
    return set(MAX_HEADER_FIELDS, "maxHeaderFields", fields, 1);
  }

  /** Streams to open before the peer's SETTINGS are known. Default 100. */
  public SessionOptions setPeerMaxConcurrentStreams(int streams) {
    return set(PEER_MAX_CONCURRENT_STREAMS, "peerMaxConcurrentStreams", streams, 0);
  }

  /** Promised streams that may be reserved at a time. Default 200. */
  public SessionOptions setMaxReservedRemoteStreams(int streams) {
    return set(MAX_RESERVED_REMOTE_STREAMS, "maxReservedRemoteStreams", streams, 0);
  }

  /** Bytes of a header block to send. Default 65,536. */
  public SessionOptions setMaxSendHeaderBlockLength(int bytes) {
    return set(MAX_SEND_HEADER_BLOCK_LENGTH, "maxSendHeaderBlockLength", bytes, 1);
  }

  /** Leaves it to the listener to answer PINGs. */
  public SessionOptions setNoAutoPingAck(boolean off) {
    return set(NO_AUTO_PING_ACK, "noAutoPingAck", off ? 1 : 0, 0);
  }

  /** Turns the checks of RFC 9113 section 8 off, for protocols that are not HTTP. */
  public SessionOptions setNoHttpMessaging(boolean off) {
    return set(NO_HTTP_MESSAGING, "noHttpMessaging", off ? 1 : 0, 0);
  }

  /** Entries of a SETTINGS frame received. Default 32. */
  public SessionOptions setMaxSettings(int entries) {
    return set(MAX_SETTINGS, "maxSettings", entries, 1);
  }

  /** PING and SETTINGS acknowledgements that may wait to be sent. Default 1,000. */
  public SessionOptions setMaxOutboundAck(int frames) {
    return set(MAX_OUTBOUND_ACK, "maxOutboundAck", frames, 1);
  }

  /** Bytes of the HPACK table for sending. Default 4,096. */
  public SessionOptions setMaxDeflateDynamicTableSize(int bytes) {
    return set(MAX_DEFLATE_DYNAMIC_TABLE_SIZE, "maxDeflateDynamicTableSize", bytes, 0);
  }

  /** CONTINUATION frames after a HEADERS frame, where the library can limit them. Default 8. */
  public SessionOptions setMaxContinuations(int frames) {
    return set(MAX_CONTINUATIONS, "maxContinuations", frames, 0);
  }

  /** RST_STREAM frames of the peer: so many at once, and so many a second on average; more end the connection. */
  public SessionOptions setStreamResetRateLimit(int burst, int perSecond) {
    return set(STREAM_RESET_BURST, "streamResetBurst", burst, 1).set(STREAM_RESET_RATE, "streamResetRate", perSecond, 1);
  }

  /** Bytes of events after which a call pauses reading, and bytes that end the session. Default 256 KiB and 4 MiB. */
  public SessionOptions setEventBufferLimits(int soft, int hard) {
    if (soft >= hard) {
      throw new IllegalArgumentException("eventBufferLimits: soft (" + soft + ") must be less than hard (" + hard + ")");
    }
    return set(EVENTS_SOFT, "eventBufferLimits.soft", soft, EVENTS_MIN)
      .set(EVENTS_HARD, "eventBufferLimits.hard", hard, EVENTS_MIN);
  }

  private SessionOptions set(int id, String name, int value, int minimum) {
    if (value < minimum) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least " + minimum);
    }
    values.put(id, value);
    return this;
  }

  int[] pairs() {
    int[] pairs = new int[2 * values.size()];
    int at = 0;
    for (Map.Entry<Integer, Integer> entry : values.entrySet()) {
      pairs[at++] = entry.getKey();
      pairs[at++] = entry.getValue();
    }
    return pairs;
  }
}
