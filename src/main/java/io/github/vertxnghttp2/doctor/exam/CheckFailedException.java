package io.github.vertxnghttp2.doctor.exam;

import io.github.vertxnghttp2.frame.FrameLog;

/** What a check has tried did not succeed. */
public final class CheckFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** @param cause from a socket, TLS or HTTP */
  public CheckFailedException(Throwable cause) {
    super(reason(cause), cause);
  }

  /** One line for a person; text of the peer in it is escaped. */
  private static String reason(Throwable cause) {
    String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return FrameLog.printable(text.lines().findFirst().orElse(""));
  }
}
