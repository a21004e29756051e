package io.github.vertxnghttp2.recording;

/**
 * A request that a handler got over the event bus. Times are microseconds since the epoch, 0 if that has not happened.
 *
 * @param id             {@link RequestId} as text, which names the node, connection and stream of the server
 * @param address        that the handler listens at
 * @param receivedAt     when its message arrived
 * @param responseHeadAt when the handler sent the head of the response
 * @param endAt          when the exchange ended: the reply was sent, or the stream over the bus was closed
 * @param status         of the response; 0 before its head was sent
 * @param failure        why there was no whole response, for people; {@code null} if nothing failed
 */
public record HandledRequest(String id, String address, long receivedAt, long responseHeadAt, long endAt, int status,
                             String failure) {
  /** Whether the handler was at it when the recording was made. */
  public boolean isOpen() {
    return endAt == 0;
  }
}
