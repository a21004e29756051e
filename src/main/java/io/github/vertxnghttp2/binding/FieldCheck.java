package io.github.vertxnghttp2.binding;

/** Whether a field may be sent, RFC 9113 section 8.2: what the session would refuse later is refused here by name. */
public final class FieldCheck {
  private FieldCheck() {
  }

  /**
   * @return the name
   * @throws IllegalArgumentException if it is not a token, is a pseudo-header field, or belongs to HTTP/1.1 connections
   */
  public static String name(String name) {
    nameOctets(name);
    return name;
  }

  static byte[] nameOctets(String name) {
    byte[] octets = FieldText.name(name);
    if (octets[0] == ':') {
      throw new IllegalArgumentException("field " + name + " is a pseudo-header field; it has a method of its own");
    }
    if (FieldText.isConnectionSpecific(octets)) {
      throw new IllegalArgumentException("field " + name + " belongs to HTTP/1.1 connections and cannot be sent over HTTP/2"
        + " (RFC 9113 section 8.2.2)");
    }
    return octets;
  }

  /**
   * @return the value
   * @throws IllegalArgumentException if it has characters that HTTP does not allow
   */
  public static String value(String name, String value) {
    if (FieldText.knownValue(value) == null) {
      FieldText.check(value);
    }
    return value;
  }
}
