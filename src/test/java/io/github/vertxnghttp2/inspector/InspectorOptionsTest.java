package io.github.vertxnghttp2.inspector;

import io.github.vertxnghttp2.service.SchemaCheck;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The options of nghttp2:inspector, and their schema for editors. */
class InspectorOptionsTest {
  static final String TOKEN = "a-token-of-more-than-32-characters!";
  private static final Path CONF = Path.of(System.getProperty("project.basedir", "."), "conf/inspector.json");

  private final SchemaCheck check = SchemaCheck.of(InspectorOptions.class, "inspector.schema.json");

  private static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }

  @Test
  void the_top_is_that_of_the_verticle() {
    check.assertTop(InspectorOptions.class, new InspectorOptions().toJson());
  }

  @Test
  void the_file_that_is_shipped_has_the_defaults() throws IOException {
    JsonObject config = new JsonObject(Files.readString(CONF));
    assertTrue(check.validate(config).getValid());
    assertEquals(new InspectorOptions().toJson(), new InspectorOptions(config).toJson());
    config.remove("$schema");
    assertEquals(new InspectorOptions().toJson(), config);
  }

  @Test
  void everything_goes_into_json_and_back() {
    InspectorOptions options = new InspectorOptions().setHost("10.0.0.1").setPort(1).setToken(TOKEN)
      .setPemKeyCertOptions(new PemKeyCertOptions().addKeyPath("k").addCertPath("c")).setAllowCleartext(true)
      .setHostNames(List.of("a.example")).setInterval(200).setMaxViewers(3).setCluster(true).setRoutesAddress("routes");
    assertEquals(options.toJson(), new InspectorOptions(options.toJson()).toJson());
    assertEquals(options.toJson(), new InspectorOptions(options).toJson());
    assertTrue(check.validate(options.toJson()).getValid());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
    "{'prt': 1} | unknown key prt; allowed are allowCleartext, cluster",
    "{'port': 65536} | port is 65536; it must be 0 to 65535",
    "{'host': ' '} | host is \" \"; it must be the name or address of a host",
    "{'interval': 99} | interval is 99; it must be at least 100",
    "{'maxViewers': 0} | maxViewers is 0; it must be at least 1",
    "{'hostNames': ['a', 'B']} | hostNames[1] is \"B\"; it must be a name in lower case",
    "{'hostNames': ['a:80']} | hostNames[0] is \"a:80\"; it must be a name in lower case",
    "{'routesAddress': ''} | routesAddress is \"\"; it must be an address of the event bus",
    "{'token': 'short'} | token has 5 characters; it must have at least 32",
    "{'token': '0123456789 123456789 123456789 123456789'} | token has 40 characters; it must have at least 32"
  })
  void schema_and_options_reject_the_same(String config, String said) {
    String message = assertThrows(IllegalArgumentException.class, () -> new InspectorOptions(json(config)), config)
      .getMessage();
    assertTrue(message.contains(said), message);
    assertFalse(check.validate(json(config)).getValid(), config);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
    "{'host': '0.0.0.0'} | then token must be set",
    "{'host': '127.0.0.1.example.org'} | then token must be set",
    "{'host': 'localhost.example.org'} | then token must be set",
    "{'host': '10.0.0.1', 'allowCleartext': true} | then token must be set",
    "{'host': '::', 'token': 'TOKEN'} | then pemKeyCertOptions must have a certificate"
  })
  void who_could_look_from_another_host_needs_a_token_and_tls(String config, String said) {
    InspectorOptions options = new InspectorOptions(json(config.replace("TOKEN", TOKEN)));
    String message = assertThrows(IllegalArgumentException.class, options::checkAccess)
      .getMessage();
    assertTrue(message.contains(said), message);
    assertFalse(message.contains(TOKEN), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'host': 'localhost'}", "{'host': '::1'}", "{'host': '127.0.0.9'}",
    "{'host': '0.0.0.0', 'token': 'TOKEN', 'allowCleartext': true}",
    "{'host': '0.0.0.0', 'token': 'TOKEN', 'pemKeyCertOptions': {'keyPaths': ['k'], 'certPaths': ['c']}}"})
  void what_is_safe_is_taken(String config) {
    new InspectorOptions(json(config.replace("TOKEN", TOKEN))).checkAccess();
  }
}
