package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.Nghttp2.Capability;
import io.github.vertxnghttp2.binding.checks.Range;
import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.binding.wire.Wire.Option;
import io.github.vertxnghttp2.frame.FrameType;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Options of a {@link Session} (nghttp2_option_set_*, and what this binding does itself). What is not set has the
 * library's default, or the one named here. A value out of range is an {@link IllegalArgumentException}.
 *
 * <p>An option that the library found at run time lacks makes the session's constructor throw
 * {@link UnsupportedOperationException}; {@link Nghttp2#capabilities} reports what it has.
 */
public final class SessionOptions {
  private static final int DEFAULT_MAX_SEND_HEADER_BLOCK_LENGTH = 65_536;

  private final Map<Integer, Integer> values = new LinkedHashMap<>();
  private final BitSet extensions = new BitSet();
  private final Set<FrameType> builtins = EnumSet.noneOf(FrameType.class);
  private final Set<Capability> needed = EnumSet.noneOf(Capability.class);
  private FlowControl flowControl = FlowControl.CONNECTION_ON_ARRIVAL;
  private boolean neverIndexNewValues;

  /** The defaults. */
  public SessionOptions() {
  }

  // --- what the peer may send ---

  /** Bytes of a received header list: name + value + 32 per field, RFC 9113 section 6.5.2. Default 65,536. */
  public SessionOptions setMaxHeaderListSize(int bytes) {
    return set(Option.MAX_HEADER_LIST_SIZE, "maxHeaderListSize", bytes, 1);
  }

  /** Fields of a received header list. Default 1,000. */
  public SessionOptions setMaxHeaderFields(int fields) {
    return set(Option.MAX_HEADER_FIELDS, "maxHeaderFields", fields, 1);
  }

  /** Promised streams that may be reserved at a time. Default 200. */
  public SessionOptions setMaxReservedRemoteStreams(int streams) {
    return set(Option.MAX_RESERVED_REMOTE_STREAMS, "maxReservedRemoteStreams", streams, 0);
  }

  /** Entries of a SETTINGS frame received. Default 32. */
  public SessionOptions setMaxSettings(int entries) {
    values.put(Option.MAX_SETTINGS, Range.check("maxSettings", entries, 1, 0xffff));
    return this;
  }

  /** CONTINUATION frames after a HEADERS frame. Default 8. Needs {@link Capability#MAX_CONTINUATIONS}. */
  public SessionOptions setMaxContinuations(int frames) {
    needed.add(Capability.MAX_CONTINUATIONS);
    return set(Option.MAX_CONTINUATIONS, "maxContinuations", frames, 0);
  }

  /**
   * How many RST_STREAM frames the peer may send at once, and each second on average. With more, the library ends the
   * connection. Needs {@link Capability#STREAM_RESET_RATE_LIMIT}.
   */
  public SessionOptions setStreamResetRateLimit(int burst, int perSecond) {
    needed.add(Capability.STREAM_RESET_RATE_LIMIT);
    return set(Option.STREAM_RESET_BURST, "streamResetBurst", burst, 1)
      .set(Option.STREAM_RESET_RATE, "streamResetRate", perSecond, 1);
  }

  /** As {@link #setStreamResetRateLimit}, for suspicious frames. Needs {@link Capability#GLITCH_RATE_LIMIT}. */
  public SessionOptions setGlitchRateLimit(int burst, int perSecond) {
    needed.add(Capability.GLITCH_RATE_LIMIT);
    return set(Option.GLITCH_BURST, "glitchBurst", burst, 1).set(Option.GLITCH_RATE, "glitchRate", perSecond, 1);
  }

  /**
   * A limit for frames that cost the peer little. When the peer exceeds it, {@link SessionListener#onFrameLimit} is
   * called and {@link Session#receive} or {@link Session#flush} throws. The session can then only send GOAWAY. Default:
   * no limit but the library's own.
   *
   * @param maximum 0 for no limit
   */
  public SessionOptions setFrameLimit(FrameLimit limit, int maximum) {
    return set(Option.LIMIT + limit.number(), limit.name(), maximum, 0);
  }

  /**
   * Limit of the unconsumed body bytes of all streams. Above it, arriving bytes do not credit the connection's window
   * ({@link FlowControl#CONNECTION_ON_ARRIVAL}). Default: 0, no limit.
   */
  public SessionOptions setMaxUnread(int bytes) {
    return set(Option.MAX_UNREAD, "maxUnread", bytes, 0);
  }

  /** Turns off the checks of RFC 9113 section 8, for protocols that are not HTTP. */
  public SessionOptions setNoHttpMessaging(boolean off) {
    return set(Option.NO_HTTP_MESSAGING, off);
  }

  /**
   * Lets requests to a server lack both {@code :authority} and {@code host}, and their {@code :path} begin with any
   * character. The library refuses such requests unless it checks nothing. So the binding makes all other checks of RFC
   * 9113 section 8 in its place. Clients ignore this option.
   */
  public SessionOptions setLenientTargets(boolean lenient) {
    return set(Option.LENIENT_TARGETS, lenient);
  }

  /**
   * Calls {@link SessionListener#onHeadersPriority} and {@link SessionListener#onPriority}: RFC 9113 section 5.3 takes
   * these priorities out of use. libnghttp2 1.65.0 and newer report only those of HEADERS.
   */
  public SessionOptions setReportPriorities(boolean report) {
    return set(Option.REPORT_PRIORITIES, report);
  }

  /** Lets field values begin and end with spaces and tabs, which RFC 9113 section 8.2.1 forbids. */
  public SessionOptions setNoRfc9113LeadingAndTrailingWsValidation(boolean off) {
    return set(Option.NO_WS_VALIDATION, off);
  }

  /** The caller has read the first 24 octets of the preface itself. */
  public SessionOptions setNoRecvClientMagic(boolean off) {
    return set(Option.NO_RECV_CLIENT_MAGIC, off);
  }

  // --- what is sent ---

  /** How many streams may be open before the peer's SETTINGS are known. Default 100. */
  public SessionOptions setPeerMaxConcurrentStreams(int streams) {
    return set(Option.PEER_MAX_CONCURRENT_STREAMS, "peerMaxConcurrentStreams", streams, 0);
  }

  /** Bytes of a header block to send. Default 65,536. */
  public SessionOptions setMaxSendHeaderBlockLength(int bytes) {
    return set(Option.MAX_SEND_HEADER_BLOCK_LENGTH, "maxSendHeaderBlockLength", bytes, 1);
  }

  /** Bytes of the HPACK table for sending. Default 4,096. */
  public SessionOptions setMaxDeflateDynamicTableSize(int bytes) {
    return set(Option.MAX_DEFLATE_DYNAMIC_TABLE_SIZE, "maxDeflateDynamicTableSize", bytes, 0);
  }

  /**
   * Sends a value that the session has not sent lately as a literal that is never indexed, RFC 7541 section 6.2.3. So
   * values that differ from message to message push no others out of the HPACK table, and cost the library no search.
   * The peer takes such a field for a sensitive one until its value comes again. Default: off.
   */
  public SessionOptions setNeverIndexNewValues(boolean never) {
    neverIndexNewValues = never;
    return this;
  }

  /** PINGs are acknowledged by {@link Session#submitPingAck} only. */
  public SessionOptions setNoAutoPingAck(boolean off) {
    return set(Option.NO_AUTO_PING_ACK, off);
  }

  /** PING and SETTINGS acknowledgements that may wait to be sent. Default 1,000. */
  public SessionOptions setMaxOutboundAck(int frames) {
    return set(Option.MAX_OUTBOUND_ACK, "maxOutboundAck", frames, 1);
  }

  /** Frames of the library's own that may wait to be sent. Needs {@link Capability#MAX_OUTBOUND_QUEUE_SIZE}. */
  public SessionOptions setMaxOutboundQueueSize(int frames) {
    needed.add(Capability.MAX_OUTBOUND_QUEUE_SIZE);
    return set(Option.MAX_OUTBOUND_QUEUE_SIZE, "maxOutboundQueueSize", frames, 1);
  }

  /**
   * Pads the payloads of HEADERS, PUSH_PROMISE and DATA frames to a multiple of this many bytes, 2 to 256, so that
   * their lengths reveal less (RFC 9113 section 10.7; nghttp2_session_callbacks_set_select_padding_callback2). Default:
   * no padding.
   */
  public SessionOptions setPaddingMultiple(int bytes) {
    values.put(Option.PADDING, Range.check("paddingMultiple", bytes, 2, Wire.Size.PADDING_MAX));
    return this;
  }

  /**
   * Body bytes in a DATA frame, as far as the windows and the peer's MAX_FRAME_SIZE let them
   * (nghttp2_session_callbacks_set_data_source_read_length_callback2). Default 16,384.
   */
  public SessionOptions setMaxDataLength(int bytes) {
    values.put(Option.DATA_LENGTH, Range.check("maxDataLength", bytes, 1, Range.FRAME_SIZE_MAX));
    return this;
  }

  // --- frames beyond RFC 9113 ---

  /**
   * Frames of this type, 10 to 255, reach {@link SessionListener#onExtension} as they are
   * (nghttp2_option_set_user_recv_extension_type). Others are ignored.
   */
  public SessionOptions addExtensionType(int frameType) {
    extensions.set(Range.check("extension frame type", frameType, 10, 255));
    return this;
  }

  /**
   * Frames of this type, {@code ALTSVC}, {@code ORIGIN} or {@code PRIORITY_UPDATE}, reach their own methods of the
   * listener (nghttp2_option_set_builtin_recv_extension_type).
   */
  public SessionOptions addBuiltinExtensionType(FrameType type) {
    if (type != FrameType.ALTSVC && type != FrameType.ORIGIN && type != FrameType.PRIORITY_UPDATE) {
      throw new IllegalArgumentException("builtin extension type is " + type
        + "; the library knows ALTSVC, ORIGIN and PRIORITY_UPDATE");
    }
    builtins.add(type);
    return this;
  }

  /**
   * Bytes of an extension frame's payload. A longer frame is dropped ({@link SessionListener#onExtensionDropped}).
   * Default 16,384.
   */
  public SessionOptions setMaxExtensionPayload(int bytes) {
    values.put(Option.MAX_EXTENSION_PAYLOAD, Range.check("maxExtensionPayload", bytes, 0, 1 << 20));
    return this;
  }

  // --- the session itself ---

  /** Default {@link FlowControl#CONNECTION_ON_ARRIVAL}. */
  public SessionOptions setFlowControl(FlowControl flowControl) {
    this.flowControl = flowControl;
    values.put(Option.FLOW_CONTROL, flowControl.number());
    return this;
  }

  /**
   * Bytes of events after which a call pauses reading, and bytes that end the session: 4,096 to 268,435,455. Default
   * 256 KiB and 4 MiB.
   */
  public SessionOptions setEventBufferLimits(int soft, int hard) {
    if (soft >= hard) {
      throw new IllegalArgumentException("eventBufferLimits: soft (" + soft + ") must be less than hard (" + hard
        + ")");
    }
    values.put(Option.EVENTS_SOFT, Range.check("eventBufferLimits.soft", soft, Wire.Size.EVENTS_MIN,
      Wire.Size.EVENTS_MAX));
    values.put(Option.EVENTS_HARD, Range.check("eventBufferLimits.hard", hard, Wire.Size.EVENTS_MIN,
      Wire.Size.EVENTS_MAX));
    return this;
  }

  /** Calls {@link SessionListener#onBeginFrame} and {@link SessionListener#onBeforeFrameSend}. */
  public SessionOptions setTellFrames(boolean tell) {
    return set(Option.REPORT_FRAMES, tell);
  }

  private SessionOptions set(int id, boolean on) {
    values.put(id, on ? 1 : 0);
    return this;
  }

  private SessionOptions set(int id, String name, int value, int minimum) {
    values.put(id, Range.check(name, value, minimum, Integer.MAX_VALUE));
    return this;
  }

  /**
   * The recorder of frames: the bytes of its ring at most, 16 for each frame. Default: 0, no recorder. See
   * {@link Session#recording}.
   */
  public SessionOptions setRecorderBytes(int bytes) {
    return set(Option.RECORDER, "recorderBytes", bytes, 0);
  }

  /** The value of {@link #setRecorderBytes}; 0 for no recorder. */
  public int recorderBytes() {
    return values.getOrDefault(Option.RECORDER, 0);
  }

  /** The value of {@link #setMaxUnread}; 0 for no limit. */
  public int maxUnread() {
    return values.getOrDefault(Option.MAX_UNREAD, 0);
  }

  /** The value of {@link #setLenientTargets}. */
  public boolean isLenientTargets() {
    return values.getOrDefault(Option.LENIENT_TARGETS, 0) != 0;
  }

  boolean isNeverIndexNewValues() {
    return neverIndexNewValues;
  }

  int maxSendHeaderBlockLength() {
    return values.getOrDefault(Option.MAX_SEND_HEADER_BLOCK_LENGTH, DEFAULT_MAX_SEND_HEADER_BLOCK_LENGTH);
  }

  FlowControl flowControl() {
    return flowControl;
  }

  /** @throws UnsupportedOperationException if the library lacks what an option needs */
  int[] pairs() {
    needed.forEach(Nghttp2::require);
    int[] pairs = new int[2 * (values.size() + extensions.cardinality() + builtins.size())];
    int at = 0;
    for (Map.Entry<Integer, Integer> entry : values.entrySet()) {
      pairs[at++] = entry.getKey();
      pairs[at++] = entry.getValue();
    }
    for (int type : extensions.stream().toArray()) {
      pairs[at++] = Option.USER_EXTENSION;
      pairs[at++] = type;
    }
    for (FrameType type : builtins) {
      pairs[at++] = Option.BUILTIN_EXTENSION;
      pairs[at++] = type.code();
    }
    return pairs;
  }
}
