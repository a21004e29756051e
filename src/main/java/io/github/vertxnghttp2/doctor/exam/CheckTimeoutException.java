package io.github.vertxnghttp2.doctor.exam;

/** A check has used up its time. */
public final class CheckTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CheckTimeoutException(String message) {
    super(message, null, false, false);
  }
}
