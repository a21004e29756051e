package io.github.vertxnghttp2.impl.fields;

import io.github.vertxnghttp2.frame.HeaderList;

import java.util.List;

/**
 * Joins cookie fields, RFC 9113 section 8.2.3. Browsers send each cookie in a separate field, because HPACK then
 * compresses the cookies better.
 */
final class CookieCrumbs {
  private static final String NAME = "cookie";
  private static final String SEPARATOR = "; ";

  private CookieCrumbs() {
  }

  static boolean isName(String name) {
    return NAME.equalsIgnoreCase(name);
  }

  /** The joined value of all cookie fields, or {@code null} if there is none. */
  static String joined(HeaderList fields) {
    List<String> crumbs = fields.getAll(NAME);
    return crumbs.isEmpty() ? null : String.join(SEPARATOR, crumbs);
  }

  /**
   * Replaces several cookie fields by one at the position of the first. The new field is sensitive if any of the old
   * ones is.
   */
  static void join(HeaderList fields) {
    List<String> crumbs = fields.getAll(NAME);
    if (crumbs.size() < 2) {
      return;
    }
    boolean sensitive = false;
    for (int i = 0; i < fields.size(); i++) {
      sensitive |= isName(fields.name(i)) && fields.isSensitive(i);
    }
    fields.set(NAME, String.join(SEPARATOR, crumbs), sensitive);
  }
}
