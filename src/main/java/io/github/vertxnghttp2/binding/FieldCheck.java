package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.checks.FieldName;
import io.github.vertxnghttp2.binding.checks.FieldText;
import io.github.vertxnghttp2.binding.wire.EncodedField;

import java.util.List;

/** Checks whether a field may be sent, RFC 9113 section 8.2, and says why not. A session makes the same checks. */
public final class FieldCheck {
  private FieldCheck() {
  }

  /**
   * @return the name
   * @throws IllegalArgumentException if it is not a token, is a pseudo-header field, or belongs to HTTP/1.1 connections
   */
  public static String name(String name) {
    FieldName.of(name).checkOrdinary();
    return name;
  }

  /**
   * @return the value
   * @throws IllegalArgumentException if it has characters that HTTP does not allow
   */
  public static String value(String name, String value) {
    if (EncodedField.known(name, value) == null) {
      FieldText.check(name, value);
    }
    return value;
  }

  /**
   * The names, in lower case, of the fields that belong to HTTP/1.1 connections and cannot be sent over HTTP/2,
   * RFC 9113 section 8.2.2.
   */
  public static List<String> connectionSpecific() {
    return FieldName.connectionSpecific();
  }

  /**
   * Whether a field is one of {@link #connectionSpecific}.
   *
   * @param name in lower case
   */
  public static boolean isConnectionSpecific(String name) {
    return connectionSpecific().contains(name);
  }

  /** The text with unprintable characters escaped. */
  public static String printable(String text) {
    return FieldText.printable(text, Integer.MAX_VALUE);
  }

  /**
   * The text in quotation marks, with unprintable characters escaped so that it cannot forge a log line. A long one
   * is cut.
   */
  public static String quoted(String text) {
    return FieldText.quoted(text);
  }
}
