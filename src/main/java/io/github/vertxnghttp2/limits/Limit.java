package io.github.vertxnghttp2.limits;

import io.github.vertxnghttp2.frame.ErrorCode;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The table of limits. Each constant is one row: the option that holds the limit, its default, its unit, what happens
 * to a peer that exceeds it, and two texts. {@link #text} is for GOAWAY, the log and exceptions, on servers and
 * clients. {@link #meaning} is for the guide and the JSON schemas. The metrics have one counter for each row.
 *
 * <p>The getters and setters of {@code Http2Limits}, the JSON schemas, the files in {@code conf} and the tables of the
 * guide repeat these rows. {@code LimitTableTest} checks that they agree with this table. With
 * {@code -Dlimits.write=true} it writes them.
 */
public enum Limit {
  // Limits of frames: 0 is the minimum. If the peer exceeds one, the connection is closed with ENHANCE_YOUR_CALM.
  MAX_RESETS("maxResets", 1000, Unit.FRAMES_IN_10_S, "more than %s RST_STREAM frames",
    "RST_STREAM frames of the peer (CVE-2023-44487); each request that was sent allows one more"),
  MAX_PROVOKED_RESETS("maxProvokedResets", 200, Unit.FRAMES_IN_10_S, "more than %s streams that had to be reset",
    "streams that had to be reset because the peer broke a rule or exceeded a limit (CVE-2025-8671)"),
  MAX_SETTINGS("maxSettings", 100, Unit.FRAMES_IN_10_S, "more than %s SETTINGS frames",
    "SETTINGS frames, each of which has to be acknowledged"),
  MAX_PINGS("maxPings", 1000, Unit.FRAMES_IN_10_S, "more than %s PING frames",
    "PING frames; each request, and each DATA frame that was sent, allows one more"),
  MAX_PRIORITIES("maxPriorities", 1000, Unit.FRAMES_IN_10_S, "more than %s PRIORITY frames",
    "PRIORITY and PRIORITY_UPDATE frames; each request allows two more"),
  MAX_EMPTY_DATA("maxEmptyData", 200, Unit.FRAMES_IN_10_S, "more than %s empty DATA frames",
    "DATA frames without content that do not end their stream, and DATA frames that end a stream which is closed"
      + " already; each stream that this side resets allows one more"),
  MAX_TINY_DATA("maxTinyData", 10_000, Unit.FRAMES_IN_10_S,
    "more than %s DATA frames beyond one for each 5 bytes of content",
    "DATA frames that do not end their stream, beyond one for each 5 bytes of content, so that only a peer that sends"
      + " less than 5 bytes a frame on average reaches it; each request or response allows two more, each DATA frame"
      + " that was sent allows one"),
  MAX_WINDOW_UPDATES("maxWindowUpdates", 10_000, Unit.FRAMES_IN_10_S, "more than %s WINDOW_UPDATE frames",
    "WINDOW_UPDATE frames; each request allows two more, each DATA frame that was sent allows two unless the peer's"
      + " window cut it short, and each KiB of a body that was sent allows one"),
  MAX_OTHER_FRAMES("maxOtherFrames", 1000, Unit.FRAMES_IN_10_S,
    "more than %s frames of other types or HEADERS of streams that are closed",
    "frames of all other types, known or unknown, and HEADERS of streams that are closed; each stream that this side"
      + " resets allows two more"),
  MAX_CONTINUATIONS("maxContinuations", 8, Unit.FRAMES, "more than %s CONTINUATION frames in one header block",
    "CONTINUATION frames in one header block (CVE-2024-27316)"),
  MAX_OUTBOUND_QUEUE("maxOutboundQueue", 10_000, Unit.FRAMES,
    "more than %s frames wait to be sent, and the peer sends more",
    "frames that wait to be sent while the peer goes on sending"),
  /** The default is 128 windows of a stream. Windows that have grown take three quarters of it at most. */
  MAX_UNREAD_BYTES(Options.LIMITS, "maxUnreadBytes", 32 << 20, 0, Unit.BYTES, Consequence.HELD_BACK,
    "more than %s bytes of a connection wait to be read",
    "body bytes of one connection that the application has not read; beyond it the connection's window stays shut"),

  MAX_HEADER_LIST_SIZE(Options.SETTINGS, "maxHeaderListSize", 64 << 10, 1, Unit.BYTES, Consequence.STREAM_RESET,
    "its header list has at least %2$s bytes, more than %1$s",
    "size of a received header list: name + value + 32 for each field (RFC 9113 section 6.5.2)"),
  MAX_HEADER_FIELDS(Options.HTTP2, "maxHeaderFields", 256, 4, Unit.FIELDS, Consequence.STREAM_RESET,
    "its header list has at least %2$s fields, more than %1$s",
    "fields of a received header list, pseudo-header fields included"),
  MAX_BODY_SIZE(Options.HTTP2, "maxBodySize", 64 << 20, 0, Unit.BYTES, Consequence.STREAM_RESET,
    "more than %s bytes%s of a body that is gathered in memory; raise http2.maxBodySize, or take the body by a"
      + " handler or read(n): they have no limit",
    "bytes of a body that `body()`, `text()`, `json()` or `read(-1)` gathers in memory"),
  HANDSHAKE_TIMEOUT(Options.HTTP2, "handshakeTimeout", 10_000, 1, Unit.MILLISECONDS, Consequence.DISCONNECTED,
    ErrorCode.SETTINGS_TIMEOUT, "the peer sent no %2$s within %1$s",
    "time from the start of the connection to the peer's first SETTINGS frame"),
  SEND_TIMEOUT(Options.HTTP2, "sendTimeout", 60_000, 0, Unit.MILLISECONDS, Consequence.STREAM_RESET,
    "the peer took less than minProgress = %2$s bytes within %1$s",
    "time within which the peer has to take `minProgress` bytes of a body, or all that is left of it"),
  KEEP_ALIVE_TIMEOUT(Options.HTTP2, "keepAliveTimeout", 20_000, 1, Unit.MILLISECONDS, Consequence.DISCONNECTED,
    "the peer sent nothing within %s after a PING",
    "time within which the peer has to send something after a PING, that of `keepAliveInterval` or one of `ping()`"),

  HEADERS_TIMEOUT(Options.SERVER, "headersTimeout", 10_000, 0, Unit.MILLISECONDS, Consequence.DISCONNECTED,
    "a header block did not end within %s",
    "time from the start of a header block to its end"),
  BODY_TIMEOUT(Options.SERVER, "bodyTimeout", 60_000, 0, Unit.MILLISECONDS, Consequence.STREAM_RESET,
    "less than minProgress = %2$s bytes of a request body arrived and were read within %1$s",
    "time within which `minProgress` bytes of a request body have to arrive, unless the response has begun, and to be"
      + " read once the response is complete"),
  MAX_CONNECTIONS(Options.SERVER, "maxConnections", 10_000, 0, Unit.CONNECTIONS, Consequence.DISCONNECTED,
    "more than %s connections",
    "connections that may be open at a time; each instance of a verticle counts its own"),
  MAX_CONNECTIONS_PER_ADDRESS(Options.SERVER, "maxConnectionsPerAddress", 1000, 0, Unit.CONNECTIONS,
    Consequence.DISCONNECTED, "more than %s connections from %s",
    "connections that may be open at a time from one address; behind a proxy all have the same address"),
  MAX_BUFFERED_BYTES(Options.SERVER, "maxBufferedBytes", 256 << 20, 0, Unit.BYTES, Consequence.HELD_BACK,
    "more than %s bytes of all connections wait to be read",
    "body bytes of all connections together that the application, or the handler of a route, has not read; beyond it"
      + " all windows stay shut"),

  MAX_INFORMATIONAL_RESPONSES(Options.CLIENT, "maxInformationalResponses", 100, 0, Unit.RESPONSES,
    Consequence.STREAM_RESET, "more than %s informational responses came before the final one",
    "responses with a status from 100 to 199 that may come before the final one (RFC 9110 section 15.2)");

  /** The class of options that has the setter of a limit. */
  public enum Options {
    /** {@code Http2Limits}. */
    LIMITS,
    /** {@code Http2Options}. */
    HTTP2,
    /** Vert.x's {@code Http2Settings}. */
    SETTINGS,
    /** {@code ServerOptions}. */
    SERVER,
    /** {@code ClientOptions}. */
    CLIENT
  }

  /** What a limit counts or measures. */
  public enum Unit {
    BYTES("bytes", "", ""),
    CONNECTIONS("connections", "", ""),
    FIELDS("fields", "", ""),
    FRAMES("frames", "", ""),
    /** The peer may send n frames at once, and n more in each of the following periods of 10 seconds. */
    FRAMES_IN_10_S("frames in 10 s", "", " in 10 s"),
    MILLISECONDS("ms", " ms", ""),
    RESPONSES("responses", "", "");

    private final String label;
    private final String afterValue;
    private final String afterText;

    Unit(String label, String afterValue, String afterText) {
      this.label = label;
      this.afterValue = afterValue;
      this.afterText = afterText;
    }

    /** The unit as the guide and the JSON schemas write it. */
    public String label() {
      return label;
    }
  }

  /** What happens to a peer that exceeds a limit. */
  public enum Consequence {
    /** This side resets the stream. */
    STREAM_RESET,
    /** This side gives no more flow-control credit until the application has read. */
    HELD_BACK,
    /** This side sends GOAWAY, if that is still possible, and closes the connection. */
    DISCONNECTED
  }

  private final Options options;
  private final String key;
  private final int defaultValue;
  private final int minimum;
  private final Unit unit;
  private final Consequence consequence;
  private final ErrorCode errorCode;
  private final String text;
  private final String meaning;

  Limit(Options options, String key, int defaultValue, int minimum, Unit unit, Consequence consequence,
        ErrorCode errorCode, String text, String meaning) {
    this.options = options;
    this.key = key;
    this.defaultValue = defaultValue;
    this.minimum = minimum;
    this.unit = unit;
    this.consequence = consequence;
    this.errorCode = errorCode;
    this.text = text;
    this.meaning = meaning;
  }

  Limit(Options options, String key, int defaultValue, int minimum, Unit unit, Consequence consequence, String text,
        String meaning) {
    this(options, key, defaultValue, minimum, unit, consequence,
      consequence == Consequence.HELD_BACK ? null : ErrorCode.ENHANCE_YOUR_CALM, text, meaning);
  }

  Limit(String key, int defaultValue, Unit unit, String text, String meaning) {
    this(Options.LIMITS, key, defaultValue, 0, unit, Consequence.DISCONNECTED, text, meaning);
  }

  /** The limits of these options. */
  public static List<Limit> of(Options options) {
    return Arrays.stream(values()).filter(limit -> limit.options == options).toList();
  }

  /** The options that have a setter for this limit. */
  public Options options() {
    return options;
  }

  /** The name of the option, in JSON and in the metrics. */
  public String key() {
    return key;
  }

  /** The value of an option that was not set, in {@link #unit}. */
  public int defaultValue() {
    return defaultValue;
  }

  /** What this limit counts or measures. */
  public Unit unit() {
    return unit;
  }

  /** Whether the value 0 turns this limit off. */
  public boolean isOffAtZero() {
    return minimum == 0 && this != MAX_INFORMATIONAL_RESPONSES;
  }

  /** What happens to a peer that exceeds this limit. */
  public Consequence consequence() {
    return consequence;
  }

  /** The error code of the RST_STREAM or GOAWAY that this side sends; {@code null} if it sends neither. */
  public ErrorCode errorCode() {
    return errorCode;
  }

  /** What this limits, for the guide and the JSON schemas. In lower case, without a full stop, code in backticks. */
  public String meaning() {
    return meaning;
  }

  /**
   * What the GOAWAY, the log and the exceptions say about a peer that exceeded this limit.
   *
   * @param value the value of the option
   * @param details the values of the other placeholders in the text
   */
  public String text(long value, Object... details) {
    Object[] arguments = new Object[details.length + 1];
    arguments[0] = key + " = " + value + unit.afterValue;
    System.arraycopy(details, 0, arguments, 1, details.length);
    return String.format(Locale.ROOT, text, arguments) + unit.afterText;
  }

  /**
   * Checks a value for the option.
   *
   * @return the value
   * @throws IllegalArgumentException if the value is too small; the message names the option and the minimum
   */
  public int check(int value) {
    if (value < minimum) {
      throw new IllegalArgumentException(key + " is " + value + "; it must be at least " + minimum
        + (isOffAtZero() ? ", which means no limit" : ""));
    }
    return value;
  }
}
