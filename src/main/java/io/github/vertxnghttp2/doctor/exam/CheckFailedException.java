package io.github.vertxnghttp2.doctor.exam;

import io.github.vertxnghttp2.frame.FrameLog;

import javax.net.ssl.SSLException;

/** What a check has tried did not succeed. */
public final class CheckFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** @param cause from a socket, TLS or HTTP */
  public CheckFailedException(Throwable cause) {
    super(reason(cause), cause);
  }

  /** One line for a person; text of the peer in it is escaped. What TLS wraps says nothing, its root cause does. */
  private static String reason(Throwable cause) {
    Throwable told = cause;
    while (cause instanceof SSLException && told.getCause() != null) {
      told = told.getCause();
    }
    String text = told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage();
    return FrameLog.printable(text.lines().findFirst().orElse(""));
  }
}
