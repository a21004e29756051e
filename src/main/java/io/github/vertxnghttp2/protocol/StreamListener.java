package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBuf;

/** Is notified of what happens on a stream. The last call is always {@link #onClosed}. */
public interface StreamListener {

  /**
   * Since when a client's request has waited for its connection; microseconds by {@code RecordingClock}.
   *
   * @return 0 if it has not
   */
  default long queuedAt() {
    return 0;
  }

  /** A client's request that waited in the queue was submitted: its stream has an id. */
  default void onOpened() {
  }

  /** The response to a client's request. The list still has {@code :status}. */
  default void onResponse(HeaderList head, boolean endStream) {
  }

  /** A client received a response with a status from 100 to 199, before the final one. */
  default void onInformational(HeaderList head) {
  }

  /**
   * A server promises the response to a further request, RFC 9113 section 8.4. A listener that accepts it gives the
   * promised stream its listener before this method returns.
   *
   * @return {@code null} to accept it, or the code to refuse it with
   */
  default ErrorCode onPromise(Stream promised, HeaderList head) {
    return ErrorCode.CANCEL;
  }

  /** Bytes of the body, valid during the call. {@link Stream#consume} lets the peer send as many more. */
  void onData(ByteBuf input, int offset, int length);

  /** The peer ended its message. {@code trailers} may be empty. */
  void onEnd(HeaderList trailers);

  /** The output has sent this side's message up to END_STREAM; see {@link EndsInOutput#sent}. */
  default void onSent() {
  }

  /** Bytes of the body were handed to the output: {@link Stream#queuedBytes} became less. */
  default void onWritten() {
  }

  /**
   * The stream is closed.
   *
   * @param errorCode RFC 9113 section 7, as an unsigned number
   * @param connectionEnd the connection's end if that was the cause, or {@code null}
   */
  void onClosed(long errorCode, ClosedBy by, ConnectionEnd connectionEnd);
}
