package io.github.vertxnghttp2.doctor;

import io.github.vertxnghttp2.doctor.TextReport.Color;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Target;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TextReportTest {

  private static Report report(Finding... findings) {
    return new Report(Target.of("https://localhost/"), Instant.EPOCH, Duration.ofSeconds(1), List.of(findings));
  }

  @Test
  void no_line_is_longer_than_100_columns() {
    String text = TextReport.of(report(Finding.of("request", Verdict.WARNING, "many words ".repeat(30))
      .advising("x".repeat(300)), Finding.of("alpn", Verdict.OK, "y".repeat(200))), Color.OFF);
    text.lines().forEach(line -> assertTrue(line.length() <= TextReport.WIDTH, line));
    assertTrue(text.lines().count() > 10, text);
  }

  @Test
  void checks_that_were_skipped_for_one_reason_take_one_row() {
    String text = TextReport.of(report(Finding.skipped("tls", "why"), Finding.skipped("alpn", "why"),
      Finding.skipped("http1", "other")), Color.OFF);
    assertTrue(text.contains("SKIPPED  tls          why (also: alpn)\nSKIPPED  http1        other\n"), text);
  }

  @Test
  void the_name_of_a_check_stands_at_its_first_row_only() {
    String text = TextReport.of(report(Finding.of("certificate.name", Verdict.OK, "a"), Finding.of("certificate.trust",
      Verdict.OK, "b")), Color.OFF);
    assertTrue(text.contains("OK       certificate  a\nOK                    b\n"), text);
  }

  @Test
  void colors_change_nothing_but_the_verdicts() {
    Report report = report(Stream.of(Verdict.values()).map(verdict -> Finding.of("a", verdict, "found"))
      .toArray(Finding[]::new));
    String colored = TextReport.of(report, Color.ON);
    assertEquals(TextReport.of(report, Color.OFF), colored.replaceAll("\u001b\\[\\d+m", ""));
    assertTrue(colored.contains("\u001b[31mPROBLEM\u001b[0m"), colored);
  }

  @ParameterizedTest
  @CsvSource({"SKIPPED, 0", "OK, 0", "NOTE, 0", "WARNING, 1", "PROBLEM, 2"})
  void the_exit_code_is_that_of_the_worst_verdict(Verdict worst, int exitCode) {
    assertEquals(exitCode, report(Finding.of("a", Verdict.OK, "x"), Finding.of("b", worst, "x"), Finding.skipped("c",
      "x")).exitCode());
  }
}
