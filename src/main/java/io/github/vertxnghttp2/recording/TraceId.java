package io.github.vertxnghttp2.recording;

import io.github.vertxnghttp2.frame.HeaderList;

/** The id of the trace that a request is part of. Read from the fields of its head, so that it costs nothing before. */
public final class TraceId {
  /** Characters of an id in {@code traceparent}. */
  private static final int LENGTH = 32;
  /** Where that id begins: after the version, two digits and a dash. */
  private static final int START = 3;

  private TraceId() {
  }

  /**
   * The id in the field {@code traceparent} (W3C Trace Context), {@code b3} or {@code x-b3-traceid} (Zipkin).
   *
   * @return hexadecimal digits in lower case; {@code null} if there is none
   */
  public static String of(HeaderList head) {
    String id = ofTraceparent(head.get("traceparent"));
    if (id == null) {
      id = ofB3(head.get("b3"));
    }
    return id == null ? ofB3(head.get("x-b3-traceid")) : id;
  }

  private static String ofTraceparent(String value) {
    if (value == null || value.length() <= START + LENGTH || value.charAt(START - 1) != '-'
      || value.charAt(START + LENGTH) != '-') {
      return null;
    }
    return checked(value.substring(START, START + LENGTH));
  }

  private static String ofB3(String value) {
    if (value == null) {
      return null;
    }
    int end = value.indexOf('-');
    String id = end < 0 ? value : value.substring(0, end);
    return id.length() == LENGTH || id.length() == LENGTH / 2 ? checked(id) : null;
  }

  private static String checked(String id) {
    boolean zero = true; // not a valid id
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return null;
      }
      zero &= c == '0';
    }
    return zero ? null : id;
  }
}
