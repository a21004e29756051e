package io.github.vertxnghttp2.impl.limits;

import io.github.vertxnghttp2.Http2Options;

import java.util.concurrent.TimeUnit;

/**
 * Finds a peer that is gone without a word: a PING asks, and if nothing at all comes after it in time, the connection is dead.
 * A connection asks by itself at most once in a keep-alive interval, and only while the peer has something to answer, or always
 * if the options say so: servers count PINGs that they find needless. All times are those of {@link System#nanoTime}.
 */
final class KeepAlive {

  /** What is to be done. */
  enum Action { NOTHING, PING, END }

  private final long interval;
  private final long timeout;
  private final boolean withoutStreams;
  private long heard;
  private long asked;
  private boolean everAsked;
  private boolean waiting;
  /** Whether the peer has had something to answer since it was heard. */
  private boolean owing;

  KeepAlive(Http2Options options) {
    interval = TimeUnit.MILLISECONDS.toNanos(options.getKeepAliveInterval());
    timeout = TimeUnit.MILLISECONDS.toNanos(options.getKeepAliveTimeout());
    withoutStreams = options.isKeepAliveWithoutStreams();
  }

  /** Something came. */
  void heard(long now) {
    heard = now;
    waiting = false;
    owing = false;
  }

  /** A PING goes out, for whatever reason: its answer, or anything else, has to come in time. */
  void asked(long now) {
    if (!waiting) {
      waiting = true;
      everAsked = true;
      asked = now;
    }
  }

  /** From time to time. @param streams whether streams are open */
  Action check(long now, boolean streams) {
    owing |= streams;
    if (waiting) {
      return now - asked > timeout ? Action.END : Action.NOTHING;
    }
    return interval > 0 && now - heard > interval && (owing || withoutStreams) ? ask(now) : Action.NOTHING;
  }

  /** This side gave a request up before its response was complete: the peer may be slow, or gone. */
  Action givenUp(long now) {
    owing = true;
    boolean mayAsk = interval > 0 && !waiting && (!everAsked || now - asked > interval);
    return mayAsk && heard != now ? ask(now) : Action.NOTHING;
  }

  private Action ask(long now) {
    asked(now);
    return Action.PING;
  }
}
