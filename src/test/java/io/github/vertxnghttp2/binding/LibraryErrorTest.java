package io.github.vertxnghttp2.binding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LibraryErrorTest {
  private static final String UNKNOWN = Nghttp2.strerror(-999);

  @ParameterizedTest
  @EnumSource
  void each_has_a_number_that_leads_back_to_it(LibraryError error) {
    assertEquals(error, LibraryError.of(error.code()));
    assertEquals(error.name(), LibraryError.nameOf(error.code()));
    assertFalse(error.text().isEmpty());
  }

  @Test
  void every_number_that_the_library_explains_is_known() {
    for (int code = -501; code > -1000; code--) {
      if (!Nghttp2.strerror(code).equals(UNKNOWN)) {
        assertNotEquals(null, LibraryError.of(code), code + ": " + Nghttp2.strerror(code));
      }
    }
  }

  @Test
  void the_fatal_ones_end_a_session() {
    assertTrue(LibraryError.NOMEM.isFatal());
    assertTrue(LibraryError.FLOODED.isFatal());
    assertTrue(LibraryError.EVENTS_FULL.isFatal());
    assertFalse(LibraryError.FATAL.isFatal());
    assertFalse(LibraryError.STREAM_CLOSED.isFatal());
  }

  @Test
  void an_unknown_number_is_kept() {
    assertNull(LibraryError.of(-777));
    assertEquals("-777", LibraryError.nameOf(-777));
    SessionException e = new SessionException("it failed", -777);
    assertEquals(-777, e.libraryError());
    assertNull(e.error());
    assertEquals(LibraryError.FLOODED, new SessionException("it failed", -904).error());
  }
}
