package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.Report;
import io.github.vertxnghttp2.doctor.TextReport;
import io.github.vertxnghttp2.doctor.TextReport.Color;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Target;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.frame.SettingsFrame;
import io.github.vertxnghttp2.frame.SettingsFrame.Setting;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The sample of a report in the guide is what the command would print. */
class SampleReportTest {
  private static final Path CHAPTER = Path.of(System.getProperty("project.basedir", "."),
    "src/main/asciidoc/doctor.adoc");
  private static final Duration ROUND_TRIP = Duration.ofMillis(48);

  private static Report report() {
    SettingsJudge settings = new SettingsJudge(new SettingsFrame(0, List.of(
      new Setting(SettingId.MAX_CONCURRENT_STREAMS, 32), new Setting(SettingId.MAX_HEADER_LIST_SIZE, 16_384))),
      SettingsJudge.INITIAL_WINDOW, ROUND_TRIP);
    List<Finding> findings = new ArrayList<>(List.of(
      Finding.of("dns", Verdict.OK, "shop.example is 192.0.2.7, 2001:db8:0:0:0:0:0:7 (3.10 ms)"),
      Finding.of("tcp", Verdict.OK, "192.0.2.7 port 443 accepted in 48 ms"),
      TcpConnections.failed(Finding.of("tcp", Verdict.PROBLEM, "2001:db8:0:0:0:0:0:7 port 443: Connection refused"),
        true),
      Finding.of("tls", Verdict.OK, "TLSv1.3, TLS_AES_256_GCM_SHA384 (handshake with TCP 101 ms)"),
      Finding.of("tls.sni", Verdict.OK, "without a name in SNI the certificate is the same"),
      Finding.of("certificate.name", Verdict.OK, "it is for shop.example, *.shop.example"),
      Finding.of("certificate.expiry", Verdict.OK, "it expires on 2027-03-01, in 91 days"),
      Finding.of("certificate.trust", Verdict.OK, "it is trusted by this JVM, with 2 certificates sent"),
      Finding.of("alpn", Verdict.OK, "the server chose h2"),
      Finding.of("preface", Verdict.OK, "SETTINGS came 49 ms after the socket was open, ours were acknowledged")));
    findings.addAll(settings.settings());
    findings.add(settings.upload());
    findings.add(Finding.of("round-trip", Verdict.OK, "at least 48 ms, median 49 ms of 5 PINGs"));
    findings.add(Finding.of("ping-policy", Verdict.OK, "5 PINGs in a row without complaint"));
    findings.add(StatusJudge.judge("request", HttpMethod.GET, 200, "head after 55 ms, 6,000,000 bytes after 560 ms",
      false));
    findings.add(ThroughputJudge.judge(6_000_000, Duration.ofMillis(505), ROUND_TRIP));
    findings.add(StatusJudge.head(200, 200, new MeasuredBody(0, 0, MeasuredBody.End.COMPLETE)));
    findings.add(StatusJudge.options(405));
    findings.add(Finding.skipped("http1", "the time of 30 s is over"));
    findings.add(Finding.skipped("extensions", "the time of 30 s is over"));
    return new Report(Target.of("https://shop.example/catalogue?user=7"), Instant.parse("2026-11-30T03:00:00.125Z"),
      Duration.ofMillis(30_100), findings);
  }

  private static String block(String id) throws IOException {
    Matcher block = Pattern.compile("\\[#" + id + "]\n(?:\\.[^\n]*\n)?\\.\\.\\.\\.\n(.*?)\\.\\.\\.\\.\n",
      Pattern.DOTALL).matcher(Files.readString(CHAPTER));
    assertTrue(block.find(), "no block " + id);
    return block.group(1);
  }

  @Test
  void the_sample_of_the_guide_is_a_report() throws IOException {
    assertEquals(block("doctor-sample"), TextReport.of(report(), Color.OFF));
  }

  @Test
  void the_JSON_of_the_guide_has_the_keys_of_a_report() throws IOException {
    JsonObject told = new JsonObject(block("doctor-json"));
    JsonObject real = report().toJson();
    assertEquals(real.fieldNames(), told.fieldNames());
    JsonObject finding = told.getJsonArray("findings").getJsonObject(0);
    JsonObject same = real.getJsonArray("findings").stream().map(JsonObject.class::cast)
      .filter(each -> each.getString("check").equals(finding.getString("check"))).findFirst().orElseThrow();
    assertEquals(same, finding);
    told.remove("findings");
    real.remove("findings");
    assertEquals(real, told);
  }
}
