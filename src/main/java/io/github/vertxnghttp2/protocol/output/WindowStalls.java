package io.github.vertxnghttp2.protocol.output;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Finds the bodies that wait for a window. After a flush that sent all it could, a body with bytes left waits for a
 * window. Small bodies are not observed, because the library has a copy of them.
 */
public final class WindowStalls {
  private final IntConsumer onStall;
  /** Bodies to which bytes were added, or of which bytes were sent, since {@link #look} was last called. */
  private final List<OutboundBody> moved = new ArrayList<>();

  /** @param onStall is notified of the stream of each body that begins to wait */
  public WindowStalls(IntConsumer onStall) {
    this.onStall = onStall;
  }

  /** Looks at the body after the next flush. */
  public void watch(OutboundBody body, int streamId) {
    if (body.watch(streamId)) {
      moved.add(body);
    }
  }

  public void look() {
    for (int i = 0; i < moved.size(); i++) {
      if (moved.get(i).stalls()) {
        onStall.accept(moved.get(i).streamId());
      }
    }
    moved.clear();
  }
}
