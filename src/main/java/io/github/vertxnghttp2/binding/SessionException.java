package io.github.vertxnghttp2.binding;

/** libnghttp2 refused a call, gave a session up, or cannot read a header block. */
public final class SessionException extends RuntimeException {
  private static final int BAD_CLIENT_MAGIC = -903;
  private static final int FLOODED = -904;

  private final int libraryError;

  SessionException(String what, int libraryError) {
    super(what + ": " + Nghttp2.strerror(libraryError) + " (" + libraryError + ")");
    this.libraryError = libraryError;
  }

  /** nghttp2's negative number, or one below -2000 of this binding. */
  public int libraryError() {
    return libraryError;
  }

  /** The peer did not begin with the connection preface, RFC 9113 section 3.4. */
  public boolean isBadPreface() {
    return libraryError == BAD_CLIENT_MAGIC;
  }

  /** The peer made the library queue more answers than it holds. */
  public boolean isFlooded() {
    return libraryError == FLOODED;
  }
}
