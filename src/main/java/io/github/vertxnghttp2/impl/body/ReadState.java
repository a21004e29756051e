package io.github.vertxnghttp2.impl.body;

/** How a body is read, and how far that is. */
enum ReadState {
  /** Nobody has asked for the body: what comes waits. */
  IDLE,
  /** The body goes to the handler as far as there is demand; if there is no handler then, it is skipped. */
  FLOWING,
  /** The body is read part by part, or as a whole. */
  PULLED,
  /** The body was read to its end, which has been told. */
  ENDED,
  /** The body has failed. */
  FAILED;

  /** Whether that state may follow. A flow of which nothing was given to anybody yet may still be pulled instead. */
  boolean leadsTo(ReadState next) {
    return switch (this) {
      case IDLE -> next != IDLE;
      case FLOWING -> next == PULLED || next == ENDED || next == FAILED;
      case PULLED -> next == ENDED || next == FAILED;
      case ENDED, FAILED -> false;
    };
  }
}
