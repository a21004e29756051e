package io.github.vertxnghttp2.service.syntax;

import java.util.Locale;

/**
 * What tells the clients of a rate limit apart.
 *
 * @param name of the claim, or of the field in lower case; {@code null} for others
 */
public record LimitBy(Source source, String name) {
  /** Where the server gets the value. */
  public enum Source {
    ADDRESS, CERTIFICATE, CLAIM, HEADER
  }

  private static final String CLAIM = "claim:";
  private static final String HEADER = "header:";
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"; // RFC 9110 section 5.6.2

  /** @throws IllegalArgumentException if the text is none of the four forms */
  public static LimitBy of(String text) {
    if (text.equals("address")) {
      return new LimitBy(Source.ADDRESS, null);
    }
    if (text.equals("certificate")) {
      return new LimitBy(Source.CERTIFICATE, null);
    }
    if (text.startsWith(CLAIM) && text.length() > CLAIM.length()) {
      return new LimitBy(Source.CLAIM, text.substring(CLAIM.length()));
    }
    if (text.startsWith(HEADER) && text.substring(HEADER.length()).matches(TOKEN)) {
      return new LimitBy(Source.HEADER, text.substring(HEADER.length()).toLowerCase(Locale.ROOT));
    }
    throw new IllegalArgumentException("by is \"" + text + "\"; it must be address, certificate, claim:NAME, or"
      + " header:NAME");
  }
}
