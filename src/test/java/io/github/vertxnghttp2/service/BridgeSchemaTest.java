package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.service.bridge.BridgeVerticleOptions;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The options of nghttp2:bridge, and their schema for editors. */
class BridgeSchemaTest {
  private static final Path CONF = Path.of(System.getProperty("project.basedir", "."), "conf/bridge.json");

  private final SchemaCheck check = SchemaCheck.of("bridge/bridge.schema.json");

  private static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }

  @Test
  void the_top_is_that_of_the_verticle() {
    check.assertTop(BridgeVerticleOptions.class, new BridgeVerticleOptions().toJson());
  }

  @Test
  void the_file_that_is_shipped_has_every_key_with_its_default() throws IOException {
    JsonObject config = new JsonObject(Files.readString(CONF));
    assertTrue(check.validate(config).getValid());
    BridgeVerticleOptions options = new BridgeVerticleOptions(config);
    assertEquals("127.0.0.1 7000 127.0.0.1 7001", options.getTcp().getHost() + " " + options.getTcp().getPort() + " "
      + options.getSockJs().getHost() + " " + options.getSockJs().getPort());
    JsonObject defaults = new BridgeVerticleOptions().toJson();
    for (String key : defaults.fieldNames()) {
      if (!key.endsWith("bound")) {
        assertEquals(defaults.getValue(key), config.getValue(key), key);
      }
    }
  }

  @Test
  void everything_goes_into_json_and_back() {
    BridgeVerticleOptions options = new BridgeVerticleOptions(json("{'tcp': {'port': 1, 'idleTimeout': 2}, 'sockJs': "
      + "{'port': 3}, 'sockJsPath': '/a/b', 'origins': ['https://a:1'], 'inbound': ['a'], 'outbound': ['b.*'],"
      + "'allowAnyClient': true, 'maxConnections': 4, 'maxMessageSize': 5000, 'maxHandlers': 6, 'maxQueuedBytes': 7000}"));
    assertEquals(options.toJson(), new BridgeVerticleOptions(options.toJson()).toJson());
    assertEquals(options.toJson(), new BridgeVerticleOptions(options).toJson());
    assertEquals("1 2 127.0.0.1", options.getTcp().getPort() + " " + options.getTcp().getIdleTimeout() + " "
      + options.getTcp().getHost());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
    "{'tcp': {}, 'inboud': []} | unknown key inboud; allowed are allowAnyClient, inbound",
    "{'tcp': {}, 'maxHandlers': 0} | maxHandlers is 0; it must be at least 1",
    "{'tcp': {}, 'maxMessageSize': 1} | maxMessageSize is 1; it must be at least 1024",
    "{'tcp': {}, 'inbound': ['a', '']} | inbound[1] is \"\"; it must be an address",
    "{'tcp': {}, 'outbound': ['*.a']} | outbound[0] is \"*.a\"; it must be an address",
    "{'tcp': {}, 'sockJsPath': 'x'} | sockJsPath is \"x\"; it must be a path such as /eventbus",
    "{'tcp': {}, 'origins': ['app']} | origins[0] is \"app\"; it must be the origin of pages"
  })
  void schema_and_options_reject_the_same(String config, String said) {
    assertRefused(config, said);
    assertFalse(check.validate(json(config)).getValid(), config);
  }

  private static void assertRefused(String config, String said) {
    String message = assertThrows(IllegalArgumentException.class, () -> new BridgeVerticleOptions(json(config)), config)
      .getMessage();
    assertTrue(message.contains(said), message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
    "{} | tcp and sockJs are missing",
    "{'tcp': {'prt': 1}} | unknown key tcp.prt; allowed are",
    "{'tcp': {'host': '0.0.0.0'}} | tcp.host is \"0.0.0.0\", which other hosts can reach",
    "{'tcp': {'host': '127.0.0.1.example.org'}} | tcp.host is \"127.0.0.1.example.org\", which other hosts can reach",
    "{'sockJs': {'host': 'example.org'}} | sockJs.host is \"example.org\", which other hosts can reach",
    "{'tcp': {'host': '10.0.0.1', 'ssl': true, 'clientAuth': 'REQUIRED'}} | pemTrustOptions",
    "{'tcp': {'host': '10.0.0.1', 'ssl': true, 'pemTrustOptions': {'certPaths': ['a']}}} | clientAuth REQUIRED",
    "{'tcp': {'host': '10.0.0.1', 'clientAuth': 'REQUIRED', 'pemTrustOptions': {'certPaths': ['a']}}} | must have ssl",
    "{'tcp': {}, 'outbound': ['nghttp2.node.x']} | outbound[0] is \"nghttp2.node.x\"; addresses that begin with",
    "{'tcp': {}, 'inbound': ['a', 'nghttp2.handler.x']} | inbound[1] is \"nghttp2.handler.x\"; addresses that begin with",
    "{'tcp': {}, 'outbound': ['nghttp2.node.*']} | outbound[0] is \"nghttp2.node.*\"; addresses that begin with",
    "{'tcp': {}, 'inbound': ['__vertx.reply.x']} | inbound[0] is \"__vertx.reply.x\"; addresses that begin with"
  })
  void a_config_that_is_not_safe_is_refused(String config, String said) {
    assertRefused(config, said);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
    "{'tcp': {'host': '10.0.0.1', 'ssl': true, 'clientAuth': 'REQUIRED', 'pemTrustOptions': {'certPaths': ['a']}}}",
    "{'tcp': {'host': '0.0.0.0'}, 'allowAnyClient': true}", "{'sockJs': {'host': '::1'}}", "{'tcp': {'host': '127.0.0.9'}}",
    "{'sockJs': {'host': 'localhost'}, 'inbound': ['*', 'nghttp2.server.routes'], 'outbound': ['nghttp2.client']}"
  })
  void what_is_safe_or_named_is_taken(String config) {
    assertTrue(check.validate(json(config)).getValid());
    new BridgeVerticleOptions(json(config));
  }
}
