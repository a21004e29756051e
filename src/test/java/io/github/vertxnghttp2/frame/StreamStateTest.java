package io.github.vertxnghttp2.frame;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The transitions of RFC 9113 section 5.1. */
class StreamStateTest {

  @ParameterizedTest
  @CsvSource({
    "IDLE,               OPEN,               OPEN,              IDLE,              IDLE",
    "OPEN,               OPEN,               OPEN,              HALF_CLOSED_LOCAL, HALF_CLOSED_REMOTE",
    "RESERVED_LOCAL,     HALF_CLOSED_REMOTE, RESERVED_LOCAL,    RESERVED_LOCAL,    RESERVED_LOCAL",
    "RESERVED_REMOTE,    RESERVED_REMOTE,    HALF_CLOSED_LOCAL, RESERVED_REMOTE,   RESERVED_REMOTE",
    "HALF_CLOSED_LOCAL,  HALF_CLOSED_LOCAL,  HALF_CLOSED_LOCAL, HALF_CLOSED_LOCAL, CLOSED",
    "HALF_CLOSED_REMOTE, HALF_CLOSED_REMOTE, HALF_CLOSED_REMOTE, CLOSED,           HALF_CLOSED_REMOTE",
    "CLOSED,             CLOSED,             CLOSED,            CLOSED,            CLOSED"})
  void a_frame_leads_to_the_next_state(StreamState from, StreamState headersSent, StreamState headersReceived,
                                       StreamState endSent, StreamState endReceived) {
    assertEquals(headersSent, from.headersSent());
    assertEquals(headersReceived, from.headersReceived());
    assertEquals(endSent, from.endSent());
    assertEquals(endReceived, from.endReceived());
  }

  @ParameterizedTest
  @CsvSource({"IDLE, false, false", "OPEN, true, true", "RESERVED_LOCAL, true, false", "RESERVED_REMOTE, false, true",
    "HALF_CLOSED_LOCAL, false, true", "HALF_CLOSED_REMOTE, true, false", "CLOSED, false, false"})
  void a_state_tells_who_may_send(StreamState state, boolean local, boolean remote) {
    assertEquals(local, state.isLocalOpen());
    assertEquals(remote, state.isRemoteOpen());
  }
}
