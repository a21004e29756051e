package io.github.vertxnghttp2.frame;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * One field line.
 *
 * @param sensitive whether compressors must never index the value, RFC 7541 section 7.1.3
 */
public record Header(String name, String value, boolean sensitive) {
  private static final Set<String> SECRET = Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

  public Header {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
  }

  /** A field that is not sensitive. */
  public Header(String name, String value) {
    this(name, value, false);
  }

  /**
   * Whether fields of this name hold secrets: {@code authorization}, {@code proxy-authorization}, {@code cookie},
   * {@code set-cookie}. Other fields with secrets are marked as {@link #sensitive}.
   *
   * @param name in upper or lower case
   */
  public static boolean isSecret(String name) {
    return SECRET.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether the value is a secret: logs and recordings do not show it, unless they are asked to. */
  public boolean holdsSecret() {
    return sensitive || isSecret(name);
  }

  /** {@code name: value}; a sensitive value is not shown. */
  @Override
  public String toString() {
    return name + ": " + (sensitive ? "(sensitive)" : value);
  }
}
