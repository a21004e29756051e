package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.limits.Limit;

import java.util.concurrent.TimeUnit;

/**
 * How much a stream's peer has to move while this side waits for it.
 *
 * @param sendTimeout milliseconds, of bodies to the peer; 0 for no limit
 * @param bodyTimeout milliseconds, of request bodies from the peer; 0 for no limit
 * @param minProgress bytes within that time
 */
public record Progress(int sendTimeout, int bodyTimeout, int minProgress) {

  /** @return what to tell of a stream that was reset, or {@code null} */
  LimitReached check(Stream stream, long now) {
    boolean sending = sendTimeout > 0 && stream.isSending();
    boolean receiving = !sending && bodyTimeout > 0 && stream.isReceiving();
    long moved = sending ? stream.bytesSent() : stream.bytesConsumed();
    long stalled = stream.stallClock().stalledFor(now, sending, receiving, moved, minProgress);
    int timeout = sending ? sendTimeout : bodyTimeout;
    if (stalled <= TimeUnit.MILLISECONDS.toNanos(timeout)) {
      return null;
    }
    Limit limit = sending ? Limit.SEND_TIMEOUT : Limit.BODY_TIMEOUT;
    String text = limit.text(timeout, minProgress);
    stream.blame(text);
    // A request that was answered is only asked to stop, RFC 9113 section 8.1.
    ErrorCode code = receiving && stream.isSent() ? ErrorCode.NO_ERROR : limit.errorCode();
    stream.reset((int) code.code());
    return new LimitReached(limit, "stream " + stream.id() + " was reset: " + text, limit.consequence());
  }
}
