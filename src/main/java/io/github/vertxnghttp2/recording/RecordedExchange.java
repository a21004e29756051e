package io.github.vertxnghttp2.recording;

import io.github.vertxnghttp2.frame.Header;

import java.util.List;
import java.util.Map;

/**
 * A request and its response: one stream. Times are microseconds since the epoch, 0 if that has not happened.
 *
 * @param streamId      0 for a request of a client that waits for a stream
 * @param method        {@code null} if it is not known any more; the same holds for {@code target} and
 *                      {@code authority}
 * @param target        the {@code :path}
 * @param authority     the {@code :authority}
 * @param status        of the final response; 0 before that
 * @param requestFields of the head of the request, without pseudo-header fields; secret values are left out. Empty
 *                      if they were not recorded
 * @param responseFields likewise, of the head of the response
 * @param queuedAt      when the application of a client made the request
 * @param requestHeadAt when the head of the request was sent or received
 * @param requestEndAt  when the last frame of the request was sent or received
 * @param responseHeadAt when the head of the final response was sent or received
 * @param endAt         when the stream was closed
 * @param requestBytes  of the request's body
 * @param responseBytes of the response's body
 * @param sendWindow    bytes that the peer's window has left; 0 if it was made smaller than what was sent. Both
 *                      windows are 0 if they are not known, as of a stream that has ended
 * @param receiveWindow bytes that the window for the peer has left
 * @param unreadBytes   that were received, and that the application has not read
 * @param reset         the code of RST_STREAM, or -1 if there was none
 * @param resetBy       who sent it; {@code null} if there was none
 * @param labels        what is known of it beyond HTTP/2, by name: {@code route}, {@code handler}, {@code node},
 *                      {@code traceId}
 */
public record RecordedExchange(int streamId, String method, String target, String authority, int status,
  List<Header> requestFields, List<Header> responseFields, long queuedAt, long requestHeadAt, long requestEndAt,
  long responseHeadAt, long endAt, long requestBytes, long responseBytes, int sendWindow, int receiveWindow,
  long unreadBytes, long reset, Way resetBy, Map<String, String> labels) {
  /** In place of the code of a reset. */
  public static final long NOT_RESET = -1;

  public RecordedExchange {
    requestFields = List.copyOf(requestFields);
    responseFields = List.copyOf(responseFields);
    labels = Map.copyOf(labels);
  }

  /** Whether the stream was open when the recording was made. */
  public boolean isOpen() {
    return endAt == 0;
  }
}
