package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.RequestTimeoutException;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static io.github.vertxnghttp2.frame.SettingId.INITIAL_WINDOW_SIZE;
import static io.github.vertxnghttp2.frame.SettingId.MAX_CONCURRENT_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Servers that break off, stop halfway, change their mind or say nothing. */
class ClientFaultsIT extends ClientFaults {
  // --- cut ---

  static IntStream cuts() {
    return IntStream.range(0, RESPONSE.length);
  }

  @ParameterizedTest
  @MethodSource("cuts")
  void a_response_that_is_cut_at_any_octet_is_never_taken_for_a_whole_one(int octets) {
    open();
    Future<Buffer> body = once(session.get("/x").send().compose(ClientResponse::body));
    peer.request(1);
    peer.sendBytes(Arrays.copyOf(RESPONSE, octets)).close();
    failure(ConnectionClosedException.class, body);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sent_requests_fail_with_the_connection_and_waiting_ones_are_unprocessed(boolean reset) {
    open(MAX_CONCURRENT_STREAMS.id(), 2);
    ClientRequest upload = session.post("/upload");
    upload.write("begun");
    Future<ClientResponse> uploaded = once(upload.response());
    Future<Void> sent = once(upload.sent());
    Future<ClientResponse> download = get("/download");
    Future<ClientResponse> waiting = get("/waiting");
    Future<ClientResponse> other = once(session.post("/other").send("body"));
    peer.skipping(FrameType.DATA, FrameType.SETTINGS, FrameType.WINDOW_UPDATE);
    peer.expectHeaders(1);
    peer.expectHeaders(3);
    peer.send(RawFrame.headers(3, false, HpackBlock.status(200)), RawFrame.data(3, "hel", false));
    Future<Buffer> body = once(await(download).body());
    if (reset) {
      peer.reset();
    } else {
      peer.close();
    }
    failure(ConnectionClosedException.class, uploaded);
    failure(ConnectionClosedException.class, sent);
    failure(ConnectionClosedException.class, body);
    failure(UnprocessedException.class, waiting);
    failure(UnprocessedException.class, other);
    failure(Http2Exception.class, once(upload.write("more")));
  }

  @Test
  void a_server_that_sends_nothing_more_counts_as_lost() {
    open(MAX_CONCURRENT_STREAMS.id(), 1);
    Future<ClientResponse> response = get("/x");
    Future<ClientResponse> waiting = get("/waiting");
    peer.request(1);
    peer.shutdownOutput();
    failure(ConnectionClosedException.class, response);
    failure(UnprocessedException.class, waiting);
    peer.expectClosed();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_response_that_came_whole_before_the_cut_is_whole(boolean reset) {
    open();
    Future<Buffer> body = once(session.get("/x").send().compose(ClientResponse::body));
    peer.request(1);
    peer.sendBytes(RESPONSE);
    assertEquals("hello", await(body).toString());
    if (reset) {
      peer.reset();
    } else {
      peer.close();
    }
  }

  // --- reset ---

  @Test
  void a_reset_in_the_middle_of_both_bodies_fails_both_and_is_not_retried() {
    open();
    ClientRequest request = session.post("/x");
    request.write("begun");
    Future<Void> sent = once(request.sent());
    peer.expectHeaders(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "hel", false));
    Future<Buffer> body = once(await(once(request.response())).body());
    peer.send(RawFrame.rst(1, ErrorCode.REFUSED_STREAM));
    failure(Http2Exception.class, body);
    failure(Http2Exception.class, sent);
    Future<ClientResponse> next = get("/next");
    assertEquals("/next", peer.skipping(FrameType.DATA, FrameType.SETTINGS, FrameType.WINDOW_UPDATE).request(3).path());
    respond(3);
    assertServed(next);
  }

  // --- GOAWAY ---

  @Test
  void after_a_goaway_each_request_ends_as_the_server_left_it() {
    open(MAX_CONCURRENT_STREAMS.id(), 4);
    Future<ClientResponse> first = get("/1");
    Future<ClientResponse> third = get("/3");
    Future<ClientResponse> fifth = get("/5");
    ClientRequest upload = session.post("/7");
    upload.write("begun");
    Future<ClientResponse> seventh = once(upload.response());
    Future<ClientResponse> waiting = get("/9");
    peer.expectHeaders(1);
    peer.expectHeaders(3);
    peer.expectHeaders(5);
    peer.expectHeaders(7);
    peer.send(RawFrame.goAway(5, ErrorCode.NO_ERROR));
    failure(UnprocessedException.class, seventh);
    failure(UnprocessedException.class, once(upload.sent()));
    failure(UnprocessedException.class, waiting);
    peer.send(RawFrame.goAway(3, ErrorCode.INTERNAL_ERROR.code(), "out of memory"));
    UnprocessedException failure = failure(UnprocessedException.class, fifth);
    assertTrue(failure.getMessage().contains("out of memory"), failure::getMessage);
    respond(1);
    assertServed(first);
    assertFalse(third.isComplete());
    peer.close();
    failure(ConnectionClosedException.class, third);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_goaway_ends_requests_that_the_library_holds_back(boolean atOnce) {
    open(MAX_CONCURRENT_STREAMS.id(), 1);
    Future<ClientResponse> first = get("/1");
    Future<ClientResponse> second = get("/2");
    peer.request(1);
    byte[] full = HpackBlock.concat(RawFrame.headers(1, true, HpackBlock.status(204)).bytes(),
      RawFrame.settings(MAX_CONCURRENT_STREAMS, 0).bytes());
    byte[] goAway = RawFrame.goAway(1, ErrorCode.NO_ERROR).bytes();
    if (atOnce) {
      peer.sendBytes(HpackBlock.concat(full, goAway));
      assertServed(first);
    } else {
      peer.sendBytes(full);
      assertServed(first);
      assertSilence(peer);
      peer.sendBytes(goAway);
    }
    failure(UnprocessedException.class, second);
    peer.expectClosed();
  }

  @Test
  void a_goaway_in_the_middle_of_a_response_lets_it_finish() {
    open();
    Future<Buffer> body = once(session.get("/x").send().compose(ClientResponse::body));
    peer.request(1);
    peer.sendBytes(HpackBlock.concat(Arrays.copyOf(RESPONSE, RESPONSE.length - 1 - "x-sum5".length() - 11),
      RawFrame.goAway(1, ErrorCode.NO_ERROR).bytes()));
    int rest = RESPONSE.length - 1 - "x-sum5".length() - 11;
    assertEquals(0, RESPONSE[rest], "the trailers' frame begins with its length");
    peer.sendBytes(Arrays.copyOfRange(RESPONSE, rest, RESPONSE.length));
    assertEquals("hello", await(body).toString());
    peer.expectClosed();
  }

  // --- SETTINGS ---

  @Test
  void a_window_that_shrinks_below_zero_holds_the_body_until_there_is_credit() {
    open(INITIAL_WINDOW_SIZE.id(), 100);
    Future<ClientResponse> response = once(session.post("/x").send(Buffer.buffer(new byte[150])));
    peer.expectHeaders(1);
    assertEquals(100, peer.expect(FrameType.DATA, 1).length());
    peer.send(RawFrame.settings(INITIAL_WINDOW_SIZE, 0), RawFrame.windowUpdate(1, 99));
    assertSilence(peer);
    peer.send(RawFrame.windowUpdate(1, 2));
    assertEquals(1, peer.expect(FrameType.DATA, 1).length());
    peer.send(RawFrame.settings(INITIAL_WINDOW_SIZE, 49));
    assertEquals(49, peer.expect(FrameType.DATA, 1).length());
    respond(1);
    assertServed(response);
  }

  @Test
  void a_body_that_waits_for_a_window_ends_with_the_connection() {
    open(INITIAL_WINDOW_SIZE.id(), 10);
    Future<ClientResponse> response = once(session.post("/x").send(Buffer.buffer(new byte[1 << 20])));
    peer.expectHeaders(1);
    peer.expect(FrameType.DATA, 1);
    peer.send(RawFrame.settings(INITIAL_WINDOW_SIZE, 0));
    peer.roundTrip().close();
    failure(ConnectionClosedException.class, response);
  }

  /** As libnghttp2 does it; RFC 9113 section 6.9.2 asks for the end of the connection. */
  @Test
  void a_window_above_the_maximum_resets_its_stream() {
    open(MAX_CONCURRENT_STREAMS.id(), 1);
    Future<ClientResponse> response = get("/x");
    Future<ClientResponse> waiting = get("/waiting");
    peer.request(1);
    peer.send(RawFrame.windowUpdate(1, Integer.MAX_VALUE - 65_535), RawFrame.settings(INITIAL_WINDOW_SIZE, 70_000));
    peer.expectRst(1, ErrorCode.FLOW_CONTROL_ERROR);
    assertEquals(ErrorCode.FLOW_CONTROL_ERROR, failure(StreamClosedException.class, response).errorCode());
    assertEquals("/waiting", peer.request(3).path());
    respond(3);
    assertServed(waiting);
  }

  @Test
  void a_limit_of_no_streams_holds_requests_and_a_larger_one_sends_each_once() {
    open(MAX_CONCURRENT_STREAMS.id(), 0);
    Future<ClientResponse> first = get("/1");
    Future<ClientResponse> second = get("/2");
    Future<ClientResponse> third = get("/3");
    assertSilence(peer);
    peer.send(RawFrame.settings(MAX_CONCURRENT_STREAMS, 1));
    assertEquals("/1", peer.request(1).path());
    peer.send(RawFrame.settings(MAX_CONCURRENT_STREAMS, 0));
    respond(1);
    assertServed(first);
    assertSilence(peer);
    peer.send(RawFrame.settings(MAX_CONCURRENT_STREAMS, 1));
    assertEquals("/2", peer.request(3).path());
    peer.send(RawFrame.rst(3, ErrorCode.REFUSED_STREAM));
    assertEquals("/3", peer.request(5).path());
    respond(5);
    assertServed(third);
    assertEquals("/2", peer.request(7).path());
    respond(7);
    assertServed(second);
  }

  static Stream<Arguments> endsOfAWait() {
    return Stream.of(
      arguments("timeout", (UnaryOperator<ClientRequest>) request -> request.timeout(200),
        RequestTimeoutException.class),
      arguments("headTimeout", (UnaryOperator<ClientRequest>) request -> request.headTimeout(200),
        RequestTimeoutException.class),
      arguments("reset", (UnaryOperator<ClientRequest>) request -> request, StreamClosedException.class));
  }

  /** The end of the first request and new SETTINGS without room come at once: nghttp2 has the second request then. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("endsOfAWait")
  void a_request_that_the_library_holds_back_can_be_ended(String name, UnaryOperator<ClientRequest> limited,
                                                                      Class<? extends Http2Exception> failure) {
    open(MAX_CONCURRENT_STREAMS.id(), 1);
    Future<ClientResponse> first = get("/1");
    ClientRequest request = limited.apply(session.post("/2"));
    peer.request(1);
    Future<ClientResponse> second = respondedInTime(() -> once(request.send("body")), () -> {
      assertEquals(1, session.metrics().pendingRequests(), "the second request waits");
      peer.send(RawFrame.headers(1, true, HpackBlock.status(204)), RawFrame.settings(MAX_CONCURRENT_STREAMS, 0));
    });
    Future<Void> sent = once(request.sent());
    assertServed(first);
    assertSilence(peer);
    if (failure == StreamClosedException.class) {
      request.reset(ErrorCode.CANCEL);
    }
    failure(failure, second);
    failure(failure, sent);
    Future<ClientResponse> third = get("/3");
    assertSilence(peer);
    peer.send(RawFrame.settings(MAX_CONCURRENT_STREAMS, 1));
    assertEquals("/3", peer.request(5).path());
    respond(5);
    assertServed(third);
  }

  // --- silence ---

  @Test
  void a_response_after_its_timeout_is_ignored() {
    open();
    Future<ClientResponse> response = once(session.get("/x").timeout(50).send());
    peer.request(1);
    peer.expectRst(1, ErrorCode.CANCEL);
    failure(RequestTimeoutException.class, response);
    peer.sendBytes(RESPONSE);
    Future<ClientResponse> next = get("/next");
    peer.request(3);
    respond(3);
    assertServed(next);
  }

  @Test
  void a_server_that_never_responds_does_not_hold_up_close() {
    open(options(new Http2Options().setShutdownGracePeriod(100)), MAX_CONCURRENT_STREAMS.id(), 1);
    Future<ClientResponse> response = get("/x");
    Future<ClientResponse> waiting = get("/waiting");
    peer.request(1);
    await(session.close());
    ConnectionClosedException failure = failure(ConnectionClosedException.class, response);
    assertTrue(failure.getMessage().contains("shutdownGracePeriod = 100"), failure::getMessage);
    failure(ConnectionClosedException.class, waiting);
  }
}
