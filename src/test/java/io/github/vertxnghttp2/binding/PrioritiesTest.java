package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Priorities of RFC 7540. */
class PrioritiesTest {
  private static final HeaderList GET = HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "a", ":path",
    "/");
  private static final int WITHOUT_PRIORITIES = 0x014100;

  private static SessionPair pair(boolean reports, int... serverSettings) {
    SessionPair pair = new SessionPair(new SessionOptions().setReportPriorities(reports),
      new SessionOptions().setReportPriorities(reports), serverSettings);
    pair.client.events.takeLines();
    pair.server.events.takeLines();
    return pair;
  }

  private static void assumeLibraryHasPriorities() {
    assumeTrue(Nghttp2.versionNumber() < WITHOUT_PRIORITIES, "libnghttp2 has taken the priorities out");
  }

  @ParameterizedTest
  @CsvSource({"0,1,false", "0,16,true", "3,256,false", "2147483647,17,true"})
  void the_priority_of_headers_is_reported_before_them(int dependency, int weight, boolean exclusive) {
    try (SessionPair pair = pair(true)) {
      pair.server.receive(RawFrame.headers(1, true, HpackBlock.get("/"), dependency, weight, exclusive));
      assertEquals(List.of("headersPriority 1 " + new PrioritySpec(dependency, weight, exclusive),
        "headers 1 REQUEST end"), pair.server.events.takeLines());
      pair.server.receive(RawFrame.headers(5, true, HpackBlock.get("/")));
      assertEquals(List.of("headers 5 REQUEST end"), pair.server.events.takeLines());
    }
  }

  @Test
  void a_header_block_in_pieces_keeps_its_priority() {
    try (SessionPair pair = pair(true)) {
      byte[] block = HpackBlock.get("/", "a", "1", "b", "2");
      pair.server.receive(RawFrame.headers(1, false, Arrays.copyOf(block, 9), 7, 200, true).without(Flag.END_HEADERS));
      assertEquals(List.of(), pair.server.events.takeLines());
      pair.server.receive(RawFrame.continuation(1, true, Arrays.copyOfRange(block, 9, block.length)));
      assertEquals(List.of("headersPriority 1 dependency=7 weight=200 exclusive", "headers 1 REQUEST open"),
        pair.server.events.takeLines());
    }
  }

  @Test
  void a_priority_frame_is_reported_while_its_stream_is_open() {
    assumeLibraryHasPriorities();
    try (SessionPair pair = pair(true)) {
      pair.server.receive(RawFrame.priority(1, 0, 10, false), RawFrame.headers(1, true, HpackBlock.get("/")),
        RawFrame.priority(1, 3, 256, true), RawFrame.priority(9, 1, 2, false));
      assertEquals(List.of("headers 1 REQUEST end", "priority 1 dependency=3 weight=256 exclusive"),
        pair.server.events.takeLines());
      pair.server.session.submitResponse(1, 204, new HeaderList(), true);
      pair.server.flush().release();
      pair.server.events.takeLines();
      pair.server.receive(RawFrame.priority(1, 0, 11, false));
      assertEquals(List.of(), pair.server.events.takeLines());
    }
  }

  @Test
  void nothing_is_reported_without_the_option() {
    try (SessionPair pair = pair(false)) {
      pair.server.receive(RawFrame.headers(1, true, HpackBlock.get("/"), 7, 200, true),
        RawFrame.priority(1, 3, 256, true));
      assertEquals(List.of("headers 1 REQUEST end"), pair.server.events.takeLines());
    }
  }

  @Test
  void a_request_and_its_response_with_body_and_trailers_have_priorities() {
    assumeLibraryHasPriorities();
    try (SessionPair pair = pair(true)) {
      int id = pair.client.session.submitRequest(GET, new PrioritySpec(11, 42, true), true);
      pair.exchange();
      assertEquals(List.of("headersPriority 1 dependency=11 weight=42 exclusive", "headers 1 REQUEST end"),
        pair.server.events.takeLines());
      pair.client.events.takeLines();
      Session server = pair.server.session;
      server.submitResponse(id, 200, HeaderList.of("a", "b"), new PrioritySpec(9, 1, false), false);
      pair.exchange();
      server.submitData(id, Unpooled.wrappedBuffer("body".getBytes()), false);
      server.submitTrailer(id, HeaderList.of("c", "d"));
      pair.exchange();
      assertEquals(List.of("headersPriority 1 dependency=9 weight=1", "headers 1 RESPONSE open", "data 1 4 open",
        "headers 1 HEADERS end", "closed 1 NO_ERROR LIBRARY"), pair.client.events.takeLines());
    }
  }

  @Test
  void a_response_without_a_body_has_a_priority() {
    assumeLibraryHasPriorities();
    try (SessionPair pair = pair(true)) {
      int id = pair.client.session.submitRequest(GET, true);
      pair.exchange();
      pair.client.events.takeLines();
      pair.server.session.submitResponse(id, 204, new HeaderList(), new PrioritySpec(0, 200, false), true);
      pair.exchange();
      assertEquals(List.of("headersPriority 1 dependency=0 weight=200", "headers 1 RESPONSE end",
        "closed 1 NO_ERROR LIBRARY"), pair.client.events.takeLines());
    }
  }

  @Test
  void a_priority_frame_follows_the_request_that_was_submitted_before_it() {
    assumeLibraryHasPriorities();
    try (SessionPair pair = pair(true)) {
      Session client = pair.client.session;
      int id = client.submitRequest(GET, false);
      client.submitPriority(id, new PrioritySpec(0, 100, false));
      client.submitPriority(id, new PrioritySpec(0, 101, false));
      client.submitData(id, Unpooled.wrappedBuffer("body".getBytes()), true);
      pair.exchange();
      assertEquals(List.of("headers 1 REQUEST open", "priority 1 dependency=0 weight=101", "data 1 4 end"),
        pair.server.events.takeLines());
      client.submitPriority(id, new PrioritySpec(0, 102, false));
      pair.exchange();
      assertEquals(List.of("priority 1 dependency=0 weight=102"), pair.server.events.takeLines());
    }
  }

  @Test
  void the_priority_of_a_promised_stream_goes_before_its_response() {
    assumeLibraryHasPriorities();
    try (SessionPair pair = pair(true)) {
      int id = pair.client.session.submitRequest(GET, true);
      pair.exchange();
      pair.client.events.takeLines();
      Session server = pair.server.session;
      int promised = server.submitPushPromise(id, GET);
      server.submitPriority(promised, new PrioritySpec(id, 5, false));
      server.submitResponse(promised, 204, new HeaderList(), true);
      pair.exchange();
      assertEquals(List.of("promise 1 2 /", "priority 2 dependency=1 weight=5", "headers 2 PUSH_RESPONSE end",
        "closed 2 NO_ERROR LIBRARY"), pair.client.events.takeLines());
    }
  }

  @Test
  void the_response_on_a_promised_stream_waits_for_room_with_its_priority_and_its_body() {
    assumeLibraryHasPriorities();
    try (SessionPair pair = pair(true)) {
      int id = pair.client.session.submitRequest(GET, true);
      pair.client.session.submitSettings(SettingId.MAX_CONCURRENT_STREAMS.id(), 1);
      pair.exchange();
      pair.client.events.takeLines();
      Session server = pair.server.session;
      for (int promised = 2; promised < 6; promised += 2) {
        assertEquals(promised, server.submitPushPromise(id, GET));
        server.submitResponse(promised, 200, new HeaderList(), new PrioritySpec(0, promised, false), false);
      }
      server.submitData(4, Unpooled.wrappedBuffer("four".getBytes()), true);
      pair.exchange();
      assertEquals(List.of("promise 1 2 /", "promise 1 4 /", "headersPriority 2 dependency=0 weight=2",
        "headers 2 PUSH_RESPONSE open"), pair.client.events.takeLines());
      server.submitData(2, Unpooled.wrappedBuffer("two".getBytes()), true);
      pair.exchange();
      assertEquals(List.of("data 2 3 end", "closed 2 NO_ERROR LIBRARY", "headersPriority 4 dependency=0 weight=4",
        "headers 4 PUSH_RESPONSE open", "data 4 4 end", "closed 4 NO_ERROR LIBRARY"), pair.client.events.takeLines());
    }
  }

  @Test
  void the_priority_of_a_closed_stream_is_not_sent() {
    try (SessionPair pair = pair(true)) {
      int id = pair.client.session.submitRequest(GET, true);
      pair.exchange();
      pair.server.session.submitResponse(id, 204, new HeaderList(), true);
      pair.exchange();
      pair.client.events.takeLines();
      pair.client.session.submitPriority(id, new PrioritySpec(0, 5, false));
      assertEquals(0, pair.client.flush().readableBytes());
      assertEquals(List.of(), pair.client.events.takeLines());
    }
  }

  @Test
  void nothing_is_sent_to_a_server_that_does_not_want_it() {
    try (SessionPair pair = pair(true, SettingId.NO_RFC7540_PRIORITIES.id(), 1)) {
      int id = pair.client.session.submitRequest(GET, new PrioritySpec(11, 42, true), true);
      pair.exchange();
      pair.client.session.submitPriority(id, new PrioritySpec(0, 5, false));
      pair.exchange();
      assertEquals(List.of("headers 1 REQUEST end"), pair.server.events.takeLines());
    }
  }

  @Test
  void a_request_on_which_another_depends_can_be_reset_while_it_waits() {
    try (SessionPair pair = pair(true, SettingId.MAX_CONCURRENT_STREAMS.id(), 1)) {
      Session client = pair.client.session;
      client.submitRequest(GET, new PrioritySpec(3, 42, true), true);
      int waiting = client.submitRequest(GET, true);
      pair.exchange();
      client.submitRstStream(waiting, 8);
      pair.exchange();
      assertEquals(List.of("closed 3 CANCEL LOCAL"),
        pair.client.events.takeLines().stream().filter(line -> line.startsWith("closed")).toList());
    }
  }
}
