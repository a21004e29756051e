package io.github.vertxnghttp2.binding;

/**
 * The JNI library or libnghttp2 could not be loaded, or the JNI library that was found is of another build. The
 * message names each place that was tried, why the library could not be loaded from there, and what to install or
 * set.
 */
public class NativeLibraryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * @param message what is missing, what to do about it, and where it was looked for
   */
  public NativeLibraryException(String message) {
    super(message);
  }
}
