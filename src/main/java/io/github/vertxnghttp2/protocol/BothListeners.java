package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameListener;

/** A listener of the application, and one of somebody who watches the connection. */
record BothListeners(FrameListener first, FrameListener second) implements FrameListener {

  /** @return {@code null} if both are {@code null} */
  static FrameListener of(FrameListener first, FrameListener second) {
    return first == null ? second : second == null ? first : new BothListeners(first, second);
  }

  @Override
  public void received(Frame frame) {
    first.received(frame);
    second.received(frame);
  }

  @Override
  public void sent(Frame frame) {
    first.sent(frame);
    second.sent(frame);
  }

  @Override
  public void windowsChanged(int connection, int stream, long roundTripNanos) {
    first.windowsChanged(connection, stream, roundTripNanos);
    second.windowsChanged(connection, stream, roundTripNanos);
  }

  @Override
  public void ended(String why) {
    first.ended(why);
    second.ended(why);
  }
}
