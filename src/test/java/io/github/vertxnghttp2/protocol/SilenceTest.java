package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.frame.HeaderList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A connection gives back memory when nothing was read or written between two checks. */
class SilenceTest {
  private final ConnectionPair pair = ConnectionPair.open();

  @AfterEach
  void close() {
    pair.close();
  }

  private RecordedStream getHello() {
    pair.handler = (stream, head) -> stream.respond(200, new HeaderList(), true);
    RecordedStream response = pair.request(ConnectionPair.GET, true);
    pair.exchange();
    return response;
  }

  @Test
  void the_second_check_after_a_request_gives_back_memory() {
    getHello();
    long before = Nghttp2.memoryUsed();
    pair.server.checkSilence();
    assertEquals(before, Nghttp2.memoryUsed());
    pair.server.checkSilence();
    long silent = Nghttp2.memoryUsed();
    assertTrue(silent < before, before + " and then " + silent + " bytes");
  }

  @Test
  void memory_that_a_question_took_is_given_back_again() {
    getHello();
    pair.server.checkSilence();
    pair.server.checkSilence();
    long silent = Nghttp2.memoryUsed();
    pair.server.session().state().remoteWindowSize(0);
    assertTrue(Nghttp2.memoryUsed() > silent);
    pair.server.checkSilence();
    assertEquals(silent, Nghttp2.memoryUsed());
  }

  @Test
  void requests_are_served_after_a_silence() {
    for (int i = 0; i < 3; i++) {
      assertEquals("200", getHello().head.get(":status"));
      for (int check = 0; check < 3; check++) {
        pair.server.checkSilence();
        pair.client.checkSilence();
      }
    }
  }

  @Test
  void an_open_stream_is_found_after_a_silence() {
    pair.handler = (stream, head) -> { };
    RecordedStream response = pair.request(ConnectionPair.POST, false);
    pair.exchange();
    for (int check = 0; check < 3; check++) {
      pair.server.checkSilence();
      pair.client.checkSilence();
    }
    pair.server.stream(1).respond(200, new HeaderList(), true);
    pair.exchange();
    assertEquals("200", response.head.get(":status"));
  }
}
