package io.github.vertxnghttp2.doctor;

import io.github.vertxnghttp2.doctor.checks.CleartextCheck;
import io.github.vertxnghttp2.doctor.checks.ConnectionsCheck;
import io.github.vertxnghttp2.doctor.checks.DnsCheck;
import io.github.vertxnghttp2.doctor.checks.ExtensionsCheck;
import io.github.vertxnghttp2.doctor.checks.GoAwayCheck;
import io.github.vertxnghttp2.doctor.checks.Http1Check;
import io.github.vertxnghttp2.doctor.checks.PingCheck;
import io.github.vertxnghttp2.doctor.checks.RequestCheck;
import io.github.vertxnghttp2.doctor.checks.SettingsCheck;
import io.github.vertxnghttp2.doctor.checks.TlsCheck;
import io.github.vertxnghttp2.doctor.exam.Check;
import io.github.vertxnghttp2.doctor.exam.CheckFailedException;
import io.github.vertxnghttp2.doctor.exam.CheckTimeoutException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.Exam.HttpVersion;
import io.github.vertxnghttp2.doctor.exam.ExamOptions;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Target;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;
import io.github.vertxnghttp2.doctor.probe.FrameProbe;
import io.vertx.core.Vertx;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries a server, one check after another. It does only what a person would try by hand: a few connections, requests
 * and PINGs, within a bounded time.
 */
public final class Doctor {

  /** What a check needs of the server. */
  private enum Need {
    NOTHING,
    /** HTTP/2 from the first byte on, because the check looks at frames. */
    FRAMES,
    HTTP_2
  }

  private record Step(Check check, Need need) {
  }

  private final Vertx vertx;
  private final Clock clock;

  /** @param clock by which certificates expire */
  public Doctor(Vertx vertx, Clock clock) {
    this.vertx = vertx;
    this.clock = clock;
  }

  private static List<Step> steps(Target target) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(new DnsCheck(), Need.NOTHING));
    steps.add(new Step(target.tls() ? new TlsCheck() : new CleartextCheck(), Need.NOTHING));
    steps.add(new Step(new SettingsCheck(), Need.FRAMES));
    steps.add(new Step(new PingCheck(), Need.FRAMES));
    steps.add(new Step(new RequestCheck(), Need.HTTP_2));
    steps.add(new Step(new Http1Check(), Need.NOTHING));
    steps.add(new Step(new ExtensionsCheck(), Need.FRAMES));
    steps.add(new Step(new ConnectionsCheck(), Need.FRAMES));
    steps.add(new Step(new GoAwayCheck(), Need.FRAMES));
    return steps;
  }

  /** The names of the checks of a URL in their order. */
  static List<String> names(Target target) {
    return steps(target).stream().flatMap(step -> step.check().names().stream()).toList();
  }

  /**
   * Runs all checks. Blocks, and so must not be called on an event loop.
   *
   * @throws RuntimeException if this machine cannot examine anything
   */
  public Report examine(ExamOptions options) {
    FrameProbe.checkLibrary();
    Instant started = clock.instant();
    long began = System.nanoTime();
    Exam exam = new Exam(vertx, options, clock);
    for (Step step : steps(options.target())) {
      String reason = reasonToSkip(exam, step.need());
      if (reason == null) {
        exam.beginCheck();
        run(exam, step.check());
        reason = exam.obstacle() != null ? exam.obstacle() : exam.isOver() ? timeIsOver(exam) : "not reached";
      }
      skipRest(exam, step.check(), reason);
    }
    return new Report(options.target(), started, Duration.ofNanos(System.nanoTime() - began), exam.findings());
  }

  private static void run(Exam exam, Check check) {
    try {
      check.run(exam);
    } catch (CheckFailedException | CheckTimeoutException e) {
      exam.add(Finding.of(check.names().get(0), Verdict.PROBLEM, e.getMessage())
        .advising("Look into the log of the server; a proxy or a firewall may be between."));
    }
  }

  /** Each check has a finding in each report. */
  private static void skipRest(Exam exam, Check check, String reason) {
    for (String name : check.names()) {
      if (exam.findings().stream().noneMatch(finding -> finding.group().equals(name))) {
        exam.add(Finding.skipped(name, reason));
      }
    }
  }

  private static String timeIsOver(Exam exam) {
    return "the time of " + Words.seconds(exam.options().totalTime()) + " is over";
  }

  private static String reasonToSkip(Exam exam, Need need) {
    if (exam.isOver()) {
      return timeIsOver(exam);
    } else if (exam.obstacle() != null) {
      return exam.obstacle();
    } else if (need != Need.NOTHING && (exam.version() == HttpVersion.HTTP_1
      || exam.version() == HttpVersion.UNKNOWN)) {
      return "there is no HTTP/2";
    } else if (need == Need.FRAMES && exam.version() == HttpVersion.HTTP_2_BY_UPGRADE) {
      return "this needs HTTP/2 with prior knowledge";
    }
    return null;
  }
}
