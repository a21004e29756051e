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
    return DEFAULT.with(fieldValue);
  }

  /**
   * This priority with the members that a field value has: a server's priority field changes that of the client, RFC
   * 9218 section 8. A member that is missing, out of range or of another type stays as it is, and so does all if the
   * whole value is malformed.
   */
  public Priority with(String fieldValue) {
    Priority read = new PriorityParser(fieldValue, this).parse();
    return read == null ? this : read;
  }

  /** Whether a field value is a dictionary of RFC 8941, which may have any members or none. */
  public static boolean isWellFormed(String fieldValue) {
    return new PriorityParser(fieldValue, DEFAULT).parse() != null;
  }

  /** The shortest field value, such as {@code u=1, i}; empty for the default priority. */
  @Override
  public String toString() {
    String u = urgency == DEFAULT.urgency ? "" : "u=" + urgency;
    return u + (incremental ? u.isEmpty() ? "i" : ", i" : "");
  }
}
