package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How many streams a client opens, and how a server ends them: RFC 9113 sections 5.1.2, 6.4, 6.8 and 8.7. */
class ClientStreamsIT extends ClientScript {
  private static final long MAX_CONCURRENT_STREAMS = SettingId.MAX_CONCURRENT_STREAMS.id();

  private List<Future<ClientResponse>> get(String... paths) {
    List<Future<ClientResponse>> responses = new ArrayList<>();
    for (String path : paths) {
      responses.add(session.get(path).send());
    }
    return responses;
  }

  private void respond(int streamId) {
    peer.send(RawFrame.headers(streamId, true, HpackBlock.status(204)));
  }

  private void assertServed(Future<ClientResponse> response) {
    assertEquals(204, await(response).status());
  }

  @Test
  void requests_over_the_server_s_limit_wait_and_go_in_order() {
    open(MAX_CONCURRENT_STREAMS, 2);
    List<Future<ClientResponse>> responses = get("/1", "/2", "/3", "/4", "/5");
    assertEquals("/1", peer.request(1).path());
    assertEquals("/2", peer.request(3).path());
    assertSilence(peer);
    assertFalse(session.requestAllowed(), "a request would have to wait");
    respond(3);
    assertEquals("/3", peer.request(5).path());
    assertSilence(peer);
    respond(1);
    respond(5);
    assertEquals("/4", peer.request(7).path());
    assertEquals("/5", peer.request(9).path());
    respond(9);
    respond(7);
    responses.forEach(this::assertServed);
    peer.roundTrip();
    assertTrue(session.requestAllowed(), "all streams are free");
  }

  @Test
  void a_client_s_own_limit_of_streams_does_not_hold_its_requests() {
    Http2Options http2 = new Http2Options();
    http2.getSettings().setMaxConcurrentStreams(1);
    open(options(http2), MAX_CONCURRENT_STREAMS, 100);
    List<Future<ClientResponse>> responses = get("/1", "/3", "/5");
    for (int stream = 1; stream <= 5; stream += 2) {
      assertEquals("/" + stream, peer.request(stream).path());
    }
    respond(5);
    assertServed(responses.get(2));
  }

  @Test
  void a_limit_of_none_holds_requests_until_it_is_raised() {
    open(MAX_CONCURRENT_STREAMS, 0);
    List<Future<ClientResponse>> responses = get("/1", "/2");
    assertSilence(peer);
    assertFalse(session.requestAllowed(), "a request would have to wait");
    peer.send(RawFrame.settings(SettingId.MAX_CONCURRENT_STREAMS, 1));
    assertEquals("/1", peer.request(1).path());
    assertSilence(peer);
    peer.send(RawFrame.settings(SettingId.MAX_CONCURRENT_STREAMS, 10));
    assertEquals("/2", peer.request(3).path());
    respond(1);
    respond(3);
    responses.forEach(this::assertServed);
  }

  @Test
  void a_lowered_limit_counts_for_the_requests_to_come() {
    open(MAX_CONCURRENT_STREAMS, 3);
    List<Future<ClientResponse>> responses = get("/1", "/2");
    peer.request(1);
    peer.request(3);
    peer.send(RawFrame.settings(SettingId.MAX_CONCURRENT_STREAMS, 1));
    peer.expectSettingsAck();
    responses.addAll(get("/3"));
    respond(1);
    assertSilence(peer);
    respond(3);
    assertEquals("/3", peer.request(5).path());
    respond(5);
    responses.forEach(this::assertServed);
  }

  @Test
  void what_is_written_while_a_request_waits_follows_it() {
    open(MAX_CONCURRENT_STREAMS, 0);
    ClientRequest request = session.post("/x");
    request.write("one ");
    request.write("two ");
    request.putTrailer("x-sum", "3");
    request.end("three");
    assertSilence(peer);
    assertEquals(0, request.streamId());
    peer.send(RawFrame.settings(SettingId.MAX_CONCURRENT_STREAMS, 1));
    var message = peer.request(1);
    assertEquals("one two three", message.text());
    assertEquals("3", message.trailers().get("x-sum"));
  }

  @Test
  void a_request_that_waits_can_be_reset_and_leaves_no_trace() {
    open(MAX_CONCURRENT_STREAMS, 0);
    ClientRequest first = session.get("/1");
    Future<ClientResponse> dropped = first.send();
    Future<ClientResponse> second = session.get("/2").send();
    first.reset(ErrorCode.CANCEL);
    StreamClosedException failure = failure(StreamClosedException.class, dropped);
    assertEquals(ErrorCode.CANCEL, failure.errorCode());
    assertEquals(Initiator.LOCAL, failure.initiator());
    peer.send(RawFrame.settings(SettingId.MAX_CONCURRENT_STREAMS, 1));
    assertEquals("/2", peer.request(1).path());
    respond(1);
    assertServed(second);
  }

