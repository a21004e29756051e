package io.github.vertxnghttp2.service.bus.wire;

/** A message breaks the wire protocol. The text names the member and what is allowed there. */
public final class MalformedMessageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  /** The failure code that the sender gets, unless {@link #code} is another one. */
  public static final int CODE = 400;

  private final int code;

  public MalformedMessageException(String message) {
    this(message, CODE);
  }

  MalformedMessageException(String message, int code) {
    super(message);
    this.code = code;
  }

  /** The failure code for the sender of the message. */
  public int code() {
    return code;
  }

  /** None: the sender of the message has caused it, not the code on the stack. */
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
