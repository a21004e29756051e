package io.github.vertxnghttp2.service.identity;

/** A request has no valid token although it must have one. The message is for the client. It has no stack trace. */
public final class RejectedTokenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String challenge;

  private RejectedTokenException(String message, String challenge) {
    super(message, null, false, false);
    this.challenge = challenge;
  }

  static RejectedTokenException missing() {
    // RFC 6750 section 3: at least one parameter, but no error
    return new RejectedTokenException("a bearer token is required", "Bearer realm=\"api\"");
  }

  static RejectedTokenException invalid(String message) {
    return new RejectedTokenException(message, "Bearer error=\"invalid_token\"");
  }

  /** The value of the field {@code www-authenticate}. */
  public String challenge() {
    return challenge;
  }
}
