package io.github.vertxnghttp2.http.fields;

import io.github.vertxnghttp2.binding.FieldCheck;
import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.handler.codec.Headers;

/** The fields of a message that Vert.x sends. */
public final class SentFields {

  private SentFields() {
  }

  /**
   * The fields without those of HTTP/1.1 connections, which applications set all the same, and without the spaces and
   * tabs around values, which are not part of them: RFC 9110 section 5.5. Pseudo-header fields stay as they are.
   */
  public static HeaderList of(Headers<CharSequence, CharSequence, ?> headers) {
    FieldMap fields = FieldMap.of(headers);
    for (String name : FieldCheck.connectionSpecific()) {
      fields.remove(name);
    }
    return trimmed(fields.list());
  }

  private static HeaderList trimmed(HeaderList fields) {
    int padded = 0;
    while (padded < fields.size() && !isPadded(fields, padded)) {
      padded++;
    }
    return padded == fields.size() ? fields : copyTrimmed(fields);
  }

  private static HeaderList copyTrimmed(HeaderList fields) {
    HeaderList trimmed = new HeaderList(fields.size());
    for (int i = 0; i < fields.size(); i++) {
      String value = fields.value(i);
      trimmed.add(fields.name(i), isPadded(fields, i) ? trim(value) : value, fields.isSensitive(i));
    }
    return trimmed;
  }

  private static String trim(String value) {
    int from = 0;
    int to = value.length();
    while (from < to && isBlank(value.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(value.charAt(to - 1))) {
      to--;
    }
    return value.substring(from, to);
  }

  private static boolean isPadded(HeaderList fields, int i) {
    String value = fields.value(i);
    return !value.isEmpty() && (isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1)))
      && !FieldMap.isPseudo(fields.name(i));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /**
   * Removes the status.
   *
   * @throws IllegalArgumentException if there is none, or if it is no number
   */
  public static int takeStatus(HeaderList fields) {
    for (int i = fields.size() - 1; i >= 0; i--) { // Vert.x sets it last
      if (fields.name(i).equals(FieldMap.STATUS)) {
        int status = Integer.parseInt(fields.value(i));
        fields.remove(i);
        return status;
      }
    }
    throw new IllegalArgumentException("the response has no status");
  }
}
