package io.github.vertxnghttp2.doctor;

import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Target;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What the doctor has found. */
public record Report(Target target, Instant started, Duration took, List<Finding> findings) {
  /** Raised when a key of the JSON form changes its meaning or goes; new keys do not raise it. */
  static final int FORMAT = 1;

  public Report {
    findings = List.copyOf(findings);
  }

  /** The worst verdict. */
  public Verdict verdict() {
    return findings.stream().map(Finding::verdict).reduce(Verdict.OK, (a, b) -> b.isWorseThan(a) ? b : a);
  }

  /** 0 if all is well, 1 with warnings, 2 with problems. */
  public int exitCode() {
    return switch (verdict()) {
      case SKIPPED, OK, NOTE -> 0;
      case WARNING -> 1;
      case PROBLEM -> 2;
    };
  }

  long count(Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  /** The JSON form, which the guide describes. */
  public JsonObject toJson() {
    JsonArray all = new JsonArray();
    findings.forEach(finding -> all.add(finding.toJson()));
    return new JsonObject().put("format", FORMAT).put("url", target.toString())
      .put("started", started.truncatedTo(ChronoUnit.MILLIS).toString()).put("took_ms", Words.inMillis(took))
      .put("verdict", verdict().name()).put("exitCode", exitCode()).put("findings", all);
  }
}
