package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.RecorderOptions;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.limits.Limit;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.Http2Settings;

import java.time.Duration;

/**
 * Options of Vert.x as options of the engine. Time limits that Vert.x does not have are off: nobody who runs an
 * application of Vert.x has asked for them. The limits of frames stay: Vert.x has some of them, too. The others are
 * wider than the defaults of this library.
 */
final class EngineOptions {
  /** Bytes of a connection's window before it is changed, RFC 9113 section 6.9.2. */
  static final int INITIAL_WINDOW = 65_535;
  private static final int FIRST_EXTENSION = 0x0a;
  private static final int LAST_EXTENSION = 0xff;
  /** Each field counts as at least so many bytes, RFC 9113 section 6.5.2. */
  private static final int FIELD_OVERHEAD = 32;
  /** The limits of frames that Vert.x does not limit are so many times the defaults of this library. */
  private static final int TIMES_DEFAULT = 10;
  /** The system property with the {@code maxWindowSize} of all servers and clients. Vert.x has no such option. */
  private static final String MAX_WINDOW_PROPERTY = "io.github.vertxnghttp2.http.maxWindowSize";
  private static final int MAX_WINDOW_SIZE =
    Math.max(0, Integer.getInteger(MAX_WINDOW_PROPERTY, Http2Options.DEFAULT_MAX_WINDOW_SIZE));
  /** The system property with the bytes of the recorder of all servers and clients; 0 switches it off. */
  private static final String RECORDER_PROPERTY = "io.github.vertxnghttp2.http.recorderBytes";
  private static final int RECORDER_BYTES = Math.max(0, Math.min(RecorderOptions.MAX_BYTES,
    Integer.getInteger(RECORDER_PROPERTY, RecorderOptions.DEFAULT_BYTES)));

  private EngineOptions() {
  }

  static ServerOptions server(Http2ServerConfig config, boolean logFrames) {
    int resets = resets(config.getRstFloodMaxRstFramePerWindow(), config.getRstFloodWindowDuration());
    Http2Options http2 = http2(config.getInitialSettings(), logFrames);
    http2.getLimits().setMaxResets(resets).setMaxProvokedResets(provokedResets(resets))
      .setMaxContinuations(continuations(config.getMaxSmallContinuationFrames()));
    return new ServerOptions().setBodyTimeout(0).setIdleTimeout(0).setHttp2(http2);
  }

  /** Limits for frames that Vert.x does not limit: more than an application sends, and few enough to cost little. */
  private static Http2Limits limits() {
    return new Http2Limits()
      .setMaxSettings(TIMES_DEFAULT * Http2Limits.DEFAULT_MAX_SETTINGS)
      .setMaxPings(TIMES_DEFAULT * Http2Limits.DEFAULT_MAX_PINGS)
      .setMaxPriorities(TIMES_DEFAULT * Http2Limits.DEFAULT_MAX_PRIORITIES)
      .setMaxEmptyData(TIMES_DEFAULT * Http2Limits.DEFAULT_MAX_EMPTY_DATA)
      .setMaxTinyData(TIMES_DEFAULT * Http2Limits.DEFAULT_MAX_TINY_DATA)
      .setMaxWindowUpdates(TIMES_DEFAULT * Http2Limits.DEFAULT_MAX_WINDOW_UPDATES);
  }

  /** The options of a client, and those that a server has besides its own. */
  static Http2Options http2(Http2Settings initial, boolean logFrames) {
    Http2Settings settings = new Http2Settings(initial);
    long headerListSize = Math.min(settings.getMaxHeaderListSize(), Integer.MAX_VALUE);
    return new Http2Options().setSettings(settings)
      .setMaxHeaderFields((int) Math.max(Limit.MAX_HEADER_FIELDS.defaultValue(), headerListSize / FIELD_OVERHEAD + 1))
      .setConnectionWindowSize(INITIAL_WINDOW).setMaxWindowSize(MAX_WINDOW_SIZE)
      .setSendTimeout(0).setKeepAliveInterval(0).setLogFrames(logFrames)
      .setLimits(limits()).setRecorder(new RecorderOptions().setBytes(RECORDER_BYTES));
  }

  /** Vert.x counts RST_STREAM frames in windows of any length; the engine counts them in windows of ten seconds. */
  private static int resets(int frames, Duration window) {
    long seconds = Math.max(1, window.toSeconds());
    return (int) Math.min(Integer.MAX_VALUE, seconds >= 10 ? frames : frames * 10L / seconds);
  }

  /** Vert.x counts the RST_STREAM frames that it sends by the same option. Here only those count that were provoked. */
  private static int provokedResets(int resets) {
    int most = Limit.MAX_PROVOKED_RESETS.defaultValue();
    return resets == 0 ? most : Math.min(resets, most);
  }

  /** The engine counts all CONTINUATION frames of a header block. Vert.x counts the small ones; 0 is for no limit. */
  private static int continuations(int frames) {
    return frames == 0 ? 0 : Math.max(frames, Limit.MAX_CONTINUATIONS.defaultValue());
  }

  /** Has the session report priorities, and frames of all types that RFC 9113 does not know. */
  static SessionOptions withReports(SessionOptions options) {
    options.setReportPriorities(true);
    for (int type = FIRST_EXTENSION; type <= LAST_EXTENSION; type++) {
      if (type != FrameType.PRIORITY_UPDATE.code()) {
        options.addExtensionType(type);
      }
    }
    return options;
  }
}
