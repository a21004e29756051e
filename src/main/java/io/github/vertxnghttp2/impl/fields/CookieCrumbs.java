package io.github.vertxnghttp2.impl.fields;

import io.github.vertxnghttp2.frame.HeaderList;

import java.util.List;

/** Browsers send each cookie in a field of its own, for HPACK's sake; to users they are one, RFC 9113 section 8.2.3. */
final class CookieCrumbs {
  private static final String NAME = "cookie";
  private static final String SEPARATOR = "; ";

  private CookieCrumbs() {
  }

  static boolean isName(String name) {
    return NAME.equalsIgnoreCase(name);
  }

  /** The value of all, or {@code null} if there is none. */
  static String joined(HeaderList fields) {
    List<String> crumbs = fields.getAll(NAME);
    return crumbs.isEmpty() ? null : String.join(SEPARATOR, crumbs);
  }

  /** Makes several one, where the first of them stands; it is sensitive if one of them is. */
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