  @Test
  void a_request_can_be_reset() {
    open();
    ClientRequest request = session.post("/x");
    request.write("abc");
    peer.expectHeaders(1);
    request.reset(ErrorCode.CANCEL);
    peer.expectRst(1, ErrorCode.CANCEL);
    StreamClosedException failure = failure(StreamClosedException.class, request.response());
    assertEquals(Initiator.LOCAL, failure.initiator());
    assertEquals(1, failure.streamId());
    failure(StreamClosedException.class, request.sent());
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 8, 0xfeed_beefL})
  void a_reset_keeps_its_number(long code) {
    open();
    ClientRequest request = session.post("/x");
    Promise<Throwable> told = Promise.promise();
    request.exceptionHandler(told::tryComplete);
    request.write("abc");
    peer.expectHeaders(1);
    peer.send(RawFrame.rst(1, code));
    StreamClosedException failure = failure(StreamClosedException.class, request.response());
    assertEquals(code, failure.code());
    assertEquals(ErrorCode.of(code), failure.errorCode());
    assertEquals(Initiator.REMOTE, failure.initiator());
    assertEquals(code, failure(StreamClosedException.class, request.sent()).code());
    assertEquals(code, ((Http2Exception) await(told.future())).code());
  }

  @Test
  void a_reset_during_the_response_ends_its_body() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "abc", false));
    Future<Buffer> body = response.compose(ClientResponse::body);
    peer.send(RawFrame.rst(1, ErrorCode.INTERNAL_ERROR));
    StreamClosedException failure = failure(StreamClosedException.class, body);
    assertEquals(ErrorCode.INTERNAL_ERROR, failure.errorCode());
    assertEquals(Initiator.REMOTE, failure.initiator());
  }

  @Test
  void a_goaway_lets_older_streams_finish_and_fails_newer_ones_as_unprocessed() {
    open(MAX_CONCURRENT_STREAMS, 3);
    Promise<ConnectionClosedException> goneAway = Promise.promise();
    Promise<Void> closed = Promise.promise();
    session.goAwayHandler(goneAway::complete).closeHandler(v -> closed.complete());
    List<Future<ClientResponse>> responses = get("/1", "/3", "/5", "/waits");
    peer.request(1);
    peer.request(3);
    peer.request(5);
    peer.send(RawFrame.goAway(3, ErrorCode.NO_ERROR.code(), "restarting"));
    failure(UnprocessedException.class, responses.get(2));
    failure(UnprocessedException.class, responses.get(3));
    ConnectionClosedException cause = await(goneAway.future());
    assertEquals(3, cause.lastStreamId());
    assertEquals("restarting", cause.debugText());
    assertEquals(ErrorCode.NO_ERROR, cause.errorCode());
    assertEquals(Initiator.REMOTE, cause.initiator());
    assertFalse(session.requestAllowed(), "after GOAWAY");
    Future<ClientResponse> late = session.get("/late").send();
    Http2Exception refusal = failure(Http2Exception.class, late);
    assertTrue(refusal.getMessage().contains("restarting"), refusal.getMessage());
    respond(3);
    assertServed(responses.get(1));
    peer.roundTrip();
    assertFalse(closed.future().isComplete(), "closed with a stream in flight");
    respond(1);
    assertServed(responses.get(0));
    peer.expectClosed();
    await(closed.future());
  }

  @Test
  void a_goaway_with_an_error_names_it_in_what_fails() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.goAway(0, ErrorCode.ENHANCE_YOUR_CALM.code(), "too many"));
    UnprocessedException failure = failure(UnprocessedException.class, response);
    assertTrue(failure.getMessage().contains("ENHANCE_YOUR_CALM") && failure.getMessage().contains("too many"),
      failure.getMessage());
  }

  @Test
  void the_two_goaways_of_a_graceful_shutdown() {
    open();
    List<Future<ClientResponse>> responses = get("/1", "/3");
    peer.request(1);
    peer.request(3);
    peer.send(RawFrame.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR), RawFrame.goAway(1, ErrorCode.NO_ERROR));
    failure(UnprocessedException.class, responses.get(1));
    respond(1);
    assertServed(responses.get(0));
    peer.expectClosed();
  }

  @Test
  void the_goaway_handler_is_told_once_and_what_the_second_goaway_refuses_names_its_last_stream() {
    open();
    List<ConnectionClosedException> told = new CopyOnWriteArrayList<>();
    Promise<Void> closed = Promise.promise();
    session.goAwayHandler(told::add).closeHandler(v -> closed.complete());
    List<Future<ClientResponse>> responses = get("/1", "/3");
    peer.request(1);
    peer.request(3);
    peer.send(RawFrame.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR.code(), "soon"));
    peer.roundTrip();
    peer.send(RawFrame.goAway(1, ErrorCode.NO_ERROR.code(), "now"));
    UnprocessedException refused = failure(UnprocessedException.class, responses.get(1));
    assertTrue(refused.getMessage().contains("last stream 1: now"), refused.getMessage());
    respond(1);
    assertServed(responses.get(0));
    await(closed.future()); // told after all that was told before
    assertEquals(1, told.size(), "times that the handler was told");
    assertEquals(Integer.MAX_VALUE, told.get(0).lastStreamId());
    assertEquals("soon", told.get(0).debugText());
  }

  @Test
  void an_idle_connection_ends_with_the_goaway() {
    open();
    Promise<Void> closed = Promise.promise();
    session.closeHandler(v -> closed.complete());
    peer.send(RawFrame.goAway(0, ErrorCode.NO_ERROR));
    peer.expectClosed();
    await(closed.future());
  }

  @Test
  void a_header_list_over_the_limit_fails_its_request_only() {
    var http2 = new Http2Options();
    http2.getSettings().setMaxHeaderListSize(1000);
    open(options(http2));
    List<Future<ClientResponse>> responses = get("/1", "/3");
    peer.request(1);
    peer.request(3);
    peer.send(RawFrame.headers(1, true, HpackBlock.status(200, "x-big", "b".repeat(1000))));
    peer.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    assertSilence(peer.skipping(FrameType.SETTINGS, FrameType.WINDOW_UPDATE, FrameType.PING));
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, failure(StreamClosedException.class, responses.get(0)).errorCode());
    respond(3);
    assertServed(responses.get(1));
  }
}
