package io.github.vertxnghttp2.binding;

/** libnghttp2 refused a call, cannot go on with a session, or cannot read a header block. */
public final class SessionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int libraryError;

  SessionException(String what, int libraryError) {
    super(what + ": " + Nghttp2.strerror(libraryError) + " (" + libraryError + ")");
    this.libraryError = libraryError;
  }

  /** See {@link LibraryError}; a number that it does not know stays as it is. */
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

  /** The peer exceeded a limit of the library, or one of {@link SessionOptions#setFrameLimit}. */
  public boolean isFlooded() {
    return libraryError == LibraryError.FLOODED.code() || libraryError == LibraryError.LIMIT_EXCEEDED.code()
      || libraryError == LibraryError.TOO_MANY_CONTINUATIONS.code();
  }
}
