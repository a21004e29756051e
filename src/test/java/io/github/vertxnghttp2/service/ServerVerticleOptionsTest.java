package io.github.vertxnghttp2.service;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Collections;
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
    "{} | the config is empty: -conf of the launcher names a file with it",
    "{'listeners': [{'port': 1}, {'port': 2, 'clientAuth': 'REQUIRED'}]} | listeners[1].clientAuth is \"REQUIRED\", but ssl is false",
    "{'listeners': [{'host': 'a', 'port': 1}, {'host': 'b', 'port': 1}, {'host': 'a', 'port': 1, 'ssl': true}]} "
      + "| listeners[2].port is 1, and host and port are those of listeners[0]; each listener must have its own",
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
    "{'listeners': [{}], 'instances': 2} | unknown key instances; allowed are controlAddress, controlAllow, controlReadAddress, health, listeners, routes, streams, tokens, verticles",
    "{'listeners': [{}], 'controlAddress': ''} | controlAddress is \"\"; it must not be empty",
    "{'listeners': [{}], 'health': true} | health is true; it must be an object",
    "{'listeners': [{}], 'health': {'paths': '/'}} | unknown key health.paths; allowed are checkTimeout, checks, drainDelay, handlers, host, path, readyPath, requireHandlers",
    "{'listeners': [{}], 'health': {'path': 'health'}} | health.path is \"health\"; it must begin with /, and have no query",
    "{'listeners': [{}], 'health': {'readyPath': '/r?x'}} | health.readyPath is \"/r?x\"; it must begin with /, and have no query",
    "{'listeners': [{}], 'health': {'path': '/ready'}} | health.readyPath is \"/ready\", as is path; they must differ",
    "{'listeners': [{}], 'health': {'host': 'a:80'}} | health.host is \"a:80\"; it must be a name or an address without a port",
    "{'listeners': [{}], 'health': {'handlers': ['a', '']}} | health.handlers[1] is \"\"; it must be an address",
    "{'listeners': [{}], 'health': {'checks': [1]}} | health.checks[0] is 1; it must be a string",
    "{'listeners': [{}], 'health': {'checkTimeout': 0}} | health.checkTimeout is 0; it must be from 1 to 600000",
    "{'listeners': [{}], 'health': {'drainDelay': 600001}} | health.drainDelay is 600001; it must be from 0 to 600000",
    "{'listeners': [{}], 'controlReadAddress': ''} | controlReadAddress is \"\"; it must not be empty",
    "{'listeners': [{}], 'controlReadAddress': 'nghttp2.server.routes'} | controlReadAddress is \"nghttp2.server.routes\", as is",
    "{'listeners': [{}], 'controlAllow': 'a'} | controlAllow is \"a\"; it must be an array of strings",
    "{'listeners': [{}], 'controlAllow': ['a', '']} | controlAllow[1] is \"\"; it must be an address, or the beginning of",
    "{'listeners': [{}], 'controlAllow': ['*.a']} | controlAllow[0] is \"*.a\"; it must be an address, or the beginning of",
    "{'listeners': [{}], 'streams': {'initialCredit': -1}} | streams.initialCredit is -1; it must be from",
    "{'listeners': [{}], 'streams': {'credit': 1}} | unknown key streams.credit; allowed are initialCredit",
    "{'listeners': [{}], 'verticles': ['a']} | verticles is [\"a\"]; it must be an object",
    "{'listeners': [{}], 'verticles': {'a': {'instances': 'x'}}} | verticles[\"a\"].instances is \"x\"; it must be a whole number",
    "{'listeners': [{}], 'verticles': {'a': {'instances': 0}}} | verticles[\"a\"].instances is 0; it must be at least 1",
    "{'listeners': [{}], 'verticles': {'a': {'classLoader': {}}}} | verticles[\"a\"].classLoader is not allowed here",
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
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'choice': {'sticky': 'x'}}]} "
      + "| unknown key routes[0].choice.sticky; allowed are ejectAfter, ejectFor, localFirst, resendPercent, stickyHeader, stickyParam",
    "{'listeners': [{}], 'routes': [{'path': '/:a', 'address': 'a', 'choice': {'stickyHeader': 'x', 'stickyParam': 'a'}}]} "
      + "| routes[0].choice.stickyParam is \"a\", and stickyHeader is \"x\"; only one of them can be set",
    "{'listeners': [{}], 'routes': [{'path': '/:a/:b', 'address': 'a', 'choice': {'stickyParam': 'c'}}]} "
      + "| routes[0].choice.stickyParam is \"c\"; it must be a parameter of the path /:a/:b, which has a, b",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'choice': {'stickyParam': 'c'}}]} "
      + "| routes[0].choice.stickyParam is \"c\"; it must be a parameter of the path /a, which has none",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'choice': {'stickyHeader': ':path'}}]} "
      + "| routes[0].choice.stickyHeader is \":path\"; it must be the name of a field",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'choice': {'ejectAfter': -1}}]} | routes[0].choice.ejectAfter is -1; it must be from 0",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'choice': {'ejectFor': 0}}]} | routes[0].choice.ejectFor is 0; it must be from 1",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'choice': {'resendPercent': 101}}]} "
      + "| routes[0].choice.resendPercent is 101; it must be from 0 to 100",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'maxBodySize': -1}]} | routes[0].maxBodySize is -1; a unary route",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'token': 'yes'}]} "
      + "| routes[0].token is \"yes\"; it must be one of none, optional, required",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a'}, {'path': '/b', 'address': 'a', 'token': 'optional'}]} "
      + "| routes[1].token is \"optional\", but tokens is missing; it has the keys",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'rateLimit': {}}]} | routes[0].rateLimit.requests is missing",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'rateLimit': {'requests': 0}}]} "
      + "| routes[0].rateLimit.requests is 0; it must be from 1 to 1000000",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'rateLimit': {'requests': 5, 'burst': 10001}}]} "
      + "| routes[0].rateLimit.burst is 10001; it must be at most 10000",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'rateLimit': {'requests': 5, 'by': 'ip'}}]} "
      + "| routes[0].rateLimit.by is \"ip\"; it must be address, certificate, claim:NAME, or header:NAME",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'rateLimit': {'requests': 5, 'by': 'header:a b'}}]} "
      + "| routes[0].rateLimit.by is \"header:a b\"; it must be",
    "{'listeners': [{}], 'routes': [{'path': '/a', 'address': 'a', 'rateLimit': {'requests': 5, 'by': 'claim:sub'}}]} "
      + "| routes[0].rateLimit.by is \"claim:sub\", but token is \"none\"; it must be \"optional\" or",
    "{'listeners': [{}], 'tokens': {}} | tokens: there is no key: set keyStore, pubSecKeys or jwks",
    "{'listeners': [{}], 'tokens': {'keys': []}} | unknown key tokens.keys; allowed are jwks, jwtOptions, keyStore,",
    "{'listeners': [{}], 'tokens': {'pubSecKeys': [{'algorithm': 'ES256'}]}} | tokens.pubSecKeys[0].buffer must be a string",
    "{'listeners': [{}], 'tokens': {'pubSecKeys': [{'algorithm': 'ES256', 'bufer': 'x'}]}} "
      + "| tokens.pubSecKeys[0].bufer is unknown; allowed are algorithm, buffer, id",
    "{'listeners': [{}], 'tokens': {'jwks': [{}]}} | tokens.jwks[0].kty must be a string, RFC 7517 section 4.1",
    "{'listeners': [{}], 'tokens': {'keyStore': {'path': 'x'}}} | tokens.keyStore.password must be a string",
    "{'listeners': [{}], 'tokens': {'jwks': [{'kty': 'x'}], 'jwtOptions': {'audience': 'x'}}} "
      + "| tokens.jwtOptions.audience must be an array of at least one string",
    "{'listeners': [{}], 'tokens': {'jwks': [{'kty': 'x'}], 'jwtOptions': {'ignoreExpiration': true}}} "
      + "| tokens.jwtOptions.ignoreExpiration is unknown; allowed are audience, issuer, leeway",
    "{'listeners': [{}], 'tokens': {'jwks': [{'kty': 'x'}], 'maxLength': 1}} | tokens.maxLength is 1; it must be from 64 to 1048576",
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
        + "'form': 'json', 'timeout': 1, 'maxBodySize': 2, 'concurrency': 3, 'queue': 4, 'retryAfter': 5, 'resend': false,"
        + "'choice': {'localFirst': false, 'stickyParam': 'x', 'ejectAfter': 6, 'ejectFor': 7, 'resendPercent': 8},"
        + "'token': 'optional', 'rateLimit': {'requests': 6, 'burst': 7, 'period': 8, 'by': 'claim:sub', 'maxClients': 9}}],"
        + "'streams': {'initialCredit': 1024}, 'health': {'path': '/h', 'readyPath': '/r', 'host': '*.h', 'requireHandlers': true,"
        + "'handlers': ['a'], 'checks': ['b'], 'checkTimeout': 6, 'drainDelay': 7},"
        + "'tokens': {'keyStore': {'path': 'p', 'password': 'w'}, 'pubSecKeys': [{'algorithm': 'a', 'buffer': 'b'}],"
        + "'jwks': [{'kty': 'x'}], 'jwtOptions': {'issuer': 'i', 'audience': ['a'], 'leeway': 1}, 'maxLength': 64, 'maxCached': 0}, 'verticles': {'a:b': {'instances': 2, 'config': {'c': 1}}}}");
    JsonObject json = options.toJson();
    assertEquals(json, new ServerVerticleOptions(json).toJson());
    assertEquals(json, new ServerVerticleOptions(options).toJson());
    assertEquals(new JsonObject(
      "{'id': 'i', 'method': ['GET', 'PUT'], 'host': '*.h', 'path': '/:x', 'address': 'a', 'mode': 'stream',"
        .replace('\'', '"')
        + "\"form\": \"json\", \"timeout\": 1, \"maxBodySize\": 2, \"concurrency\": 3, \"queue\": 4, \"retryAfter\": 5, \"resend\": false,"
        + "\"choice\": {\"localFirst\": false, \"stickyParam\": \"x\", \"ejectAfter\": 6, \"ejectFor\": 7, \"resendPercent\": 8},"
        + "\"token\": \"optional\", \"rateLimit\": {\"requests\": 6, \"burst\": 7, \"period\": 8, \"by\": \"claim:sub\", \"maxClients\": 9}}"),
      json.getJsonArray("routes").getJsonObject(0));
    assertEquals("7 1024 c", options.getListeners().get(0).getHttp2().getMaxHeaderFields() + " "
      + options.getStreams().getInitialCredit() + " " + options.getControlAddress());
  }

  @Test
  void health_has_each_value_that_was_given_and_a_limit_of_addresses() {
    JsonObject given = new JsonObject(("{'path': '/h', 'readyPath': '/r', 'requireHandlers': true, 'handlers': ['a'],"
      + "'checks': ['b'], 'checkTimeout': 6, 'drainDelay': 7, 'host': '*.h'}").replace('\'', '"'));
    assertEquals(given, new HealthOptions(given).toJson());
    assertEquals(given, new HealthOptions(new HealthOptions(given)).toJson());
    List<String> many = Collections.nCopies(101, "a");
    assertEquals("checks has 101 addresses; it must have at most 100", assertThrows(IllegalArgumentException.class,
      () -> new HealthOptions().setChecks(many)).getMessage());
  }

  @Test
  void a_wrong_value_among_keys_is_reported_without_the_value() {
    for (String tokens : List.of("'S3CRET'", "{'pubSecKeys': ['S3CRET']}", "{'jwks': 'S3CRET'}",
      "{'keyStore': 'S3CRET'}",
      "{'keyStore': {'path': 'p', 'password': ['S3CRET']}}", "{'pubSecKeys': [{'algorithm': 'A', 'buffer': ['S3CRET']}]}",
      "{'jwks': [{'kty': ['S3CRET']}]}")) {
      String refusal = refusal("{'listeners': [{}], 'tokens': " + tokens + "}");
      assertTrue(refusal.startsWith("tokens") && !refusal.contains("S3CRET"), refusal);
    }
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
