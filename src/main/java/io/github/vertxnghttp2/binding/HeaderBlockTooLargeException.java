package io.github.vertxnghttp2.binding;

/** A header list is longer than {@link SessionOptions#setMaxSendHeaderBlockLength} allows to send. */
public final class HeaderBlockTooLargeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  HeaderBlockTooLargeException(int bytes, int maximum) {
    super("a header block of " + bytes + " bytes (names and values, and 12 for each field) cannot be sent: libnghttp2"
      + " sends " + maximum + " at most");
  }
}
