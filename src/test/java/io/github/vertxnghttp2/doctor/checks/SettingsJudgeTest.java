package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.frame.SettingsFrame;
import io.github.vertxnghttp2.frame.SettingsFrame.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SettingsJudgeTest {

  private static SettingsJudge judge(long connectionWindow, long roundTripMillis, Setting... settings) {
    return new SettingsJudge(new SettingsFrame(0, List.of(settings)), connectionWindow,
      Duration.ofMillis(roundTripMillis));
  }

  private static Finding find(SettingsJudge judge, SettingId id) {
    return judge.settings().stream().filter(finding -> finding.check().equals("settings." + id)).findFirst()
      .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "MAX_CONCURRENT_STREAMS, 0, PROBLEM", "MAX_CONCURRENT_STREAMS, 99, WARNING", "MAX_CONCURRENT_STREAMS, 100, OK",
    "MAX_FRAME_SIZE, 16383, PROBLEM", "MAX_FRAME_SIZE, 16384, OK", "MAX_FRAME_SIZE, 16777215, NOTE",
    "MAX_FRAME_SIZE, 16777216, PROBLEM", "HEADER_TABLE_SIZE, 0, NOTE", "HEADER_TABLE_SIZE, 4096, OK",
    "HEADER_TABLE_SIZE, 1000000, NOTE", "MAX_HEADER_LIST_SIZE, 8191, WARNING", "MAX_HEADER_LIST_SIZE, 8192, OK",
    "ENABLE_PUSH, 1, PROBLEM", "ENABLE_CONNECT_PROTOCOL, 1, OK", "NO_RFC7540_PRIORITIES, 1, OK"
  })
  void each_value_is_judged(SettingId id, long value, Verdict verdict) {
    Finding finding = find(judge(65_535, 1, new Setting(id, value)), id);
    assertEquals(verdict, finding.verdict(), finding::toString);
    assertEquals(value, finding.values().getLong("value"));
  }

  @Test
  void what_is_not_set_has_its_initial_value() {
    assertEquals(Verdict.NOTE, find(judge(65_535, 1), SettingId.MAX_CONCURRENT_STREAMS).verdict());
    assertEquals("MAX_FRAME_SIZE 16,384 bytes", find(judge(65_535, 1), SettingId.MAX_FRAME_SIZE).found());
  }

  @Test
  void unknown_settings_are_told() {
    assertTrue(judge(65_535, 1, new Setting(0x1a1a, 7)).settings().stream()
      .anyMatch(finding -> finding.found().equals("0x1a1a 7: unknown, and so ignored")));
  }

  @ParameterizedTest
  @CsvSource({
    "65535, 65535, 48, WARNING, at most 1.4 MB/s at 48 ms", "65535, 65535, 1, OK, at most 65.5 MB/s at 1.00 ms",
    "1048576, 65535, 48, WARNING, 'connection 65,535'", "1048576, 1048576, 48, OK, at most 21.8 MB/s",
    "1000, 65535, 0, WARNING, 'stream 1,000'", "0, 65535, 1, NOTE, waits"
  })
  void windows_are_judged_by_the_round_trip(long stream, long connection, long millis, Verdict verdict, String part) {
    Finding finding = judge(connection, millis, new Setting(SettingId.INITIAL_WINDOW_SIZE, stream)).upload();
    assertEquals(verdict, finding.verdict(), finding::toString);
    assertTrue(finding.found().contains(part), finding::toString);
  }

  @Test
  void the_advice_names_the_window_that_is_small() {
    assertTrue(judge(65_535, 48).upload().advice().contains("SETTINGS_INITIAL_WINDOW_SIZE and the connection's"));
    assertTrue(judge(1 << 20, 48).upload().advice().startsWith("Raise SETTINGS_INITIAL_WINDOW_SIZE at"));
    assertTrue(judge(65_535, 48, new Setting(SettingId.INITIAL_WINDOW_SIZE, 1 << 20)).upload().advice()
      .startsWith("Raise the connection's window"));
  }
}
