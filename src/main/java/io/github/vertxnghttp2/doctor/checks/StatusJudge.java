package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.vertx.core.http.HttpMethod;

/** What the status of a response means for the server, RFC 9110 section 15. */
final class StatusJudge {
  private static final int MISDIRECTED = 421;

  private StatusJudge() {
  }

  /** @param broken whether the body ended too early */
  static Finding judge(String check, HttpMethod method, int status, String rest, boolean broken) {
    String found = method + " status " + status + ", " + rest;
    Finding finding;
    if (broken) {
      finding = Finding.of(check, Verdict.PROBLEM, found)
        .advising("Look into the log of the server for this request: its response did not end.");
    } else if (status >= 500) {
      finding = Finding.of(check, Verdict.WARNING, found).advising("Look into the log of the server.");
    } else if (status == MISDIRECTED) {
      finding = Finding.of(check, Verdict.WARNING, found)
        .advising("The server has no such host. Check the name in the URL, and the hosts of the server.");
    } else if (status >= 400) {
      finding = Finding.of(check, Verdict.NOTE, found)
        .advising("Try a path that exists; --header adds a field that the server may need.");
    } else if (status >= 300) {
      finding = Finding.of(check, Verdict.NOTE, found).advising("Try the URL to which the server redirects.");
    } else {
      finding = Finding.of(check, Verdict.OK, found);
    }
    return finding.with("status", status);
  }

  /** @param get the status of the GET, or {@code null} */
  static Finding head(int status, Integer get, MeasuredBody body) {
    Finding finding = Finding.of("methods.HEAD", Verdict.OK, "HEAD status " + status);
    if (body.bytes() > 0 || body.end() == MeasuredBody.End.BROKEN) {
      // The library delivers no such body, but breaks off the stream.
      finding = Finding.of("methods.HEAD", Verdict.PROBLEM, "HEAD status " + status + ", then its stream failed")
        .advising("RFC 9110 section 9.3.2: the response to HEAD has no body, and ends with its head.");
    } else if (get != null && get != status) {
      finding = Finding.of("methods.HEAD", Verdict.NOTE, "HEAD status " + status + ", but GET status " + get)
        .advising("Health checks and caches use HEAD: let it have the status of GET.");
    }
    return finding.with("status", status);
  }

  static Finding options(int status) {
    Finding finding = Finding.of("methods.OPTIONS", status >= 500 && status != 501 ? Verdict.WARNING : Verdict.OK,
      "OPTIONS status " + status + (status >= 400 ? ": not supported here" : ""));
    return finding.with("status", status);
  }
}
