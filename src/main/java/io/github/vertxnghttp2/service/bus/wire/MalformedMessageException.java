package io.github.vertxnghttp2.service.bus.wire;

/** A message breaks the wire protocol. The text names the member and what is allowed there. */
public final class MalformedMessageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  /** The failure code that the sender gets. */
  public static final int CODE = 400;

  public MalformedMessageException(String message) {
    super(message);
  }

  /** None: the sender of the message has caused it, not the code on the stack. */
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
