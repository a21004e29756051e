package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.frame.StreamState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PendingRequestsTest {
  private final List<String> arrived = new ArrayList<>();
  private ConnectionPair pair;

  @AfterEach
  void close() {
    pair.close();
  }

  private ConnectionPair limitedTo(int streams) {
    pair = new ConnectionPair(SettingId.MAX_CONCURRENT_STREAMS.id(), streams);
    pair.handler = (stream, head) -> arrived.add(stream.id() + " " + head.get(":path"));
    return pair;
  }

  private RecordedStream get(String path) {
    return pair.request(HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", path),
      true);
  }

  private void respond(int streamId) {
    pair.requests.get(streamId).stream.reset(ErrorCode.CANCEL.code());
    pair.exchange();
  }

  @Test
  void a_list_keeps_the_order_of_its_fields() {
    limitedTo(1);
    PendingRequests list = new PendingRequests();
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      streams.add(new Stream(pair.client, 0, StreamState.IDLE));
      list.add(new PendingRequests.Pending(streams.get(i), ConnectionPair.GET, null, true, null));
    }
    assertTrue(list.remove(streams.get(2)));
    assertFalse(list.remove(streams.get(2)), "removed twice");
    assertEquals(4, list.size());
    for (int i : new int[] {0, 1, 3, 4}) {
      assertEquals(streams.get(i), list.poll().stream(), "number " + i);
    }
    assertTrue(list.isEmpty());
    assertEquals(null, list.poll());
  }

  @Test
  void nothing_is_sent_before_the_settings_of_the_server() {
    limitedTo(10);
    get("/early");
    pair.toServer();
    assertEquals(List.of(), arrived);
    assertEquals(1, pair.client.pendingRequests());
    assertFalse(pair.client.isRequestAllowed());
    pair.exchange();
    assertEquals(List.of("1 /early"), arrived);
    assertTrue(pair.client.isRequestAllowed());
  }

  @Test
  void requests_are_sent_in_their_order_as_streams_become_free() {
    limitedTo(2);
    for (int i = 1; i <= 5; i++) {
      get("/" + i);
    }
    pair.exchange();
    assertEquals(List.of("1 /1", "3 /2"), arrived);
    assertEquals(3, pair.client.pendingRequests());
    respond(3);
    assertEquals(List.of("1 /1", "3 /2", "5 /3"), arrived);
    respond(1);
    respond(5);
    assertEquals(List.of("1 /1", "3 /2", "5 /3", "7 /4", "9 /5"), arrived);
    assertEquals(0, pair.client.pendingRequests());
  }

  @Test
  void a_new_request_does_not_pass_those_that_wait() {
    limitedTo(1);
    get("/1");
    get("/2");
    pair.exchange();
    pair.requests.get(1).stream.reset(ErrorCode.CANCEL.code());
    get("/3");
    pair.exchange();
    respond(3);
    assertEquals(List.of("1 /1", "3 /2", "5 /3"), arrived);
  }

  @Test
  void a_listener_may_make_a_request_when_its_own_has_ended() {
    limitedTo(1);
    get("/1");
    pair.exchange();
    get("/2");
    RecordedStream third = get("/3");
    pair.exchange();
    third.stream.reset(ErrorCode.CANCEL.code());
    assertEquals(List.of("closed CANCEL LOCAL"), third.lines);
    respond(1);
    respond(3);
    assertEquals(List.of("1 /1", "3 /2"), arrived);
  }

  @Test
  void what_was_written_meanwhile_follows() {
    limitedTo(0);
    RecordedStream request = pair.request(ConnectionPair.POST, false);
    List<Boolean> told = new ArrayList<>();
    ByteBuf large = Unpooled.directBuffer().writeZero(10_000);
    request.stream.write(large, false, told::add);
    request.stream.write(Unpooled.copiedBuffer("end".getBytes()), true, null);
    pair.exchange();
    assertEquals(10_003, request.stream.queuedBytes());
    assertEquals(List.of(), told);
    pair.server.session().submitSettings(SettingId.MAX_CONCURRENT_STREAMS.id(), 1);
    pair.exchange();
    RecordedStream arrivedThere = pair.requests.get(1);
    assertEquals(10_003, arrivedThere.body.size());
    assertEquals(List.of("end []"), arrivedThere.lines);
    assertEquals(List.of(true), told);
    assertEquals(0, large.refCnt());
  }

  @Test
  void what_was_written_to_a_request_that_is_dropped_is_released() {
    limitedTo(0);
    pair.exchange();
    RecordedStream request = pair.request(ConnectionPair.POST, false);
    List<Boolean> told = new ArrayList<>();
    ByteBuf body = Unpooled.directBuffer().writeZero(10_000);
    request.stream.write(body, true, told::add);
    request.stream.reset(ErrorCode.CANCEL.code());
    assertEquals(0, body.refCnt());
    assertEquals(List.of(false), told);
    assertEquals(List.of("closed CANCEL LOCAL"), request.lines);
    request.stream.reset(ErrorCode.CANCEL.code());
    assertEquals(1, request.closes());
  }

  @Test
  void requests_that_wait_fail_with_a_goaway_as_refused_by_the_server() {
    limitedTo(1);
    get("/1");
    RecordedStream waiting = get("/2");
    pair.exchange();
    pair.server.goAway(ErrorCode.NO_ERROR, "enough");
    pair.exchange();
    assertEquals(List.of("closed REFUSED_STREAM REMOTE"), waiting.lines);
    assertEquals("enough", waiting.end.reason());
    RecordedStream late = get("/3");
    assertEquals(1, late.closes());
    assertEquals("enough", late.end.reason());
  }
}
