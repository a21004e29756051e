package io.github.vertxnghttp2.frame;

/**
 * Hears of each frame of a connection, in the order of the wire. Frames are told when the bytes read or written together
 * have been worked through: that is when they were received or sent, to within one read or write of the socket.
 *
 * <p>CONTINUATION frames are told as part of the frame that they continue, DATA frames without their data, and frames of
 * unknown types with their payload.
 */
public interface FrameListener {

  /** The peer has sent a frame. It came as a whole; whether anybody pays attention to it is another matter. */
  void received(Frame frame);

  /** This side has sent a frame. */
  void sent(Frame frame);

  /**
   * The connection is over, nothing comes after this. A session of the binding, which knows of no connection, does not tell it.
   *
   * @param why for a person; it may have words of the peer in it
   */
  default void ended(String why) {
  }
}
