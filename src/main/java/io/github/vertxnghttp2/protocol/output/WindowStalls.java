package io.github.vertxnghttp2.protocol.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the bodies that wait for a window. If bytes of a body are left after a flush had room for them, they wait for
 * one. Small bodies, which the library has a copy of, are not observed.
 */
public final class WindowStalls {
  private final Runnable onStall;
  /** Bodies to which bytes were added, or of which bytes were sent, since the last look. */
  private final List<OutboundBody> moved = new ArrayList<>();

  /** @param onStall run for each body that begins to wait */
  public WindowStalls(Runnable onStall) {
    this.onStall = onStall;
  }

  /** Looks at the body after the next flush. */
  public void watch(OutboundBody body) {
    if (body.watch()) {
      moved.add(body);
    }
  }

  public void look() {
    for (int i = 0; i < moved.size(); i++) {
      if (moved.get(i).stalls()) {
        onStall.run();
      }
    }
    moved.clear();
  }
}
