package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.Nghttp2.Capability;
import io.github.vertxnghttp2.frame.Priority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class Nghttp2Test {

  @Test
  void the_version_is_available_as_text_and_as_a_number() {
    int number = Nghttp2.versionNumber();
    assertTrue(number >= 0x013400, Integer.toHexString(number));
    String[] parts = Nghttp2.version().split("[.-]");
    assertEquals(number,
      Integer.parseInt(parts[0]) << 16 | Integer.parseInt(parts[1]) << 8 | Integer.parseInt(parts[2]));
  }

  @Test
  void the_library_says_whether_it_is_bundled_and_from_which_file_or_source_it_comes() {
    Nghttp2.Library library = Nghttp2.library();
    if (library.bundled()) {
      assertTrue(library.version().startsWith(Nghttp2.version() + "-"), library.version());
      assertNull(library.file());
      assertEquals("bundled " + library.version(), library.toString());
    } else {
      assertEquals(Nghttp2.version(), library.version());
      assertTrue(Files.exists(Path.of(library.file())), library.file());
      assertEquals("system " + library.file() + ", " + library.version(), library.toString());
    }
  }

  @Test
  void names_and_values_of_fields_are_checked() {
    assertTrue(Nghttp2.checkHeaderName("x-one"));
    assertTrue(Nghttp2.checkHeaderName(":path"));
    for (String name : List.of("", ":", "X-One", "a b", "a:b", "a\r", "\u00e4", "\u20ac")) {
      assertFalse(Nghttp2.checkHeaderName(name), name);
    }
    for (String value : List.of("", "a b", "a\tb", "\u00e4")) {
      assertTrue(Nghttp2.checkHeaderValue(value), value);
    }
    for (String value : List.of(" a", "a\t", "a\nb", "a\rb", "a\0b", "\u20ac")) {
      assertFalse(Nghttp2.checkHeaderValue(value), value);
    }
  }

  @Test
  void methods_paths_and_authorities_are_checked() {
    assertTrue(Nghttp2.checkMethod("GET"));
    assertFalse(Nghttp2.checkMethod("GE T"));
    assertFalse(Nghttp2.checkMethod(""));
    assertTrue(Nghttp2.checkPath("/a%20b?c=d"));
    assertFalse(Nghttp2.checkPath("/a b"));
    assertTrue(Nghttp2.checkAuthority("user@example.com:8080"));
    assertTrue(Nghttp2.checkAuthority("[::1]:80"));
    assertFalse(Nghttp2.checkAuthority("a/b"));
    assertFalse(Nghttp2.checkAuthority("a b"));
  }

  @Test
  void errors_have_names_those_of_the_library_and_those_of_the_binding() {
    assertEquals("ENHANCE_YOUR_CALM", Nghttp2.http2Strerror(0xb));
    assertEquals("unknown", Nghttp2.http2Strerror(0x4242));
    assertEquals("Invalid argument", Nghttp2.strerror(-501));
    assertEquals("The header list exceeds its limit", Nghttp2.strerror(-2008));
    assertTrue(Nghttp2.isFatal(-901));
    assertFalse(Nghttp2.isFatal(-501));
  }

  @Test
  void numbers_of_errors_have_names_and_unknown_ones_stay_numbers() {
    for (LibraryError error : LibraryError.values()) {
      assertEquals(error, LibraryError.of(error.code()));
      boolean mark = error == LibraryError.FATAL; // errors from there on are fatal: it is none itself
      assertEquals(mark, Nghttp2.strerror(error.code()).startsWith("Unknown error"), error.name());
    }
    assertEquals("FLOODED", LibraryError.nameOf(-904));
    assertEquals("-4242", LibraryError.nameOf(-4242));
    assertNull(LibraryError.of(0));
  }

  @Test
  void a_protocol_is_chosen_by_alpn() {
    assertEquals("h2", Nghttp2.selectAlpn(List.of("spdy/3", "http/1.1", "h2")));
    assertEquals("http/1.1", Nghttp2.selectAlpn(List.of("http/1.1", "h2c")));
    assertNull(Nghttp2.selectAlpn(List.of("h3")));
    assertNull(Nghttp2.selectAlpn(List.of()));
    assertThrows(IllegalArgumentException.class, () -> Nghttp2.selectAlpn(List.of("")));
    assertThrows(IllegalArgumentException.class, () -> Nghttp2.selectAlpn(List.of("x".repeat(256))));
  }

  @Test
  void a_settings_payload_is_packed() {
    assertEquals("0003000000640004ffffffff".replace("ffffffff", "7fffffff"),
      HexFormat.of().formatHex(Nghttp2.packSettingsPayload(3, 100, 4, Integer.MAX_VALUE)));
    assertEquals(0, Nghttp2.packSettingsPayload().length);
    assertEquals("INITIAL_WINDOW_SIZE is 4294967295; it must be from 0 to 2147483647",
      assertThrows(IllegalArgumentException.class, () -> Nghttp2.packSettingsPayload(4, -1)).getMessage());
  }

  @Test
  void the_library_and_this_module_read_priorities_alike() {
    if (Nghttp2.capabilities().contains(Capability.PRIORITY_PARSER)) {
      for (String value : List.of("", "u=0, i", "u=7", "i=?0, u=2", "a=(1 2), i")) {
        assertEquals(Priority.parse(value), Nghttp2.parsePriority(value), value);
      }
      assertNull(Nghttp2.parsePriority("u=1,"));
    } else {
      UnsupportedOperationException e =
        assertThrows(UnsupportedOperationException.class, () -> Nghttp2.parsePriority("u=1"));
      assertEquals("PRIORITY_PARSER needs libnghttp2 1.59.0; " + Nghttp2.version() + " was found", e.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(Capability.class)
  void an_option_works_where_the_library_has_it_and_says_otherwise_what_is_needed(Capability capability) {
    SessionOptions options = new SessionOptions();
    switch (capability) {
      case STREAM_RESET_RATE_LIMIT -> options.setStreamResetRateLimit(10, 1);
      case MAX_CONTINUATIONS -> options.setMaxContinuations(2);
      case GLITCH_RATE_LIMIT -> options.setGlitchRateLimit(10, 1);
      case MAX_OUTBOUND_QUEUE_SIZE -> options.setMaxOutboundQueueSize(100);
      case PRIORITY_PARSER, STREAM_PRIORITY -> {
        return; // functions, tested elsewhere
      }
    }
    if (Nghttp2.capabilities().contains(capability)) {
      new Session(SessionType.SERVER, options).close();
    } else {
      UnsupportedOperationException e =
        assertThrows(UnsupportedOperationException.class, () -> new Session(SessionType.SERVER, options));
      assertEquals(capability + " needs libnghttp2 " + capability.since() + "; " + Nghttp2.version() + " was found",
        e.getMessage());
    }
  }
}
