package io.github.vertxnghttp2.frame;

/**
 * Is notified of each frame of a connection, in the order in which frames are sent or received. The calls are made
 * after all bytes of one read or write of the socket were processed, so the time of a call is that of the read or
 * write.
 *
 * <p>CONTINUATION frames are part of the frame that they continue. DATA frames come without their data, and frames of
 * unknown types with their payload.
 */
public interface FrameListener {

  /** The peer has sent a whole frame, even if the library ignores it. */
  void received(Frame frame);

  /** This side has sent a frame. */
  void sent(Frame frame);

  /**
   * This side has changed the size of its receive windows, because more or fewer bytes arrive in a round trip. The
   * WINDOW_UPDATE frames follow. A session of the binding does not make this call.
   *
   * @param connection bytes of the connection's window
   * @param stream bytes that a stream's window may have
   * @param roundTripNanos the shortest round trip; 0 if that is not known
   */
  default void windowsChanged(int connection, int stream, long roundTripNanos) {
  }

  /**
   * The connection has ended. This is the last call. A session of the binding does not make this call, because it knows
   * nothing of a connection.
   *
   * @param why the reason, for a person to read; it may contain text from the peer
   */
  default void ended(String why) {
  }
}
