package io.github.vertxnghttp2.recording;

/**
 * Names a request on all nodes of a cluster: messages to its handler have it as text, such as {@code node/17/5}.
 *
 * @param node       the id of the node of the server; empty outside of a cluster
 * @param connection {@link RecordedConnection#id}
 * @param streamId   {@link RecordedExchange#streamId}
 */
public record RequestId(String node, long connection, int streamId) {
  /** Stands for the id of a node that is not in a cluster. */
  private static final String NOT_CLUSTERED = "-";

  /**
   * Reads the text.
   *
   * @return {@code null} if it is none
   */
  public static RequestId parse(String text) {
    int second = text.lastIndexOf('/');
    int first = text.lastIndexOf('/', second - 1);
    if (first < 1) {
      return null;
    }
    try {
      String node = text.substring(0, first);
      return new RequestId(node.equals(NOT_CLUSTERED) ? "" : node, Long.parseLong(text, first + 1, second, 10),
        Integer.parseInt(text, second + 1, text.length(), 10));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The text. */
  @Override
  public String toString() {
    return (node.isEmpty() ? NOT_CLUSTERED : node) + "/" + connection + "/" + streamId;
  }
}
