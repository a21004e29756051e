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
 * Counters of a session. They count what Vert.x's own metrics do not know about HTTP/2, and they are always on. Any
 * thread may call each method, which returns the present value. The event loop of a connection updates the connection's
 * values, so a value that another thread reads may be slightly old.
 */
@VertxGen
public interface Http2Metrics {
  /** The limits that {@link #limitsReached} knows, by the names of their options in JSON. */
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
   * How often a body had to wait for the window of its stream or connection (RFC 9113 section 5.2), because the peer
   * reads more slowly than this side sends. A body of up to 4 KiB that was given in one piece is not counted.
   */
  long windowStalls();

  /**
   * Streams that were reset since the session was created. Streams that ended with their connection are not counted.
   *
   * @param by who reset them. {@code LIBRARY} is libnghttp2, because the peer broke a rule or exceeded a limit
   * @param code {@code null} for all codes that RFC 9113 does not name
   */
  long resets(Initiator by, @Nullable ErrorCode code);

  /**
   * GOAWAY frames that were sent or received, RFC 9113 section 6.8.
   *
   * @param code {@code null} for all codes that RFC 9113 does not name
   */
  long goAways(Direction direction, @Nullable ErrorCode code);

  /**
   * How often peers exceeded a limit.
   *
   * @param setting one of {@link #LIMITS}
   */
  long limitsReached(String setting);

  /** Bytes of the receive windows of all open connections, RFC 9113 section 5.2. Those of streams are not counted. */
  long receiveWindows();

  /** How often the receive window of a connection has grown, see {@link Http2Options#setMaxWindowSize}. */
  long windowGrowths();

  /**
   * The longest of the round trips of the open connections, in microseconds; 0 if none is known. The round trip of a
   * connection is the shortest one that was measured. It is measured only while DATA arrives and windows may grow.
   */
  long roundTripMicros();

  /** Bytes of native memory that all sessions of this process use together, including the memory of libnghttp2. */
  long nativeBytes();

  /**
   * All counters. Numbers: {@code connections}, {@code openStreams}, {@code pendingRequests}, {@code windowStalls},
   * {@code receiveWindows}, {@code windowGrowths}, {@code roundTripMicros}, {@code nativeBytes}. Objects:
   * <ul>
   * <li>{@code connectionEnds} by {@code goaway}, {@code lost}, {@code closed} and {@code fault}
   * <li>{@code resets} by {@code local}, {@code remote} and {@code library}, then by the name of the code
   * <li>{@code goAways} by {@code sent} and {@code received}, then by the name of the code
   * <li>{@code limitsReached} by the name of the option.
   * </ul>
   * Codes without a name are {@code OTHER}. Codes and limits with the count 0 are left out.
   */
  JsonObject toJson();
}
