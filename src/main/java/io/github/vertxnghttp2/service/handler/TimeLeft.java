package io.github.vertxnghttp2.service.handler;

/** How long the server still waits for a response. From any thread. */
interface TimeLeft {

  /** Milliseconds; at least 0, and {@link Long#MAX_VALUE} without a limit. */
  long timeLeft();
}
