package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.PushedRequest;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Promises that a client does not take, and pushes that end before their time. */
class ClientPushRefusalsIT extends ClientPushScript {
  @Test
  void a_push_that_is_not_accepted_is_reset_at_once() {
    openPushing();
    Future<ClientResponse> none = session.get("/page").send();
    peer.request(1);
    Future<ClientResponse> idle = session.get("/page").pushHandler(pushed::add).send();
    peer.request(3);
    Future<ClientResponse> refusing = session.get("/page").pushHandler(PushedRequest::refuse).send();
    peer.request(5);
    Future<ClientResponse> picky = session.get("/page").pushHandler(push -> push.reset(ErrorCode.REFUSED_STREAM))
      .send();
    peer.request(7);
    Future<ClientResponse> failing = session.get("/page").pushHandler(push -> {
      throw new IllegalStateException("a handler that fails, on purpose");
    }).send();
    peer.request(9);
    peer.send(promise(1, 2, "/a"), promise(3, 4, "/a"), promise(5, 6, "/a"), promise(7, 8, "/a"), promise(9, 10, "/a"));
    peer.expectRst(2, ErrorCode.CANCEL);
    peer.expectRst(4, ErrorCode.CANCEL);
    peer.expectRst(6, ErrorCode.CANCEL);
    peer.expectRst(8, ErrorCode.REFUSED_STREAM);
    peer.expectRst(10, ErrorCode.CANCEL);
    peer.send(RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, "on its way already", true));
    respond(1, none);
    respond(3, idle);
    respond(5, refusing);
    respond(7, picky);
    respond(9, failing);
    assertEquals("CANCEL LOCAL", describe(failure(StreamClosedException.class, pushed.get(0).response())));
    assertSilence(peer);
  }

  @Test
  void a_handler_without_the_setting_is_refused_by_its_name() {
    open();
    for (IllegalStateException e : List.of(
      assertThrows(IllegalStateException.class, () -> session.pushHandler(this::take)),
      assertThrows(IllegalStateException.class, () -> session.get("/x").pushHandler(this::take)))) {
      assertTrue(e.getMessage().contains("http2.settings.pushEnabled"), e.getMessage());
    }
  }

  @Test
  void a_push_that_settings_forbid_ends_the_connection_with_a_reason() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.pushPromise(1, 2, promised("/a")));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    peer.expectClosed();
    Http2Exception failure = failure(Http2Exception.class, response);
    assertEquals(ErrorCode.PROTOCOL_ERROR, failure.errorCode());
    assertTrue(failure.getMessage().contains("PUSH_PROMISE although settings.pushEnabled is false"),
      failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"POST,http,", "PUT,http,", "OPTIONS,http,", "GET,https,", "GET,http,example.org", "GET,http,127.0.0.1:1",
    "GET,http,localhost"})
  void a_promise_that_the_server_must_not_make_is_refused(String method, String scheme, String authority) {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.of(":method", method, ":scheme", scheme,
      ":authority", authority == null ? authority() : authority, ":path", "/a")));
    peer.expectRst(2, ErrorCode.PROTOCOL_ERROR);
    assertEquals(List.of(), pushed);
    respond(1, page);
    assertAlive(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"content-length: 3", "connection: close", "X-Upper: 1", ":status: 200"})
  void a_promise_with_a_field_that_it_must_not_have_is_refused(String field) {
    openPushing();
    Future<ClientResponse> page = get(1);
    String[] parts = field.split(": ");
    peer.send(RawFrame.pushPromise(1, 2, promised("/a", parts)));
    peer.expectRst(2, ErrorCode.PROTOCOL_ERROR);
    assertEquals(List.of(), pushed);
    respond(1, page);
    assertAlive(3);
  }

  @Test
  void a_promise_without_an_authority_is_refused() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.of(":method", "GET", ":scheme", "http", ":path", "/a", "host",
      authority())), RawFrame.pushPromise(1, 4, HpackBlock.of(":method", "GET", ":scheme", "http", ":path", "/a")));
    peer.expectRst(2, ErrorCode.PROTOCOL_ERROR);
    peer.expectRst(4, ErrorCode.PROTOCOL_ERROR);
    respond(1, page);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_header_list_over_the_limit_in_a_promise_or_a_pushed_response_costs_that_push_only(boolean inPromise) {
    Http2Options http2 = pushing();
    http2.getSettings().setMaxHeaderListSize(4000);
    open(options(http2));
    Future<ClientResponse> page = get(1);
    // an entry of 3,000 octets, and a hundred references to it in an octet each
    byte[] bomb = HpackBlock.concat(HpackBlock.indexing("x-bomb", "b".repeat(3000)), new byte[100]);
    Arrays.fill(bomb, bomb.length - 100, bomb.length, (byte) (0x80 | 62));
    if (inPromise) {
      peer.send(RawFrame.pushPromise(1, 2, HpackBlock.concat(promised("/a"), bomb)));
    } else {
      peer.send(promise(1, 2, "/a"), RawFrame.headers(2, false, HpackBlock.concat(HpackBlock.status(200), bomb)));
    }
    peer.expectRst(2, ErrorCode.ENHANCE_YOUR_CALM);
    assertEquals(inPromise ? 0 : 1, pushed.size());
    if (!inPromise) {
      assertEquals(ErrorCode.ENHANCE_YOUR_CALM, failure(Http2Exception.class, taken.get(0)).errorCode());
    }
    peer.send(promise(1, 4, "/b"), RawFrame.headers(4, true, HpackBlock.status(200)));
    respond(1, page);
    assertEquals("/b", pushed.get(pushed.size() - 1).uri());
    assertEquals(200, await(taken.get(taken.size() - 1)).status());
  }

  @Test
  void promises_beyond_the_limit_are_refused_until_there_is_room() {
    Http2Options http2 = pushing();
    http2.getSettings().setMaxConcurrentStreams(2);
    open(options(http2));
    Future<ClientResponse> page = get(1);
    peer.send(promise(1, 2, "/a"), promise(1, 4, "/b"), promise(1, 6, "/c"));
    peer.expectRst(6, ErrorCode.CANCEL);
    peer.send(RawFrame.headers(2, true, HpackBlock.status(200)), promise(1, 8, "/d"),
      RawFrame.headers(8, true, HpackBlock.status(200)));
    respond(1, page);
    assertEquals(200, await(taken.get(2)).status());
    assertEquals(List.of("/a", "/b", "/d"), pushed.stream().map(PushedRequest::uri).toList());
  }

  @Test
  void a_push_that_the_server_takes_back_fails() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(promise(1, 2, "/a"), promise(1, 4, "/b"), RawFrame.rst(2, ErrorCode.INTERNAL_ERROR),
      RawFrame.headers(4, false, HpackBlock.status(200)), RawFrame.rst(4, ErrorCode.INTERNAL_ERROR));
    respond(1, page);
    assertEquals("INTERNAL_ERROR REMOTE", describe(failure(StreamClosedException.class, taken.get(0))));
    Future<Buffer> body = await(taken.get(1)).body();
    assertEquals("INTERNAL_ERROR REMOTE", describe(failure(StreamClosedException.class, body)));
  }

  @Test
  void a_push_goes_on_when_its_request_is_reset_and_later_promises_are_refused() {
    openPushing();
    ClientRequest request = session.get("/page").pushHandler(this::take);
    request.send();
    peer.request(1);
    peer.send(promise(1, 2, "/a"));
    peer.roundTrip();
    request.reset(ErrorCode.CANCEL);
    peer.expectRst(1, ErrorCode.CANCEL);
    peer.send(promise(1, 4, "/late"), RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, "still",
      true));
    peer.expectRst(4, ErrorCode.CANCEL);
    assertEquals("still", await(await(taken.get(0)).text()));
    assertEquals(1, pushed.size());
    assertAlive(3);
  }

  @Test
  void a_promise_whose_request_is_reset_between_its_frames_leaves_nothing_behind() {
    openPushing();
    ClientRequest request = session.get("/page").pushHandler(this::take);
    request.send();
    peer.request(1);
    byte[] block = promised("/a");
    peer.send(RawFrame.pushPromise(1, 2, Arrays.copyOf(block, 10)).without(Flag.END_HEADERS));
    request.reset(ErrorCode.CANCEL);
    peer.expectRst(1, ErrorCode.CANCEL);
    peer.send(RawFrame.continuation(1, true, Arrays.copyOfRange(block, 10, block.length)),
      RawFrame.headers(2, false, HpackBlock.status(200)), RawFrame.data(2, "for nobody", false));
    peer.expectRst(2, ErrorCode.CANCEL);
    assertAlive(3);
    assertEquals(List.of(), pushed);
  }

  @Test
  void a_lost_connection_fails_every_push() {
    openPushing();
    Future<ClientResponse> page = get(1);
    peer.send(promise(1, 2, "/a"), promise(1, 4, "/b"), RawFrame.headers(4, false, HpackBlock.status(200)),
      RawFrame.data(4, "part", false));
    peer.roundTrip();
    Future<Buffer> body = on(() -> taken.get(1).result().body());
    peer.reset();
    failure(Http2Exception.class, page);
    failure(Http2Exception.class, taken.get(0));
    failure(Http2Exception.class, body);
  }
}
