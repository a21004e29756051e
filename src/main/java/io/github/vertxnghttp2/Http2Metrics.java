package io.github.vertxnghttp2;

import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.limits.Limit;
import io.vertx.codegen.annotations.Nullable;
import io.vertx.codegen.annotations.VertxGen;
import io.vertx.core.json.JsonObject;

import java.util.Arrays;
import java.util.List;

/**
 * Counters of a session for HTTP/2 itself. They are always on, and independent of Vert.x's own metrics. Each method may
 * be called from any thread and returns the present value; values of connections are as their event loops left them.
 */
@VertxGen
public interface Http2Metrics {
  /** The settings that {@link #limitsReached} counts. */
  List<String> LIMITS = Arrays.stream(Limit.values()).map(Limit::key).toList();

  /** Open connections. */
  int connections();

  /** Connections that have ended since the session was created. */
  long connectionEnds(ConnectionEndCause cause);

  /** Open streams of all open connections. */
  int openStreams();

  /** Requests of a client that wait for a free stream. */
  int pendingRequests();

  /**
   * How often a body waited for the window of its stream or connection (RFC 9113 section 5.2) because the peer reads
   * more slowly than this side sends. Bodies of up to 4 KiB that were given in one piece are not counted.
   */
  long windowStalls();

  /**
   * Streams that were reset since the session was created. Streams that ended with their connection are not counted.
   *
   * @param by {@code LIBRARY}: libnghttp2, because the peer broke the rules or a limit
   * @param code {@code null} for all codes that RFC 9113 does not name
   */
  long resets(Initiator by, @Nullable ErrorCode code);

  /**
   * GOAWAY frames, RFC 9113 section 6.8.
   *
   * @param code {@code null} for all codes that RFC 9113 does not name
   */
  long goAways(Direction direction, @Nullable ErrorCode code);

  /**
   * How often a peer passed a limit.
   *
   * @param setting one of {@link #LIMITS}: the name of the option in JSON
   */
  long limitsReached(String setting);

  /** Bytes of native memory that all sessions of this process use together, libnghttp2's own included. */
  long nativeBytes();

  /**
   * All counters: {@code connections}, {@code openStreams}, {@code pendingRequests}, {@code windowStalls},
   * {@code nativeBytes}; {@code connectionEnds} by {@code goaway}, {@code lost}, {@code closed} and {@code fault};
   * {@code resets} by {@code local}, {@code remote} and {@code library}, then by the name of the code; {@code goAways}
   * that were {@code sent} and {@code received}, by the name of the code; {@code limitsReached} by setting. Codes
   * without a name are {@code OTHER}. Codes and limits with the count 0 are left out.
   */
  JsonObject toJson();
}
