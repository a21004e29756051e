package io.github.vertxnghttp2.frame;

import java.util.Objects;

/**
 * One field line.
 *
 * @param sensitive whether compressors must never index the value, RFC 7541 section 7.1.3
 */
public record Header(String name, String value, boolean sensitive) {
  public Header {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
  }

  /** A field that is not sensitive. */
  public Header(String name, String value) {
    this(name, value, false);
  }

  /** {@code name: value}; a sensitive value is not shown. */
  @Override
  public String toString() {
    return name + ": " + (sensitive ? "(sensitive)" : value);
  }
}
