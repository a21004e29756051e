package io.github.vertxnghttp2.protocol.checks;

import io.github.vertxnghttp2.frame.HeaderList;

/** Checks which requests a server may promise to respond to, RFC 9113 section 8.4. */
public final class PromiseCheck {

  private PromiseCheck() {
  }

  /** What is wrong with a promised request, or {@code null}. */
  public static String problem(HeaderList head) {
    String problem = RequestHeadCheck.problem(head);
    if (problem != null) {
      return problem;
    }
    String method = head.get(":method");
    if (!"GET".equals(method) && !"HEAD".equals(method)) {
      return "its method is " + method + ", not one that is safe and cacheable";
    }
    String length = head.get("content-length");
    if (length != null && !length.equals("0")) {
      return "it has content (content-length " + length + ")";
    }
    return head.contains(":authority") ? null : "it has no :authority";
  }
}
