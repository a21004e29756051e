package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.protocol.output.OutboundBody;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out which bodies wait for a window: once everything has been sent that could be, those of which something is left.
 * Small bodies that the library has a copy of are not among them.
 */
final class WindowStalls {
  private final ConnectionListener listener;
  /** Those whose bytes came or went since the last look. */
  private final List<OutboundBody> moved = new ArrayList<>();

  WindowStalls(ConnectionListener listener) {
    this.listener = listener;
  }

  /** What is left of the body after the flush waits for a window. */
  void watch(OutboundBody body) {
    if (body.watch()) {
      moved.add(body);
    }
  }

  void look() {
    for (int i = 0; i < moved.size(); i++) {
      if (moved.get(i).stalls()) {
        listener.onWindowStall();
      }
    }
    moved.clear();
  }
}
