package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBuf;

/** What happened on a stream. {@link #onClosed} comes last, and comes always. */
public interface StreamListener {

  /** A client's request that waited in the queue has got its stream. */
  default void onOpened() {
  }

  /** A client's response; {@code :status} is still in the list. */
  default void onResponse(HeaderList head, boolean endStream) {
  }

  /** A response with a status from 100 to 199, before the real one. */
  default void onInformational(HeaderList head) {
  }

  /**
   * A server pushes the response to a further request, RFC 9113 section 8.4. Whoever takes it gives the promised stream
   * its listener before this returns.
   *
   * @return {@code null} if it is taken, or the code to refuse it with
   */
  default ErrorCode onPromise(Stream promised, HeaderList head) {
    return ErrorCode.CANCEL;
  }

  /** Bytes of the body, valid during the call; {@link Stream#consume} returns their credit. */
  void onData(ByteBuf input, int offset, int length);

  /** The peer ended its side. {@code trailers} may be empty. */
  void onEnd(HeaderList trailers);

  /** Our END_STREAM, and all before it, has left: see {@link Connection#endsLeft}. */
  default void onSent() {
  }

  /** Bytes of the body were written; {@link Stream#queuedBytes} became less. */
  default void onWritten() {
  }

  /**
   * The stream is gone.
   *
   * @param errorCode RFC 9113 section 7, as an unsigned number
   * @param connectionEnd the connection's end if that was the cause, or {@code null}
   */
  void onClosed(long errorCode, ClosedBy by, ConnectionEnd connectionEnd);
}
