package io.github.vertxnghttp2.doctor;

import io.github.vertxnghttp2.doctor.DoctorArguments.Output;
import io.github.vertxnghttp2.doctor.exam.ExamOptions;
import io.github.vertxnghttp2.doctor.exam.ExamOptions.Field;
import io.github.vertxnghttp2.doctor.exam.ExamOptions.Place;
import io.github.vertxnghttp2.doctor.exam.ExamOptions.Trust;
import io.github.vertxnghttp2.doctor.exam.Target;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DoctorArgumentsTest {

  private static DoctorArguments parse(String... args) {
    return DoctorArguments.parse(List.of(args));
  }

  @Test
  void options_stand_before_or_after_the_URL() {
    ExamOptions options = parse("--timeout", "0.5", "https://shop.example/cart?id=7", "--method=OPTIONS", "--insecure",
      "--header", "X-Name: a b", "--header=other:", "--connect-to", "[::1]:8443").options();
    assertEquals(new Target(true, "shop.example", 443, "/cart?id=7"), options.target());
    assertEquals(new Place("::1", 8443), options.place());
    assertEquals(List.of(new Field("x-name", "a b"), new Field("other", "")), options.headers());
    assertEquals(HttpMethod.OPTIONS, options.method());
    assertEquals(Trust.INSECURE, options.trust());
    assertEquals(Duration.ofMillis(500), options.checkTime());
    assertEquals(Duration.ofMillis(1500), options.totalTime());
  }

  @Test
  void the_defaults_are_those_of_the_usage() {
    ExamOptions options = parse("http://localhost").options();
    assertEquals(new Target(false, "localhost", 80, "/"), options.target());
    assertEquals(HttpMethod.GET, options.method());
    assertEquals(Duration.ofSeconds(30), options.totalTime());
    assertTrue(DoctorArguments.USAGE.contains("10 unless given"));
  }

  @Test
  void the_query_of_the_URL_is_not_shown() {
    assertEquals("https://[::1]:8443/a?…", Target.of("https://[::1]:8443/a?token=secret").toString());
  }

  @ParameterizedTest
  @CsvSource({
    "http://my_host:8080/a, my_host, 8080", "http://MY_host, MY_host, 80",
    "http://b\u00fccher.example:81, xn--bcher-kva.example, 81",
    "http://b\u00fccher.example/\u00e4?q, xn--bcher-kva.example, 80"
  })
  void a_host_may_have_underscores_or_letters_beyond_ASCII(String url, String host, int port) {
    assertEquals(host, Target.of(url).host());
    assertEquals(port, Target.of(url).port());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "''|the URL is missing", "ftp://a|must begin with https:// or http://", "https:///x|has no host",
    "https://u:secret@a|must not have a user", "https://a:70000|from 1 to 65535", "https://a https://b|only one URL",
    "https://a --what|no option --what", "https://a --timeout|needs a value", "https://a --timeout 0|from 0.1 to 600",
    "https://a --timeout x|from 0.1 to 600", "https://a --timeout 1e1000000000|from 0.1 to 600",
    "https://a --timeout 1e99999999|from 0.1 to 600", "https://u:secret@my_host|must not have a user",
    "https://my_host:0|from 1 to 65535", "https://my_host:secret|has no host",
    "https://my_host:99999999999|has no host",
    "https://a --header secret|it must be NAME:VALUE",
    "https://a --header host:secret|field host cannot be set", "https://a --header a:\u0007secret|is not allowed",
    "https://a --method CONNECT|not CONNECT", "https://a --method G,T|must be a method",
    "https://a --connect-to b|HOST:PORT", "https://a --connect-to b:1/secret|HOST:PORT",
    "https://a --ca /no/such/file|cannot be read", "https://a --json=yes|has no value"
  })
  void a_wrong_argument_is_told_without_secrets(String line, String part) {
    String[] args = Arrays.stream(line.split(" ")).filter(arg -> !arg.isEmpty()).toArray(String[]::new);
    String message = assertThrows(IllegalArgumentException.class, () -> parse(args)).getMessage();
    assertTrue(message.contains(part), message);
    assertFalse(message.contains("secret"), message);
  }

  @Test
  void the_usage_needs_no_URL_and_fits_100_columns() {
    assertEquals(Output.USAGE, parse("--help").output());
    DoctorArguments.USAGE.lines().forEach(line -> assertTrue(line.length() <= TextReport.WIDTH, line));
  }
}
