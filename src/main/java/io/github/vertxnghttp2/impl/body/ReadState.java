package io.github.vertxnghttp2.impl.body;

/** How a body is read, and whether it has ended. */
enum ReadState {
  /** The user has not asked for the body: chunks wait. */
  IDLE,
  /** Chunks go to the handler while there is demand, and are skipped if there is no handler. */
  FLOWING,
  /** The body is read part by part, or as a whole. */
  PULLED,
  /** The body was read to its end, and the user was notified. */
  ENDED,
  /** The body has failed. */
  FAILED;

  /**
   * Whether that state may follow this one. A flow that has delivered nothing yet may still change to {@link #PULLED}.
   */
  boolean leadsTo(ReadState next) {
    return switch (this) {
      case IDLE -> next != IDLE;
      case FLOWING -> next == PULLED || next == ENDED || next == FAILED;
      case PULLED -> next == ENDED || next == FAILED;
      case ENDED, FAILED -> false;
    };
  }
}
