package io.github.vertxnghttp2.service.bus.wire;

/** A message that does not say what the protocol wants; the text names the place and what is allowed there. */
public final class MalformedMessageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  /** The failure code for the sender. */
  public static final int CODE = 400;

  public MalformedMessageException(String message) {
    super(message);
  }

  /** The sender is to blame, not who called. */
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
