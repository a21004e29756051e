package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.service.syntax.Origin;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What {@code nghttp2:client} takes as its config. */
class ClientVerticleOptionsTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{'adress': 'x'}                              | unknown key adress; allowed are address, allow, defaults, deny, keepAlive",
    "{'address': ''}                              | address is \"\"; it must not be empty",
    "{'timeout': 0}                               | timeout is 0; it must be at least 1",
    "{'keepAlive': '1 s'}                         | keepAlive is \"1 s\"; it must be a whole number",
    "{'maxBodySize': -1}                          | maxBodySize is -1; it must be at least 0",
    "{'maxConnections': 0}                        | maxConnections is 0; it must be at least 1",
    "{'maxConnectionsPerOrigin': 0}               | maxConnectionsPerOrigin is 0; it must be at least 1",
    "{'defaults': {'port': 1}}                    | defaults.port is not allowed here: the URL of a request sets host, port",
    "{'defaults': {'refusedStreamRetries': -1}}   | defaults.refusedStreamRetries is -1; it must be at least 0",
    "{'defaults': {'maxInformationalResponses': -1}} | defaults.maxInformationalResponses is -1; it must be at least 0",
    "{'origins': []}                              | origins is []; it must be an object",
    "{'origins': {'http://h': 7}}                 | origins[\"http://h\"] is 7; it must be an object",
    "{'origins': {'http://h': {'x': 7}}}          | unknown key origins[\"http://h\"].x; allowed are",
    "{'origins': {'http://h': {'ssl': true}}}     | origins[\"http://h\"].ssl is not allowed here",
    "{'defaults': {'http2': {'maxBodySize': -1}}} | defaults.http2.maxBodySize is -1; it must be at least 0",
    "{'origins': {'http://h': {'http2': {'handshakeTimeout': 0}}}} | origins[\"http://h\"].http2.handshakeTimeout is 0",
    "{'origins': {'h': {}}}                       | origins[\"h\"] is \"h\"; it must begin with http:// or https://",
    "{'origins': {'http://h/p': {}}}              | origins[\"http://h/p\"]: an origin is scheme://host",
    "{'origins': {'http://h': {}, 'http://H:80': {}}} | origins[\"http://H:80\"] is given twice: it is http://h",
    "{'allow': 'public'}                          | allow is \"public\"; it must be an array of strings",
    "{'allow': ['public', 'internal']}            | allow[1] is \"internal\"; it must be an IP address or a range of them",
    "{'allow': ['10.0.0.0/33']}                   | allow[0] is \"10.0.0.0/33\"; it must be an address, / and from 0 to 32",
    "{'allow': ['10.0.0.1/8']}                    | allow[0] is \"10.0.0.1/8\"; it must be a range whose address has only",
    "{'allow': ['http://h/p']}                    | allow[0]: an origin is scheme://host",
    "{'deny': ['https://a.*.org']}                | deny[0] is \"https://a.*.org\"; its host may have * only as",
    "{'deny': ['256.0.0.0']}                      | deny[0] is \"256.0.0.0\"; it must be an IP address or a range",
    "{'streams': {'pingTimeout': 0}}              | streams.pingTimeout is 0; it must be"})
  void a_wrong_value_is_reported_with_its_path(String json, String words) {
    IllegalArgumentException failure = assertThrows(IllegalArgumentException.class,
      () -> new ClientVerticleOptions(new JsonObject(json.replace('\'', '"'))));
    assertTrue(failure.getMessage().startsWith(words), failure::getMessage);
  }

  @Test
  void options_survive_their_json_and_copies_are_deep() {
    ClientVerticleOptions options = new ClientVerticleOptions().setAddress("a").setKeepAlive(1).setTimeout(2)
      .setMaxBodySize(3)
      .setMaxConnections(4).setMaxConnectionsPerOrigin(5).setDefaults(new ClientOptions().setRefusedStreamRetries(6))
      .setOrigins(Map.of("HTTPS://API.example.org:443/", new ClientOptions().setTrustAll(true)))
      .setAllow(List.of("https://*.example.org", "10.0.0.0/8")).setDeny(List.of("::1"))
      .setStreams(new StreamOptions().setPingInterval(70));
    JsonObject json = options.toJson();
    assertEquals(json, new ClientVerticleOptions(json).toJson());
    ClientVerticleOptions copy = new ClientVerticleOptions(options);
    assertEquals(json, copy.toJson());
    assertNotSame(options.getDefaults(), copy.getDefaults());
    assertNotSame(options.getStreams(), copy.getStreams());
    assertEquals(Set.of("https://api.example.org"), options.getOrigins().keySet());
    copy.getOrigins().values().forEach(each -> each.setTrustAll(false));
    assertEquals(json, options.toJson());
  }

  @ParameterizedTest
  @CsvSource({"http://H/x?y, http://h, h:80", "https://h, https://h, h:443", "http://h:8080/, http://h:8080, h:8080",
    "https://[::1]:8443/, https://[::1]:8443, [::1]:8443", "https://me:pw@my_host:/x, https://my_host, my_host:443"})
  void an_origin_is_scheme_host_and_port_of_a_url(String url, String name, String dialled) {
    assertEquals(name + " " + dialled, Origin.of(url, null, "request").name() + " " + Origin.of(url, null, "request")
      .dialled());
    assertEquals(name + " [::2]:99", Origin.of(url, "[::2]:99", "request").name() + " " + Origin.of(url, "[::2]:99",
      "request").dialled());
  }

  @Test
  void the_options_of_a_proxy_are_read_as_Vertx_writes_them() {
    ProxyOptions proxy = new ProxyOptions().setHost("p").setPort(1).setUsername("u").setPassword("w")
      .setType(ProxyType.SOCKS5).setConnectTimeout(Duration.ofSeconds(3));
    JsonObject json = new JsonObject().put("defaults", new JsonObject().put("proxyOptions", proxy.toJson()));
    ProxyOptions read = new ClientVerticleOptions(json).getDefaults().getProxyOptions();
    assertEquals(proxy.toJson(), read.toJson());
    json.getJsonObject("defaults").getJsonObject("proxyOptions").put("connectTimeout", "3 s");
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new ClientVerticleOptions(json));
    assertEquals("defaults.proxyOptions.connectTimeout is \"3 s\"; it must be a whole number of milliseconds",
      e.getMessage());
  }
}
