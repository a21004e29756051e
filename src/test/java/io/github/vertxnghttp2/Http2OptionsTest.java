package io.github.vertxnghttp2;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class Http2OptionsTest {

  @Test
  void json_keeps_settings_without_a_name() {
    Http2Options options = new Http2Options(new JsonObject(
      "{\"settings\": {\"extraSettings\": {\"33\": 4294967295}}}"));
    assertEquals(Map.of(33, 0xffffffffL), options.getSettings().getExtraSettings());
    assertEquals(250, options.getSettings().getMaxConcurrentStreams());
    assertEquals(Map.of(33, 0xffffffffL), new Http2Options(options.toJson()).getSettings().getExtraSettings());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{'maxHeaderField': 1}|unknown key maxHeaderField; allowed are ",
    "{'settings': {'extraSettings': {'33': 'x'}}}|settings.extraSettings[\"33\"] is \"x\"; it must be a whole number",
    "{'maxHeaderFields': 'x'}|maxHeaderFields is \"x\"; it must be a whole number",
    "{'settings': {'initialWindow': 1}}|unknown key settings.initialWindow; allowed are ",
    "{'settings': {'extraSettings': {'x': 1}}}|settings.extraSettings[\"x\"]: the key must be the id of a setting, up to",
    "{'settings': {'extraSettings': {'65536': 1}}}|settings.extraSettings[\"65536\"]: the key must be ",
    "{'settings': {'extraSettings': {'33': -1}}}|settings.extraSettings[\"33\"] is -1; it must be a whole number from",
    "{'limits': {'maxPing': 1}}|unknown key limits.maxPing; allowed are "})
  void a_wrong_key_or_value_in_json_is_reported_with_its_path(String json, String words) {
    String message = assertThrows(IllegalArgumentException.class,
      () -> new Http2Options(new JsonObject(json.replace('\'', '"')))).getMessage();
    assertTrue(message.startsWith(words), message);
  }

  @Test
  void json_of_limits_alone_is_checked() {
    IllegalArgumentException failure = assertThrows(IllegalArgumentException.class,
      () -> new Http2Limits(new JsonObject().put("maxPing", 1)));
    assertTrue(failure.getMessage().startsWith("unknown key maxPing; allowed are "), failure::getMessage);
  }
}
