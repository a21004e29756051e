package io.github.vertxnghttp2.http.fields;

import io.github.vertxnghttp2.frame.HeaderList;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

/** Heads of requests are what Vert.x's own parser makes of them. */
class RequestHeadReaderTest {
  private final RequestHeadReader reader = new RequestHeadReader();

  private static String shown(HttpRequestHeaders headers) {
    headers.sanitize();
    return headers.method() + " " + headers.scheme() + " " + headers.authority() + " " + headers.path() + " "
      + headers.entries().stream().map(Map.Entry::toString).toList();
  }

  private void same(String... namesAndValues) {
    HeaderList head = HeaderList.of(namesAndValues);
    HttpRequestHeaders vertx = new HttpRequestHeaders(new FieldMap(head.copy()));
    boolean valid = vertx.validate();
    HttpRequestHeaders ours = reader.read(head);
    assertEquals(valid ? shown(vertx) : null, ours == null ? null : shown(ours));
  }

  @Test
  void requests_are_read_as_vertx_reads_them() {
    same(":method", "GET", ":scheme", "https", ":authority", "a:8443", ":path", "/b?c", "age", "1");
    same(":path", "/", ":authority", "a", ":scheme", "http", ":method", "PURGE");
    same(":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/", "host", "a", "age", "1");
    same(":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/", "host", "b");
    same(":method", "GET", ":scheme", "https", ":path", "/", "host", "b");
    same(":method", "GET", ":scheme", "https", ":path", "/");
    same(":method", "CONNECT", ":authority", "a:1");
    same(":method", "CONNECT", ":scheme", "https", ":authority", "a:1", ":path", "/");
    same(":method", "GET", ":scheme", "https", ":authority", "a b", ":path", "/");
    same(":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/", "cookie", "a=1", "cookie", "b=2");
  }

  @Test
  void a_pseudo_header_field_of_an_extension_stays() {
    HttpRequestHeaders headers = reader.read(
      HeaderList.of(":method", "GET", ":protocol", "p", ":scheme", "https", ":authority", "a", ":path", "/"));
    assertEquals("p", headers.get(":protocol"));
    assertSame(HttpMethod.GET, headers.method());
  }

  @Test
  void the_authority_may_change_from_request_to_request() {
    for (String authority : List.of("a", "a", "b:1", "a")) {
      same(":method", "GET", ":scheme", "https", ":authority", authority, ":path", "/");
    }
    same(":method", "GET", ":scheme", "https", ":authority", "", ":path", "/");
  }
}
