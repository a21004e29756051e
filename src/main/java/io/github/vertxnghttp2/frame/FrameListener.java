package io.github.vertxnghttp2.frame;

/**
 * Is notified of each frame of a connection, in the order of the wire. It is notified after all bytes of one read or
 * write were processed, so that the time of a call is exact to one read or write of the socket.
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
   * The connection has ended. This is the last call. A session of the binding does not make it: it knows no connection.
   *
   * @param why for a person; it may contain text of the peer
   */
  default void ended(String why) {
  }
}
