package io.github.vertxnghttp2.impl.limits;

import io.github.vertxnghttp2.Http2Options;

import java.util.concurrent.TimeUnit;

/**
 * Detects a peer that no longer responds although the connection is still open. This class decides when a PING is due.
 * It also decides when the connection is dead, because nothing arrived in time after a PING. The keep-alive sends at
 * most one PING per interval, because many servers count needless PINGs as abuse. For the same reason it sends PINGs
 * only if streams have been open, unless the options say otherwise. All times are those of {@link System#nanoTime}.
 */
final class KeepAlive {

  /** What the caller has to do. */
  enum Action { NOTHING, PING, END }

  private final long interval;
  private final long timeout;
  private final boolean withoutStreams;
  private long heard;
  private long asked;
  private boolean everAsked;
  private boolean waiting;
  /** Whether a stream has been open since the peer last sent something. */
  private boolean owing;

  KeepAlive(Http2Options options) {
    interval = TimeUnit.MILLISECONDS.toNanos(options.getKeepAliveInterval());
    timeout = TimeUnit.MILLISECONDS.toNanos(options.getKeepAliveTimeout());
    withoutStreams = options.isKeepAliveWithoutStreams();
  }

  /** Called when the peer has sent something. */
  void heard(long now) {
    heard = now;
    waiting = false;
    owing = false;
  }

  /** Called when the keep-alive or the user sends a PING. The peer must then send something within the timeout. */
  void asked(long now) {
    if (!waiting) {
      waiting = true;
      everAsked = true;
      asked = now;
    }
  }

  /** Called periodically. @param streams whether streams are open */
  Action check(long now, boolean streams) {
    owing |= streams;
    if (waiting) {
      return now - asked > timeout ? Action.END : Action.NOTHING;
    }
    return interval > 0 && now - heard > interval && (owing || withoutStreams) ? ask(now) : Action.NOTHING;
  }

  /** Called when this side has reset a request before its response was complete. The peer may be dead. */
  Action requestAborted(long now) {
    owing = true;
    boolean mayAsk = interval > 0 && !waiting && (!everAsked || now - asked > interval);
    return mayAsk && heard != now ? ask(now) : Action.NOTHING;
  }

  private Action ask(long now) {
    asked(now);
    return Action.PING;
  }
}
