package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.checks.FaultyServer.Fault;
import io.github.vertxnghttp2.doctor.exam.Check;
import io.github.vertxnghttp2.doctor.exam.CheckFailedException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.Exam.HttpVersion;
import io.github.vertxnghttp2.doctor.exam.ExamOptions;
import io.github.vertxnghttp2.doctor.exam.ExamOptions.Trust;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Target;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Each check against servers that have the fault for which it looks. */
@Timeout(60)
class FaultsTest {
  /** Enough for what works. */
  private static final Duration LONG = Duration.ofSeconds(10);
  /** For what never comes. */
  private static final Duration SHORT = Duration.ofMillis(800);
  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void close() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private static Exam examine(Check check, Fault fault, Duration time) {
    try (FaultyServer server = new FaultyServer(fault)) {
      Exam exam = new Exam(VERTX, new ExamOptions(Target.of("http://127.0.0.1:" + server.port() + "/"), null,
        HttpMethod.GET, List.of(), Trust.VERIFIED, null, time), Clock.systemUTC());
      exam.address(InetAddress.getLoopbackAddress());
      exam.roundTrip(Duration.ofMillis(1));
      exam.version(HttpVersion.HTTP_2);
      exam.beginCheck();
      check.run(exam);
      return exam;
    } catch (CheckFailedException e) {
      throw new AssertionError(e);
    }
  }

  private static Finding find(Exam exam, String check) {
    return exam.findings().stream().filter(finding -> finding.check().equals(check)).findFirst()
      .orElseThrow(() -> new AssertionError("no finding of " + check + ": " + exam.findings()));
  }

  private static void assertFinding(Check check, Fault fault, Duration time, String name, Verdict verdict,
                                    String part) {
    Finding finding = find(examine(check, fault, time), name);
    assertEquals(verdict, finding.verdict(), finding::toString);
    assertTrue(finding.found().contains(part), finding::toString);
    if (verdict.isWorseThan(Verdict.NOTE)) {
      assertTrue(finding.advice() != null || finding.found().contains("PINGs were"), finding::toString);
    }
  }

  @Test
  void a_server_without_faults_is_found_to_have_none() {
    for (Check check : List.of(new CleartextCheck(), new SettingsCheck(), new PingCheck(), new RequestCheck(),
      new ExtensionsCheck(), new ConnectionsCheck(), new GoAwayCheck())) {
      for (Finding finding : examine(check, Fault.NONE, LONG).findings()) {
        boolean expected = finding.check().equals("h2c.upgrade") || finding.check().equals("throughput");
        assertTrue(expected || finding.verdict() == Verdict.OK, finding::toString);
      }
    }
  }

  @Test
  void a_server_that_never_responds_takes_only_the_time_of_the_check() {
    long began = System.nanoTime();
    assertFinding(new CleartextCheck(), Fault.SILENT, SHORT, "h2c.prior-knowledge", Verdict.PROBLEM, "no SETTINGS");
    assertFinding(new SettingsCheck(), Fault.SILENT, SHORT, "preface", Verdict.PROBLEM, "within 0.8 s");
    assertTrue(System.nanoTime() - began < LONG.toNanos());
  }

  @Test
  void a_port_of_TLS_is_told_from_one_without() {
    Exam exam = examine(new CleartextCheck(), Fault.TLS_ALERT, LONG);
    assertEquals("Use https://.", find(exam, "h2c.prior-knowledge").advice());
    assertEquals("the port speaks TLS", exam.obstacle());
  }

  @Test
  void a_server_that_speaks_HTTP_1_only_is_told() {
    Exam exam = examine(new CleartextCheck(), Fault.HTTP_1_ONLY, LONG);
    assertTrue(find(exam, "h2c.prior-knowledge").found().contains("responded in HTTP/1"), exam.findings()::toString);
    assertEquals(HttpVersion.HTTP_1, exam.version());
  }

  @Test
  void SETTINGS_that_are_not_acknowledged_are_a_warning() {
    assertFinding(new SettingsCheck(), Fault.NO_SETTINGS_ACK, LONG, "preface", Verdict.WARNING, "not acknowledged");
  }

  @Test
  void PINGs_without_acknowledgement_are_a_problem() {
    assertFinding(new PingCheck(), Fault.NO_PING_ACK, SHORT, "round-trip", Verdict.PROBLEM, "no PING");
  }

  @Test
  void a_server_that_wants_fewer_PINGs_is_told() {
    assertFinding(new PingCheck(), Fault.FEW_PINGS, LONG, "ping-policy", Verdict.WARNING,
      "GOAWAY ENHANCE_YOUR_CALM after 2 PINGs, \"too_many_pings\"");
  }

  @Test
  void a_server_that_refuses_unknown_frames_breaks_a_rule() {
    assertFinding(new ExtensionsCheck(), Fault.REFUSES_UNKNOWN_FRAMES, LONG, "extensions", Verdict.PROBLEM, "closed");
  }

  @Test
  void a_server_that_stays_open_after_GOAWAY_is_told() {
    assertFinding(new GoAwayCheck(), Fault.STAYS_OPEN, LONG, "goaway", Verdict.NOTE, "did not close within");
  }

  @Test
  void a_server_of_one_connection_is_a_warning() {
    assertFinding(new ConnectionsCheck(), Fault.ONE_CONNECTION, LONG, "connections", Verdict.WARNING, "refused");
  }

  @Test
  void servers_behind_one_address_that_differ_are_told() {
    assertFinding(new ConnectionsCheck(), Fault.UNEQUAL_NODES, LONG, "connections", Verdict.NOTE, "different");
  }

  @Test
  void a_body_that_breaks_off_is_a_problem() {
    assertFinding(new RequestCheck(), Fault.BROKEN_BODY, LONG, "request", Verdict.PROBLEM, "broke off after 4 bytes");
  }

  @Test
  void a_body_without_end_is_read_for_a_while() {
    assertFinding(new RequestCheck(), Fault.ENDLESS_BODY, Duration.ofSeconds(2), "request", Verdict.OK,
      "5 bytes so far");
  }

  @Test
  void a_HEAD_with_a_body_breaks_a_rule() {
    assertFinding(new RequestCheck(), Fault.HEAD_BODY, LONG, "methods.HEAD", Verdict.PROBLEM, "its stream failed");
  }

  @Test
  void a_connection_that_is_open_without_replies_to_PINGs_has_not_ended() {
    assertFinding(new ConnectionsCheck(), Fault.NO_PING_ACK, SHORT, "connections", Verdict.WARNING,
      "the first one did not reply to a PING");
  }

  @Test
  void a_HEAD_whose_status_differs_is_told() {
    assertFinding(new RequestCheck(), Fault.NO_HEAD, LONG, "methods.HEAD", Verdict.NOTE, "405, but GET status 200");
  }
}
