package io.github.vertxnghttp2.service.syntax;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The lists of origins and addresses that requests may, or must not, go to. */
class TargetListTest {

  private static TargetList list(String... entries) {
    return TargetList.of(List.of(entries), "allow");
  }

  private static InetAddress address(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255",
    "172.32.0.0", "192.167.1.1", "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888", "64:ff9b::101:101"})
  void addresses_of_the_internet_are_public(String literal) throws UnknownHostException {
    assertTrue(list("public").containsAddress(address(literal)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.1.2.3",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::1.1.1.1",
    "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1", "2001::1", "2001:db8::1",
    "2002:7f00:1::", "2002:101:101::", "3fff::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::101:101"})
  void addresses_of_networks_links_and_hosts_are_not_public(String literal) throws UnknownHostException {
    assertFalse(list("public").containsAddress(address(literal)));
  }

  @Test
  void an_ipv4_address_inside_of_an_ipv6_address_is_the_ipv4_address() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(address("10.1.2.3").getAddress(), 0, mapped, 12, 4);
    InetAddress inside = Inet6Address.getByAddress(null, mapped, -1);
    assertEquals(16, inside.getAddress().length);
    assertFalse(list("public").containsAddress(inside));
    assertTrue(list("10.0.0.0/8").containsAddress(inside));
    mapped[12] = 9;
    assertTrue(list("public").containsAddress(Inet6Address.getByAddress(null, mapped, -1)));
    assertTrue(list("10.0.0.0/8").containsAddress(address("64:ff9b::a01:203")));
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0/8, 10.255.0.1, 11.0.0.0", "10.0.0.1, 10.0.0.1, 10.0.0.2",
    "10.0.0.128/25, 10.0.0.129, 10.0.0.127",
    "0.0.0.0/0, 255.255.255.255, ::1", "::/0, ::1, 0.0.0.0", "fd00::/8, fd12::1, fc00::1", "::1, ::1, ::2",
    "2606:4700::/33, 2606:4700:7fff::, 2606:4700:8000::"})
  void a_range_contains_its_network(String range, String inside, String outside) throws UnknownHostException {
    assertTrue(list(range).containsAddress(address(inside)));
    assertFalse(list(range).containsAddress(address(outside)));
  }

  @ParameterizedTest
  @CsvSource({"https://api.example.org, https://api.example.org:443/x", "https://API.example.org, https://api.Example.org",
    "https://api.example.org, https://api.example.org./", "https://*.example.org, https://a.b.example.org",
    "http://h:8080, http://h:8080", "http://[::1], http://[0:0::0:1]", "http://*.h.:80, http://x.h"})
  void an_origin_is_scheme_host_and_port(String entry, String url) {
    assertTrue(contains(entry, url));
  }

  @ParameterizedTest
  @CsvSource({"https://api.example.org, http://api.example.org", "https://api.example.org, https://api.example.org:444",
    "https://api.example.org, https://xapi.example.org", "https://*.example.org, https://example.org",
    "https://*.example.org, https://xexample.org", "https://h, https://h@evil", "https://h, https://h.evil",
    "https://*.h, https://.h"})
  void another_origin_is_another(String entry, String url) {
    assertFalse(contains(entry, url));
  }

  private static boolean contains(String entry, String url) {
    Origin origin = Origin.of(url, null, "request");
    return list(entry).containsOrigin(origin.scheme(), origin.host(), origin.port());
  }

  @Test
  void a_list_knows_what_kinds_of_entries_it_has() {
    assertEquals("false false", list().hasOrigins() + " " + list().hasAddresses());
    assertEquals("true false", list("http://h").hasOrigins() + " " + list("http://h").hasAddresses());
    assertEquals("false true", list("::1").hasOrigins() + " " + list("public").hasAddresses());
  }
}
