package io.github.vertxnghttp2.service.handler;

import io.github.vertxnghttp2.recording.live.HandledEntry;

/** Records the requests that arrive. */
interface Arrivals {

  /** @param nanos {@link System#nanoTime} of the arrival */
  HandledEntry record(RequestHead head, long nanos);
}
