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
 * What a session counts of HTTP/2 itself, beside Vert.x's own metrics, and whether those are on or not. Each method says
 * how things are when it is called, from any thread; what belongs to a connection is as its event loop left it.
 */
@VertxGen
public interface Http2Metrics {
  /** The settings that {@link #limitsReached} counts. */
  List<String> LIMITS = Arrays.stream(Limit.values()).map(Limit::key).toList();

  /** Connections that are open. */
  int connections();

  /** Connections that ended, since the session was created. */
  long connectionEnds(ConnectionEndCause cause);

  /** Streams that are open on them. */
  int openStreams();

  /** Requests of a client that wait for a free stream. */
  int pendingRequests();

  /**
   * How often a body waited for its window, or the connection's (RFC 9113 section 5.2): the peer does not read as fast as
   * this side would send. Bodies of up to 4 KiB that were given in one piece are not looked at.
   */
  long windowStalls();

  /**
   * Streams that were reset, since the session was created. Those that ended with their connection are not counted.
   *
   * @param by {@code LIBRARY}: libnghttp2, because the peer broke the rules or a limit
   * @param code {@code null} for all codes that RFC 9113 has no name for
   */
  long resets(Initiator by, @Nullable ErrorCode code);

  /**
   * GOAWAY frames, RFC 9113 section 6.8.
   *
   * @param code {@code null} for all codes that RFC 9113 has no name for
   */
  long goAways(Direction direction, @Nullable ErrorCode code);

  /**
   * How often a peer passed a limit.
   *
   * @param setting one of {@link #LIMITS}: the option of the limit, as it is called in JSON
   */
  long limitsReached(String setting);

  /** Native bytes that all sessions of this process hold together, libnghttp2's own included. */
  long nativeBytes();

  /**
   * All of it at once: {@code connections}, {@code openStreams}, {@code pendingRequests}, {@code windowStalls},
   * {@code nativeBytes}; {@code connectionEnds} by {@code goaway}, {@code lost}, {@code closed} and {@code fault};
   * {@code resets} by {@code local}, {@code remote} and {@code library}, then by the name of the code;
   * {@code goAways} that were {@code sent} and {@code received}, by the name of the code; {@code limitsReached} by setting.
   * Codes without a name are {@code OTHER}; those that did not occur are left out.
   */
  JsonObject toJson();
}
