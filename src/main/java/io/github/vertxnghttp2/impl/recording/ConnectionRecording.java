package io.github.vertxnghttp2.impl.recording;

import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.LimitReached;

/** What a transport reports of its connection, on the event loop. This one is for connections without a recorder. */
public class ConnectionRecording {
  /** Of all connections without a recorder. */
  public static final ConnectionRecording OFF = new ConnectionRecording();

  ConnectionRecording() {
  }

  /** The id of the connection in recordings; 0 if it is not recorded. From any thread. */
  public long id() {
    return 0;
  }

  /**
   * The peer has exceeded a limit.
   *
   * @return text for the end of a log line, which names the recording if one is kept
   */
  public String limitReached(LimitReached limit) {
    return "";
  }

  /**
   * The connection is about to be closed.
   *
   * @return the reason, with the name of the recording if one is kept
   */
  public ConnectionEnd ending(ConnectionEnd why) {
    return why;
  }

  /** The connection was closed. */
  public void closed() {
  }
}
