package io.github.vertxnghttp2.frame;

/**
 * A priority of RFC 9218: the Priority header field, and the field value of a PRIORITY_UPDATE frame.
 *
 * @param urgency 0 (first) to 7 (last); 3 by default
 * @param incremental whether the client can use parts of the response before it is complete; false by default
 */
public record Priority(int urgency, boolean incremental) {
  /** Urgency 3, not incremental. A message without a Priority field has this priority, RFC 9218 section 4. */
  public static final Priority DEFAULT = new Priority(3, false);

  /** @throws IllegalArgumentException if the urgency is not from 0 to 7 */
  public Priority {
    if (urgency < 0 || urgency > 7) {
      throw new IllegalArgumentException("urgency is " + urgency + "; it must be from 0 to 7 (RFC 9218 section 4.1)");
    }
  }

  /**
   * Reads a field value (a dictionary of RFC 8941). A member that is missing, out of range or of another type has its
   * default. If the whole value is malformed, both members have their defaults (RFC 9218 section 4).
   */
  public static Priority parse(String fieldValue) {
    return new PriorityParser(fieldValue).parse();
  }

  /** The shortest field value, such as {@code u=1, i}; empty for the default priority. */
  @Override
  public String toString() {
    String u = urgency == DEFAULT.urgency ? "" : "u=" + urgency;
    return u + (incremental ? u.isEmpty() ? "i" : ", i" : "");
  }
}
