package io.github.vertxnghttp2.service;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ServerVerticleOptionsTest {

  private static ServerVerticleOptions parse(String json) {
    return new ServerVerticleOptions(new JsonObject(json.replace('\'', '"')));
  }

  private static String refusal(String json) {
    return assertThrows(IllegalArgumentException.class, () -> parse(json)).getMessage();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
    "{} | listeners must be an array of at least one object",
    "{'listeners': []} | listeners must be an array of at least one object",
    "{'listeners': {}} | listeners is {}; it must be an array of objects",
    "{'listeners': [7]} | listeners[0] is 7; it must be an object",
    "{'listeners': null} | listeners is null; it must be an array of objects",
    "{'listeners': [{}, {'http2': {'maxHeaderFields': 'x'}}]} | listeners[1].http2.maxHeaderFields is \"x\"; it must be a whole number",
    "{'listeners': [{'http2': {'maxHeaderFields': 1}}]} | listeners[0].http2.maxHeaderFields is 1; it must be at least 4",
    "{'listeners': [{'http2': {'maxBodySize': -1}}]} | listeners[0].http2.maxBodySize is -1; it must be at least 0",
    "{'listeners': [{'http2': {'settings': {'maxFrameSize': true}}}]} | listeners[0].http2.settings.maxFrameSize is true; it must be a whole",
    "{'listeners': [{'port': 70000}]} | listeners[0].port must be <= 65535",
    "{'listeners': [{'port': 3000000000}]} | listeners[0].port is 3000000000; it must be a whole number of at most 2147483647",
    "{'listeners': [{'pemKeyCertOptions': {'certPth': 'x'}}]} | unknown key listeners[0].pemKeyCertOptions.certPth; allowed are certPath",
    "{'listeners': [{'pemTrustOptions': {'certPaths': [1]}}]} | listeners[0].pemTrustOptions.certPaths[0] is 1; it must be a string",
    "{'listeners': [{'path': ''}]} | listeners[0].path is \"\"; it must be that of a file",
    "{'listeners': [{'path': '/a', 'port': 80}]} | listeners[0].path is \"/a\", and port is 80; a server listens on a unix domain",
    "{'listeners': [{}, {'path': '/a', 'host': '::1'}]} | listeners[1].path is \"/a\", and host is ::1; a server listens on a",
    "{'listeners': [{}], 'instances': 2} | unknown key instances; allowed are controlAddress, controlAllow, controlReadAddress, listeners, routes, streams",
    "{'listeners': [{}], 'controlAddress': ''} | controlAddress is \"\"; it must not be empty",
    "{'listeners': [{}], 'controlReadAddress': ''} | controlReadAddress is \"\"; it must not be empty",
    "{'listeners': [{}], 'controlReadAddress': 'nghttp2.server.routes'} | controlReadAddress is \"nghttp2.server.routes\", as is",
    "{'listeners': [{}], 'controlAllow': 'a'} | controlAllow is \"a\"; it must be an array of strings",
    "{'listeners': [{}], 'controlAllow': ['a', '']} | controlAllow[1] is \"\"; it must be an address, or the beginning of",
    "{'listeners': [{}], 'controlAllow': ['*.a']} | controlAllow[0] is \"*.a\"; it must be an address, or the beginning of",
    "{'listeners': [{}], 'streams': {'initialCredit': -1}} | streams.initialCredit is -1; it must be from",
    "{'listeners': [{}], 'streams': {'credit': 1}} | unknown key streams.credit; allowed are initialCredit",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a'}, {'path': '/b', 'address': 'b', 'timeout': 'x'}]} "
      + "| routes[1].timeout is \"x\"; it must be a whole number",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'timeout': 0}]} | routes[0].timeout is 0; it must be at least 1",
    "{'listeners': [{}], 'routes': [{'path': 'a', 'address': 'a'}]} | routes[0].path is \"a\"; it must begin with /",
    "{'listeners': [{}], 'routes': [{'address': 'a'}]} | routes[0].path is missing; it selects",
    "{'listeners': [{}], 'routes': [{'path': '/a'}]} | routes[0].address is missing; it is where",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': ''}]} | routes[0].address is \"\"; it must not be empty",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'host': 'a:80'}]} | routes[0].host is \"a:80\"; it must be a name",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'mode': 'UNARY'}]} "
      + "| routes[0].mode is \"UNARY\"; it must be one of unary, stream",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'form': 1}]} | routes[0].form is 1; it must be one of buffer, json",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'method': ['GET', 1]}]} | routes[0].method[1] is 1; it must be a string",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'method': []}]} | routes[0].method is []; it must have at least one",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'method': 'G T'}]} | routes[0].method is \"G T\"; it must be a method",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'method': 'get'}]} "
      + "| routes[0].method is \"get\"; methods are case-sensitive, it must be GET",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'method': ['PUT', 'Post']}]} "
      + "| routes[0].method[1] is \"Post\"; methods are case-sensitive, it must be POST",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a'}, {'path': '/x/{id}', 'address': 'a'}]} "
      + "| routes[1].path is \"/x/{id}\"; it must have no braces: a parameter is a segment such as :id",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'method': 1}]} | or a string",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'maxBodySize': -1}]} | routes[0].maxBodySize is -1; a unary route",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a'}, {'path': '/a', 'address': 'b'}]} "
      + "| routes[1].id is \"/a\", as is that of routes[0]"
  })
  void a_wrong_value_is_reported_with_its_path(String json, String said) {
    String refusal = refusal(json).replace("a string or an array of strings", "an array of strings or a string");
    assertTrue(refusal.contains(said), refusal);
  }

  @Test
  void everything_goes_into_json_and_back() {
    ServerVerticleOptions options = parse(
      "{'listeners': [{'port': 1, 'http2': {'maxHeaderFields': 7}}, {'path': '/s'}], 'controlAddress': 'c', 'controlReadAddress': 'r', 'controlAllow': ['a', 'b.*'],"
        + "'routes': [{'id': 'i', 'method': ['GET', 'PUT'], 'host': '*.h', 'path': '/:x', 'address': 'a', 'mode': 'stream',"
        + "'form': 'json', 'timeout': 1, 'maxBodySize': 2, 'concurrency': 3, 'queue': 4, 'retryAfter': 5, 'resend': false}],"
        + "'streams': {'initialCredit': 1024}}");
    JsonObject json = options.toJson();
    assertEquals(json, new ServerVerticleOptions(json).toJson());
    assertEquals(json, new ServerVerticleOptions(options).toJson());
    assertEquals(new JsonObject(
      "{'id': 'i', 'method': ['GET', 'PUT'], 'host': '*.h', 'path': '/:x', 'address': 'a', 'mode': 'stream',"
        .replace('\'', '"')
        + "\"form\": \"json\", \"timeout\": 1, \"maxBodySize\": 2, \"concurrency\": 3, \"queue\": 4, \"retryAfter\": 5, \"resend\": false}"),
      json.getJsonArray("routes").getJsonObject(0));
    assertEquals("7 1024 c", options.getListeners().get(0).getHttp2().getMaxHeaderFields() + " "
      + options.getStreams().getInitialCredit() + " " + options.getControlAddress());
  }

  @Test
  void the_default_id_consists_of_the_options_that_are_set() {
    RouteOptions route = new RouteOptions().setPath("/a").setAddress("a");
    assertEquals("/a", route.getId());
    assertEquals("GET,PUT h /a", route.setHost("h").setMethod(List.of("GET", "PUT")).getId());
  }

  @Test
  void the_limit_of_a_body_depends_on_the_mode_unless_it_is_set() {
    RouteOptions route = new RouteOptions();
    assertEquals(1 << 20, route.getMaxBodySize());
    assertEquals(-1, route.setMode(RouteMode.STREAM).getMaxBodySize());
    assertEquals(5, route.setMaxBodySize(5).getMaxBodySize());
  }

  @Test
  void a_config_may_name_its_schema_for_editors() {
    assertEquals(1, parse("{'$schema': 'x', 'listeners': [{}]}").getListeners().size());
    assertEquals("unknown key listeners[0].$schema", refusal("{'listeners': [{'$schema': 'x'}]}").split(";")[0]);
  }
}
