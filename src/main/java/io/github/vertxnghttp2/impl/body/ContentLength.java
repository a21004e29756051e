package io.github.vertxnghttp2.impl.body;

/** The texts of content-length. Those of short bodies are made once. */
public final class ContentLength {
  private static final int CACHED = 1024;
  /** Threads fill it without a lock: a text that is lost is made again. */
  private static final String[] TEXTS = new String[CACHED];

  private ContentLength() {
  }

  public static String text(int length) {
    if (length >= CACHED) {
      return Integer.toString(length);
    }
    String text = TEXTS[length];
    if (text == null) {
      text = Integer.toString(length);
      TEXTS[length] = text;
    }
    return text;
  }
}
