package io.github.vertxnghttp2.impl.handshake;

import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.binding.FrameLimit;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.binding.Nghttp2.Capability;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.protocol.Connection;
import io.vertx.core.http.Http2Settings;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Starts a session with the limits and the first SETTINGS that the options give. */
public final class SessionSetup {
  private final Http2Options options;
  private final boolean server;
  private final boolean priorities;

  private SessionSetup(Http2Options options, boolean server, boolean priorities) {
    this.options = options;
    this.server = server;
    this.priorities = priorities;
  }

  public static SessionSetup ofClient(Http2Options options) {
    return new SessionSetup(options, false, false);
  }

  public static SessionSetup ofServer(ServerOptions options) {
    return new SessionSetup(options.getHttp2(), true, options.isPrioritiesEnabled());
  }

  public SessionOptions sessionOptions() {
    SessionOptions session = new SessionOptions()
      .setMaxReservedRemoteStreams((int) Math.min(Integer.MAX_VALUE, options.getSettings().getMaxConcurrentStreams()))
      .setMaxHeaderListSize((int) Math.min(Integer.MAX_VALUE, options.getSettings().getMaxHeaderListSize()))
      .setMaxHeaderFields(options.getMaxHeaderFields())
      .setRecorderBytes(options.getRecorder().getBytes());
    limit(session, options.getLimits());
    if (hasPriorities()) {
      session.addExtensionType(FrameType.PRIORITY_UPDATE.code());
    }
    return session;
  }

  /** Whether a server sends its responses by their priorities, RFC 9218. An extra setting overrides the option. */
  public boolean hasPriorities() {
    Map<Integer, Long> extra = options.getSettings().getExtraSettings();
    Long chosen = extra == null ? null : extra.get(SettingId.NO_RFC7540_PRIORITIES.id());
    return server && (chosen == null ? priorities : chosen == 1);
  }

  private static void limit(SessionOptions session, Http2Limits limits) {
    for (FrameLimit limit : FrameLimit.values()) {
      session.setFrameLimit(limit, limits.get(limit.limit()));
    }
    session.setMaxUnread(limits.get(Limit.MAX_UNREAD_BYTES));
    // nghttp2 has its own limits for these. They close the connection without a report of the limit that was reached.
    // So they are set higher than the limits of this library, which then apply first. The library counts nghttp2's
    // glitches by frame type and as provoked resets.
    session.setMaxOutboundAck(Integer.MAX_VALUE);
    if (Nghttp2.capabilities().contains(Capability.MAX_OUTBOUND_QUEUE_SIZE)) {
      session.setMaxOutboundQueueSize(Integer.MAX_VALUE);
    }
    if (Nghttp2.capabilities().contains(Capability.MAX_CONTINUATIONS)) {
      int frames = limits.get(Limit.MAX_CONTINUATIONS);
      session.setMaxContinuations(frames == 0 || frames == Integer.MAX_VALUE ? Integer.MAX_VALUE : frames + 1);
    }
    if (Nghttp2.capabilities().contains(Capability.STREAM_RESET_RATE_LIMIT)) {
      session.setStreamResetRateLimit(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
    if (Nghttp2.capabilities().contains(Capability.GLITCH_RATE_LIMIT)) {
      session.setGlitchRateLimit(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
  }

  public void start(Connection connection) {
    connection.maxBodySize(options.getMaxBodySize());
    connection.start(settings(), options.getConnectionWindowSize());
    if (options.getMaxWindowSize() > 0) {
      connection.windows().grow(options.getMaxWindowSize());
    }
  }

  /** The payload of the SETTINGS frame, for the HTTP2-Settings field of an upgrade. */
  public byte[] settingsPayload() {
    return Nghttp2.packSettingsPayload(settings());
  }

  /** The settings that differ from the initial values, and those that are always sent. */
  private int[] settings() {
    Http2Settings given = options.getSettings();
    Map<Integer, Long> values = new TreeMap<>();
    put(values, SettingId.HEADER_TABLE_SIZE, given.getHeaderTableSize(), 4096);
    if (!server && !given.isPushEnabled()) {
      values.put(SettingId.ENABLE_PUSH.id(), 0L);
    }
    if (server || given.isPushEnabled()) {
      values.put(SettingId.MAX_CONCURRENT_STREAMS.id(), given.getMaxConcurrentStreams());
    }
    put(values, SettingId.INITIAL_WINDOW_SIZE, given.getInitialWindowSize(), 65_535);
    put(values, SettingId.MAX_FRAME_SIZE, given.getMaxFrameSize(), 16_384);
    values.put(SettingId.MAX_HEADER_LIST_SIZE.id(), given.getMaxHeaderListSize());
    if (priorities) {
      values.put(SettingId.NO_RFC7540_PRIORITIES.id(), 1L);
    }
    if (given.getExtraSettings() != null) {
      values.putAll(given.getExtraSettings());
    }
    return values.entrySet().stream().flatMapToInt(e -> IntStream.of(e.getKey(), (int) (long) e.getValue()))
      .toArray();
  }

  private static void put(Map<Integer, Long> values, SettingId id, long value, long initial) {
    if (value != initial) {
      values.put(id.id(), value);
    }
  }
}
