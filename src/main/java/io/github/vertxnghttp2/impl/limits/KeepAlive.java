package io.github.vertxnghttp2.impl.limits;

import io.github.vertxnghttp2.Http2Options;

import java.util.concurrent.TimeUnit;

/**
 * Detects a peer that does not respond any more although the connection is still open. It says when a PING is due, and
 * when the connection is dead because nothing came after a PING in time. PINGs are sent at most once per keep-alive
 * interval, and only while streams are open, unless the options say otherwise: many servers count needless PINGs as
 * abuse. All times are those of {@link System#nanoTime}.
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
  /** Whether a stream has been open since the peer was last heard. */
  private boolean owing;

  KeepAlive(Http2Options options) {
    interval = TimeUnit.MILLISECONDS.toNanos(options.getKeepAliveInterval());
    timeout = TimeUnit.MILLISECONDS.toNanos(options.getKeepAliveTimeout());
    withoutStreams = options.isKeepAliveWithoutStreams();
  }

  /** The peer has sent something. */
  void heard(long now) {
    heard = now;
    waiting = false;
    owing = false;
  }

  /** A PING is sent, by the keep-alive or by the user: something has to come from the peer in time. */
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

  /** This side has reset a request before its response was complete: the peer may be dead. */
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
