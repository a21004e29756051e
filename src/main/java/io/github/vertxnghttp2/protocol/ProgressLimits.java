package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.protocol.stream.SendProgress;

import java.util.concurrent.TimeUnit;

/**
 * The limits of how slowly the body of a stream may move while this side waits for the peer. A body that waits for its
 * turn behind more urgent ones does not wait for the peer, as long as the peer takes enough bytes for all of them.
 *
 * @param sendTimeout milliseconds, of bodies to the peer; 0 for no limit
 * @param bodyTimeout milliseconds, of request bodies from the peer; 0 for no limit
 * @param minProgress bytes that have to move within that time
 */
public record ProgressLimits(int sendTimeout, int bodyTimeout, int minProgress) {

  void resetStalled(OpenStreams streams, long now, ConnectionListener listener) {
    boolean moving = isMoving(streams, now);
    for (Stream stream : streams.all()) {
      LimitReached reached = check(stream, now, moving);
      if (reached != null) {
        listener.onDiagnostic(reached.text());
        listener.onLimit(reached);
      }
    }
  }

  /** Whether the peer takes as many bytes as if each of several bodies made progress. */
  private boolean isMoving(OpenStreams streams, long now) {
    if (sendTimeout == 0 || streams.size() < 2) {
      return false;
    }
    int sending = 0;
    for (Stream stream : streams.all()) {
      sending += isSending(stream) ? 1 : 0;
    }
    if (sending < 2) {
      return false;
    }
    long needed = (long) sending * minProgress;
    long stalled = streams.stallClock().stalledFor(now, true, false, streams.bytesSent(), needed);
    return stalled <= TimeUnit.MILLISECONDS.toNanos(sendTimeout);
  }

  /** Whether only other bodies, which are more urgent, are in the way. */
  private static boolean waitsForItsTurn(Stream stream) {
    return stream.connection().session().state().remoteWindowSize(stream.id()) > 0;
  }

  /**
   * @param moving see {@link #isMoving}
   * @return the limit for which the stream was reset, or {@code null}
   */
  private LimitReached check(Stream stream, long now, boolean moving) {
    boolean sending = sendTimeout > 0 && isSending(stream);
    boolean receiving = !sending && bodyTimeout > 0 && isReceiving(stream);
    long moved = sending ? stream.bytesSent() : stream.bytesReceived() - stream.unreadBytes();
    long stalled = stream.stallClock().stalledFor(now, sending, receiving, moved, minProgress);
    int timeout = sending ? sendTimeout : bodyTimeout;
    if (stalled <= TimeUnit.MILLISECONDS.toNanos(timeout) || sending && moving && waitsForItsTurn(stream)) {
      return null;
    }
    Limit limit = sending ? Limit.SEND_TIMEOUT : Limit.BODY_TIMEOUT;
    String text = limit.text(timeout, minProgress);
    stream.verdict().explain(text);
    // After the response, NO_ERROR asks the client to stop the request, RFC 9113 section 8.1.
    ErrorCode code = receiving && stream.isSent() ? ErrorCode.NO_ERROR : limit.errorCode();
    stream.reset((int) code.code());
    return new LimitReached(limit, "stream " + stream.id() + " was reset: " + text, limit.consequence());
  }

  /** Whether this side has bytes to send, which the peer has to accept. */
  private static boolean isSending(Stream stream) {
    return stream.queuedBytes() > 0 || stream.sending() == SendProgress.ENDED && stream.state().isLocalOpen();
  }

  /**
   * Whether the peer has to make progress on the request body. Before the response begins: only if all received bytes
   * were read. After the response was sent: always, because an unfinished body keeps the stream open.
   */
  private static boolean isReceiving(Stream stream) {
    boolean idle = stream.sending() == SendProgress.WAITING && stream.unreadBytes() == 0;
    return !stream.isRemoteEnded() && (stream.isSent() || idle);
  }
}
