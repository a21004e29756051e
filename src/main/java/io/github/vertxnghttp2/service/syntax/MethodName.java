package io.github.vertxnghttp2.service.syntax;

import java.util.Locale;
import java.util.Set;

/** The method of a request. Methods are case-sensitive, RFC 9110 section 9.1. */
public final class MethodName {
  /** RFC 9110 section 9.3, and RFC 5789. */
  private static final Set<String> STANDARD = Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST",
    "PUT", "TRACE");

  private MethodName() {
  }

  /**
   * @param path the name of the method in error messages
   * @return the method
   * @throws IllegalArgumentException if it is no token (RFC 9110 section 5.6.2), or a standard method in lower case,
   *   which no request has
   */
  public static String checked(String method, String path) {
    if (!method.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
      throw new IllegalArgumentException(path + " is \"" + method + "\"; it must be a method such as GET");
    }
    String upper = method.toUpperCase(Locale.ROOT);
    if (STANDARD.contains(upper) && !upper.equals(method)) {
      throw new IllegalArgumentException(path + " is \"" + method + "\"; methods are case-sensitive, it must be "
        + upper);
    }
    return method;
  }
}
