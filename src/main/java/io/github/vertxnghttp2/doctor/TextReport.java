package io.github.vertxnghttp2.doctor;

import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;

import java.util.ArrayList;
import java.util.List;

/** A report as lines of at most 100 columns: verdict, check, what was found, and below it what to change. */
public final class TextReport {
  /** Columns of a line. */
  public static final int WIDTH = 100;
  private static final int VERDICT_WIDTH = 9;
  private static final int CHECK_WIDTH = 13;
  private static final String INDENT = " ".repeat(VERDICT_WIDTH + CHECK_WIDTH);
  private static final String ESCAPE = "\u001b[";
  private static final String END_OF_COLOR = ESCAPE + "0m";

  /** Whether verdicts are coloured, by the sequences of ECMA-48. */
  public enum Color {
    ON, OFF
  }

  private final Color color;
  private final List<String> lines = new ArrayList<>();

  private TextReport(Color color) {
    this.color = color;
  }

  /** Returns the report, with a line feed after each line. */
  public static String of(Report report, Color color) {
    TextReport text = new TextReport(color);
    text.write(report);
    return String.join("\n", text.lines) + "\n";
  }

  private void write(Report report) {
    lines.addAll(wrapped("doctor " + report.target(), WIDTH));
    lines.add("");
    List<Finding> findings = report.findings();
    for (int i = 0; i < findings.size(); ) {
      i = findings.get(i).verdict() == Verdict.SKIPPED ? skipped(findings, i) : finding(findings, i);
    }
    lines.add("");
    lines.add(sum(report));
  }

  private int finding(List<Finding> findings, int i) {
    Finding finding = findings.get(i);
    boolean first = i == 0 || !findings.get(i - 1).group().equals(finding.group());
    row(finding.verdict(), first ? finding.group() : "", finding.found());
    if (finding.advice() != null) {
      wrapped(finding.advice(), WIDTH - INDENT.length() - 2).forEach(line -> lines.add(INDENT + "  " + line));
    }
    return i + 1;
  }

  /** Checks that were skipped in a row for the same reason take one row. */
  private int skipped(List<Finding> findings, int i) {
    List<String> names = new ArrayList<>();
    int next = i;
    for (; next < findings.size() && findings.get(next).verdict() == Verdict.SKIPPED
      && findings.get(next).found().equals(findings.get(i).found()); next++) {
      names.add(findings.get(next).group());
    }
    String others = names.size() == 1 ? "" : " (also: " + String.join(", ", names.subList(1, names.size())) + ")";
    row(Verdict.SKIPPED, names.get(0), findings.get(i).found() + others);
    return next;
  }

  private void row(Verdict verdict, String check, String found) {
    List<String> parts = wrapped(found, WIDTH - INDENT.length());
    lines.add(colored(verdict) + " ".repeat(VERDICT_WIDTH - verdict.name().length()) + check
      + " ".repeat(Math.max(1, CHECK_WIDTH - check.length())) + parts.get(0));
    parts.stream().skip(1).forEach(part -> lines.add(INDENT + part));
  }

  private String colored(Verdict verdict) {
    if (color == Color.OFF) {
      return verdict.name();
    }
    int code = switch (verdict) {
      case SKIPPED -> 90;
      case OK -> 32;
      case NOTE -> 36;
      case WARNING -> 33;
      case PROBLEM -> 31;
    };
    return ESCAPE + code + "m" + verdict.name() + END_OF_COLOR;
  }

  private static String sum(Report report) {
    return count(report, Verdict.PROBLEM, "problem") + ", " + count(report, Verdict.WARNING, "warning") + ", "
      + count(report, Verdict.NOTE, "note") + " in " + Words.seconds(report.took()) + "; exit code "
      + report.exitCode();
  }

  private static String count(Report report, Verdict verdict, String word) {
    long count = report.count(verdict);
    return count + " " + word + (count == 1 ? "" : "s");
  }

  /** Breaks a text between words, and a word that is too long anywhere. */
  private static List<String> wrapped(String text, int width) {
    List<String> rows = new ArrayList<>();
    StringBuilder row = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!row.isEmpty() && row.length() + 1 + word.length() > width) {
        rows.add(row.toString());
        row.setLength(0);
      }
      row.append(row.isEmpty() ? "" : " ").append(word);
      while (row.length() > width) {
        rows.add(row.substring(0, width));
        row.delete(0, width);
      }
    }
    rows.add(row.toString());
    return rows;
  }
}
