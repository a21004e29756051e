package io.github.vertxnghttp2.frame;

/**
 * A priority of RFC 9218: the Priority header field, and the field value of a PRIORITY_UPDATE frame.
 *
 * @param urgency 0 (first) to 7 (last); 3 unless told
 * @param incremental whether a part of the response is of use before the whole is there; false unless told
 */
public record Priority(int urgency, boolean incremental) {
  public static final Priority DEFAULT = new Priority(3, false);

  /** @throws IllegalArgumentException if the urgency is not from 0 to 7 */
  public Priority {
    if (urgency < 0 || urgency > 7) {
      throw new IllegalArgumentException("urgency is " + urgency + "; it must be from 0 to 7 (RFC 9218 section 4.1)");
    }
  }

  /**
   * Reads a field value (a dictionary of RFC 8941). What the value does not tell, tells wrongly or in another type has its
   * default, and so has everything if the value is malformed, as RFC 9218 section 4 wants.
   */
  public static Priority parse(String fieldValue) {
    return new PriorityParser(fieldValue).parse();
  }

  /** The shortest field value: {@code u=1, i}; empty for the default. */
  @Override
  public String toString() {
    String u = urgency == DEFAULT.urgency ? "" : "u=" + urgency;
    return u + (incremental ? u.isEmpty() ? "i" : ", i" : "");
  }
}
