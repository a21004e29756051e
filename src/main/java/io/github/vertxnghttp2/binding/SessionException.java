package io.github.vertxnghttp2.binding;

/** libnghttp2 refused a call, or gave a session up. */
public final class SessionException extends RuntimeException {
  private final int libraryError;

  SessionException(String what, int libraryError) {
    super(what + ": " + Nghttp2.strerror(libraryError) + " (" + libraryError + ")");
    this.libraryError = libraryError;
  }

  /** nghttp2's negative number, or one below -2000 of this binding. */
  public int libraryError() {
    return libraryError;
  }

  /** {@link #libraryError()} by name, or {@code null} if the number is unknown. */
  public LibraryError error() {
    return LibraryError.of(libraryError);
  }

  /** The peer did not begin with the connection preface, RFC 9113 section 3.4. */
  public boolean isBadPreface() {
    return libraryError == LibraryError.BAD_CLIENT_MAGIC.code();
  }

  /** The peer made the library queue more answers than it holds. */
  public boolean isFlooded() {
    return libraryError == LibraryError.FLOODED.code();
  }
}
