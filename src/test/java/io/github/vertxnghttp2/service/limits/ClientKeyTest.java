package io.github.vertxnghttp2.service.limits;

import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClientKeyTest {

  private static String key(String address) throws UnknownHostException {
    return ClientKey.ofAddress(SocketAddress.inetSocketAddress(new InetSocketAddress(InetAddress.getByName(address),
      1234)));
  }

  @Test
  void an_ipv4_address_is_a_client() throws UnknownHostException {
    assertEquals("192.0.2.1", key("192.0.2.1"));
    assertNotEquals(key("192.0.2.1"), key("192.0.2.2"));
  }

  @Test
  void all_addresses_of_an_ipv6_network_of_64_bits_are_one_client() throws UnknownHostException {
    assertEquals(key("2001:db8:0:1::1"), key("2001:db8:0:1:ffff:ffff:ffff:ffff"));
    assertNotEquals(key("2001:db8:0:1::1"), key("2001:db8:0:2::1"));
  }

  @Test
  void an_ipv4_address_inside_of_an_ipv6_address_is_that_ipv4_address() {
    assertEquals("192.0.2.1", ClientKey.ofAddress(SocketAddress.inetSocketAddress(1, "::ffff:192.0.2.1")));
  }

  @Test
  void the_clients_of_a_unix_domain_socket_are_one() {
    assertEquals("unix", ClientKey.ofAddress(SocketAddress.domainSocketAddress("/run/s")));
  }

  @Test
  void values_of_different_kinds_are_different_clients_and_long_values_become_short() {
    assertNotEquals(ClientKey.of('h', "a"), ClientKey.of('t', "a"));
    String longOne = "x".repeat(100_000);
    assertTrue(ClientKey.of('h', longOne).length() < 100);
    assertNotEquals(ClientKey.of('h', longOne), ClientKey.of('h', longOne + "y"));
  }
}
