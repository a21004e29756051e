package io.github.vertxnghttp2.recording.live;

import io.github.vertxnghttp2.recording.HandledRequest;
import io.github.vertxnghttp2.recording.RecordingClock;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HandledRequestsTest {
  private final HandledRequests handled = new HandledRequests();

  private HandledEntry received(String id) {
    return handled.received(id, "orders", System.nanoTime());
  }

  private HandledRequest only() {
    assertEquals(1, handled.all().size());
    return handled.all().get(0);
  }

  @Test
  void a_request_is_followed_to_its_end() {
    long before = RecordingClock.now();
    HandledEntry entry = received("node/1/3");

    HandledRequest open = only();
    assertTrue(open.isOpen());
    assertEquals("node/1/3 at orders", open.id() + " at " + open.address());
    assertTrue(open.receivedAt() >= before && open.receivedAt() <= RecordingClock.now());
    assertEquals(0, open.status());

    entry.responded(404);
    assertEquals(404, only().status());
    assertTrue(only().isOpen());
    entry.ended();

    HandledRequest ended = only();
    assertFalse(ended.isOpen());
    assertTrue(ended.receivedAt() <= ended.responseHeadAt() && ended.responseHeadAt() <= ended.endAt());
    assertNull(ended.failure());
  }

  @Test
  void only_the_first_failure_and_the_first_response_count() {
    HandledEntry failed = received("node/1/3");
    failed.failed("f".repeat(1000));
    failed.failed("again");
    failed.responded(200);
    failed.ended();

    assertEquals("f".repeat(HandledEntry.Kept.MAX_FAILURE), only().failure());
    assertEquals(0, only().status());
  }

  @Test
  void a_response_that_has_ended_does_not_fail() {
    HandledEntry entry = received("node/1/3");
    entry.responded(200);
    entry.responded(500);
    entry.ended();
    entry.failed("late");

    assertEquals(200, only().status());
    assertNull(only().failure());
  }

  @Test
  void a_reply_is_head_and_end() {
    HandledEntry entry = received("node/1/3");
    entry.replied(201);
    entry.replied(500);
    entry.failed("late");

    assertEquals(201, only().status());
    assertEquals(only().endAt(), only().responseHeadAt());
    assertNull(only().failure());
  }

  @Test
  void the_latest_are_kept_in_order() {
    for (int i = 0; i < HandledRequests.MAX + 3; i++) {
      received("node/1/" + i);
    }

    List<HandledRequest> all = handled.all();
    assertEquals(HandledRequests.MAX, all.size());
    assertEquals("node/1/3", all.get(0).id());
    assertEquals("node/1/" + (HandledRequests.MAX + 2), all.get(HandledRequests.MAX - 1).id());
  }

  @Test
  void requests_without_an_id_or_with_a_long_one_are_not_kept() {
    assertSame(HandledEntry.NONE, received(null));
    assertSame(HandledEntry.NONE, received("n".repeat(HandledRequests.MAX_ID + 1)));
    HandledEntry.NONE.responded(200);
    HandledEntry.NONE.failed("why");
    HandledEntry.NONE.ended();

    assertEquals(List.of(), handled.all());
  }
}
