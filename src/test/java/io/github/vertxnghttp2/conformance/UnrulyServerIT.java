package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

import static io.github.vertxnghttp2.frame.SettingId.MAX_CONCURRENT_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Servers that break the rules of HTTP/2: that costs the request, or the connection, and nothing else. */
class UnrulyServerIT extends ClientFaults {

  @Test
  void an_unwanted_push_ends_what_was_sent_and_frees_what_waited() {
    open(MAX_CONCURRENT_STREAMS.id(), 1);
    Future<ClientResponse> response = get("/x");
    Future<ClientResponse> waiting = get("/waiting");
    peer.request(1);
    peer.send(RawFrame.pushPromise(1, 2, HpackBlock.get("/pushed")));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    ConnectionClosedException failure = failure(ConnectionClosedException.class, response);
    assertTrue(failure.getMessage().contains("pushEnabled is false"), failure::getMessage);
    failure(UnprocessedException.class, waiting);
  }

  @Test
  void a_response_to_a_request_that_was_not_made_ends_the_connection() {
    open();
    Future<ClientResponse> response = get("/x");
    peer.request(1);
    peer.send(RawFrame.headers(3, true, HpackBlock.status(200)));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    failure(ConnectionClosedException.class, response);
  }

  @Test
  void a_body_before_its_response_ends_the_connection() {
    open(MAX_CONCURRENT_STREAMS.id(), 1);
    Future<ClientResponse> response = get("/x");
    Future<ClientResponse> waiting = get("/waiting");
    peer.request(1);
    peer.send(RawFrame.data(1, "early", false));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    ConnectionClosedException failure = failure(ConnectionClosedException.class, response);
    assertEquals(ErrorCode.PROTOCOL_ERROR, failure.errorCode());
    assertTrue(failure.getMessage().contains("broke the rules"), failure::getMessage);
    failure(UnprocessedException.class, waiting);
    failure(UnprocessedException.class, get("/late"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_goaway_with_the_code_of_a_refusal_refuses_no_stream_up_to_its_last(boolean closes) {
    open();
    Future<ClientResponse> first = get("/first");
    Future<ClientResponse> second = get("/second");
    peer.request(1);
    peer.request(3);
    peer.send(RawFrame.goAway(1, ErrorCode.REFUSED_STREAM));
    failure(UnprocessedException.class, second);
    if (closes) {
      peer.close();
    } else {
      await(session.terminate(ErrorCode.REFUSED_STREAM));
    }
    failure(ConnectionClosedException.class, first); // nobody knows whether the server acted
  }

  // --- informational responses ---

  private RawFrame[] hints(int stream, int count) {
    RawFrame[] frames = new RawFrame[count];
    Arrays.setAll(frames, i -> RawFrame.headers(stream, false, HpackBlock.status(100 + i % 100 == 101 ? 102 : 100 + i
      % 100)));
    return frames;
  }

  @Test
  void a_storm_of_informational_responses_costs_its_request_only() {
    open();
    Future<ClientResponse> response = get("/x");
    Future<ClientResponse> other = get("/other");
    peer.request(1);
    peer.request(3);
    peer.send(hints(1, 5000));
    peer.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    StreamClosedException failure = failure(StreamClosedException.class, response);
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, failure.errorCode());
    assertTrue(failure.getMessage().contains("more than maxInformationalResponses = 100"), failure::getMessage);
    peer.send(hints(3, 100));
    respond(3);
    assertServed(other);
  }

  @Test
  void a_storm_that_ends_with_a_response_is_a_storm_all_the_same() {
    open(options().setMaxInformationalResponses(2));
    Future<ClientResponse> response = get("/x");
    peer.request(1);
    peer.sendBytes(HpackBlock.concat(hints(1, 1)[0].bytes(), hints(1, 1)[0].bytes(), hints(1, 1)[0].bytes(), RESPONSE));
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, failure(StreamClosedException.class, response).errorCode());
    Future<ClientResponse> next = get("/next");
    peer.request(3);
    peer.send(hints(3, 2));
    respond(3);
    assertServed(next);
  }

  @Test
  void without_informational_responses_the_first_is_one_too_many() {
    open(options().setMaxInformationalResponses(0));
    Future<ClientResponse> response = get("/x");
    peer.request(1);
    peer.send(hints(1, 1));
    peer.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
    failure(StreamClosedException.class, response);
  }
}
