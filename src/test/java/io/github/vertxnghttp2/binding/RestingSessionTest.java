package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.HeaderList;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A session that has been silent gives back memory, and goes on as before when something comes. */
class RestingSessionTest extends OpenSessions {
  private static final HeaderList REQUEST = GET.copy().add("user-agent", "a browser").add("x-id", "secret", true);
  private static final HeaderList RESPONSE = TEXT.copy().add("server", "a server");
  /** The table of known texts; see vn_intern. */
  private static final int GIVEN_BACK = 1500;

  /** Bytes at most of a session that rests after a request. While it is in use, it takes 26 KiB more. */
  private static final int LEFT = 8 << 10;

  private void exchange(HeaderList request, HeaderList response) {
    int id = pair.client.session.submitRequest(request, true);
    pair.exchange();
    assertEquals(request, pair.server.events.headers.remove(id));
    pair.server.session.submitResponse(id, 200, response, true);
    pair.exchange();
    assertEquals(response.size() + 1, pair.client.events.headers.remove(id).size());
  }

  private void rest() {
    assertTrue(pair.client.session.rest());
    assertTrue(pair.server.session.rest());
  }

  /** Opens both sessions anew, and returns the bytes that were in use without them. */
  private long openAnew() {
    pair.close();
    long without = Nghttp2.memoryUsed();
    pair = new SessionPair();
    return without;
  }

  @Test
  void memory_is_given_back() {
    exchange(REQUEST, RESPONSE);
    long before = Nghttp2.memoryUsed();
    rest();
    long given = before - Nghttp2.memoryUsed();
    assertTrue(given > 2 * GIVEN_BACK, given + " bytes of two sessions");
  }

  @Test
  void little_memory_is_left() {
    long without = openAnew();
    exchange(REQUEST, RESPONSE);
    rest();
    long left = Nghttp2.memoryUsed() - without;
    assertTrue(left < 2 * LEFT, left + " bytes of two sessions");
  }

  @Test
  void questions_are_responded_to_while_a_session_rests() {
    exchange(REQUEST, RESPONSE);
    int window = pair.server.session.state().remoteWindowSize(0);
    rest();
    assertTrue(pair.server.session.isResting());
    assertEquals(window, pair.server.session.state().remoteWindowSize(0));
    assertFalse(pair.server.session.isResting());
    long before = Nghttp2.memoryUsed();
    rest();
    assertTrue(Nghttp2.memoryUsed() < before);
    exchange(REQUEST, RESPONSE);
    assertFalse(pair.server.session.isResting());
  }

  @Test
  void a_second_rest_changes_nothing() {
    exchange(REQUEST, RESPONSE);
    rest();
    long before = Nghttp2.memoryUsed();
    rest();
    assertEquals(before, Nghttp2.memoryUsed());
    exchange(REQUEST, RESPONSE);
  }

  @Test
  void a_session_that_rests_can_be_closed() {
    long without = openAnew();
    exchange(REQUEST, RESPONSE);
    rest();
    pair.close();
    assertEquals(without, Nghttp2.memoryUsed());
  }

  @Test
  void fields_are_the_same_after_each_rest() {
    for (int i = 0; i < 20; i++) {
      exchange(REQUEST.copy().add("x-count", "" + i % 7), RESPONSE);
      if (i % 3 != 0) {
        rest();
      }
    }
  }

  @Test
  void long_fields_pass_between_rests() {
    for (int i = 0; i < 3; i++) {
      exchange(REQUEST.copy().add("x-long", "v".repeat(40_000)), RESPONSE.copy().add("x-long", "w".repeat(40_000)));
      rest();
    }
  }

  @Test
  void several_hundred_streams_at_a_time_leave_a_session_that_rests() {
    int[] ids = new int[300];
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < ids.length; i++) {
        ids[i] = pair.client.session.submitRequest(REQUEST, true);
      }
      pair.exchange();
      assertFalse(pair.server.session.rest());
      for (int id : ids) {
        pair.server.session.submitResponse(id, 200, RESPONSE, true);
      }
      pair.exchange();
      rest();
    }
  }

  @Test
  void a_session_with_an_open_stream_does_not_rest() {
    int id = pair.client.session.submitRequest(POST, false);
    pair.exchange();
    assertFalse(pair.client.session.rest());
    assertFalse(pair.server.session.rest());
    pair.client.session.submitRstStream(id, 8);
    pair.exchange();
    rest();
  }

  @Test
  void a_session_with_something_to_send_does_not_rest() {
    exchange(REQUEST, RESPONSE);
    pair.client.session.submitPing(1);
    assertFalse(pair.client.session.rest());
    SessionPair.deliver(pair.client, pair.server);
    assertFalse(pair.server.session.rest());
    pair.exchange();
    rest();
  }

  @Test
  void frames_are_reported_after_a_rest() {
    List<String> frames = new ArrayList<>();
    exchange(REQUEST, RESPONSE);
    pair.server.session.frameListener(new FrameListener() {
      @Override
      public void received(Frame frame) {
        frames.add("received " + frame.streamId());
      }

      @Override
      public void sent(Frame frame) {
        frames.add("sent " + frame.streamId());
      }
    });
    pair.exchange();
    rest();
    exchange(REQUEST, RESPONSE);
    assertEquals(List.of("received 3", "sent 3"), frames);
  }

  @Test
  void a_closed_session_does_not_rest() {
    pair.server.session.close();
    assertThrows(IllegalStateException.class, pair.server.session::rest);
  }
}
