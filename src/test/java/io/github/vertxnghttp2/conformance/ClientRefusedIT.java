package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.UnprocessedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.vertxnghttp2.frame.SettingId.MAX_CONCURRENT_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests that the server refuses with REFUSED_STREAM go out again, if nothing of them is lost. */
class ClientRefusedIT extends ClientScript {

  private void refuse(int stream) {
    peer.send(RawFrame.rst(stream, ErrorCode.REFUSED_STREAM));
  }

  private void serve(int stream, Future<ClientResponse> response) {
    peer.send(RawFrame.headers(stream, false, HpackBlock.status(200)), RawFrame.data(stream, "served", true));
    assertEquals("served", await(response.compose(ClientResponse::text)));
    assertEquals(stream, response.result().streamId());
  }

  @Test
  void a_refused_request_is_queued_again() {
    open();
    ClientRequest request = session.get("/x?y").putHeader("x-one", "1");
    Future<ClientResponse> response = request.send();
    HeaderList head = peer.request(1).headers();
    refuse(1);
    assertEquals(head, peer.request(3).headers());
    serve(3, response);
    await(request.sent());
  }

  @Test
  void a_refused_request_goes_behind_those_that_wait() {
    open(MAX_CONCURRENT_STREAMS.id(), 1);
    peer.skipping(FrameType.SETTINGS, FrameType.WINDOW_UPDATE);
    Future<ClientResponse> first = session.get("/1").send();
    Future<ClientResponse> second = session.get("/2").send();
    session.ping();
    peer.skipping(FrameType.SETTINGS, FrameType.WINDOW_UPDATE); // the PING may overtake the request
    assertEquals("/1", peer.request(1).path());
    peer.expect(FrameType.PING, 0); // /2 waits by now
    refuse(1);
    assertEquals("/2", peer.request(3).path());
    serve(3, second);
    assertEquals("/1", peer.request(5).path());
    serve(5, first);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5000, 40_000})
  void a_refused_request_brings_its_body_and_trailers_again(int size) {
    open();
    byte[] body = pattern(size);
    Future<ClientResponse> plain = session.post("/plain").send(Buffer.buffer(body));
    assertSameBytes(body, peer.request(1).body());
    refuse(1);
    Message again = peer.request(3);
    assertSameBytes(body, again.body());
    assertEquals(String.valueOf(size), again.headers().get("content-length"));
    serve(3, plain);

    peer.send(RawFrame.windowUpdate(0, 1 << 20));
    Future<ClientResponse> trailing = session.post("/trailing").putTrailer("x-sum", "1").send(Buffer.buffer(body));
    assertSameBytes(body, peer.request(5).body());
    refuse(5);
    again = peer.request(7);
    assertSameBytes(body, again.body());
    assertEquals(HeaderList.of("x-sum", "1"), again.trailers());
    serve(7, trailing);
  }

  @Test
  void a_body_that_has_not_left_is_sent_again_from_its_beginning() {
    open(4, 10); // INITIAL_WINDOW_SIZE
    Future<ClientResponse> response = session.post("/x").send("0123456789abcdef");
    peer.expectHeaders(1);
    assertEquals("0123456789", peer.expect(FrameType.DATA, 1).text());
    refuse(1);
    peer.expectHeaders(3);
    assertEquals("0123456789", peer.expect(FrameType.DATA, 3).text());
    peer.send(RawFrame.windowUpdate(3, 100));
    assertEquals("abcdef", peer.expect(FrameType.DATA, 3).text());
    serve(3, response);
  }

  @Test
  void a_request_is_not_sent_again_for_ever() {
    open(options().setRefusedStreamRetries(2));
    Future<ClientResponse> response = session.get("/x").send();
    for (int stream = 1; stream <= 5; stream += 2) {
      peer.request(stream);
      refuse(stream);
    }
    UnprocessedException failure = failure(UnprocessedException.class, response);
    assertTrue(failure.getMessage().contains("2 times") && failure.getMessage().contains("refusedStreamRetries"),
      failure::getMessage);
    assertEquals(ErrorCode.REFUSED_STREAM, failure.errorCode());
    assertSilence(peer);
  }

  @Test
  void without_retries_a_refused_request_fails_as_safe_to_send_again() {
    open(options().setRefusedStreamRetries(0));
    ClientRequest request = session.get("/x");
    Future<ClientResponse> response = request.send();
    peer.request(1);
    refuse(1);
    UnprocessedException failure = failure(UnprocessedException.class, response);
    assertEquals(Initiator.REMOTE, failure.initiator());
    assertThrows(IllegalArgumentException.class, () -> options().setRefusedStreamRetries(-1));
  }

  @Test
  void a_body_in_pieces_is_not_sent_again_and_others_go_on() {
    open();
    Future<ClientResponse> other = session.get("/other").send();
    ClientRequest request = session.post("/x");
    request.write("a");
    peer.request(1);
    peer.expectHeaders(3);
    peer.expect(FrameType.DATA, 3);
    refuse(3);
    failure(UnprocessedException.class, request.response());
    failure(UnprocessedException.class, request.sent());
    failure(Throwable.class, request.write("b"));
    serve(1, other);
    assertSilence(peer);
  }

  /** The library has read the GOAWAY when it is to send the request. */
  @Test
  void a_request_made_when_SETTINGS_came_with_GOAWAY_is_not_said_to_be_refused_by_the_server() {
    Future<ClientResponse> response = connect(options()).compose(made -> made.get("/x").send());
    peer.send(RawFrame.settings(), RawFrame.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR));
    UnprocessedException failure = failure(UnprocessedException.class, response);
    assertEquals(Initiator.LIBRARY, failure.initiator());
    assertTrue(failure.getMessage().contains("takes no more requests"), failure.getMessage());
  }

  @Test
  void a_session_that_closes_does_not_send_again() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    Future<Void> closed = session.close();
    peer.roundTrip();
    refuse(1);
    failure(UnprocessedException.class, response);
    await(closed);
  }

  @Test
  void a_response_that_has_begun_is_not_asked_for_again() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)));
    Future<Buffer> body = await(response).body();
    refuse(1);
    failure(UnprocessedException.class, body);
    assertSilence(peer);
  }

  @Test
  void a_request_that_was_given_up_when_the_refusal_came_is_not_sent_again() {
    open();
    Future<ClientResponse> first = session.get("/first").send();
    ClientRequest second = session.post("/second");
    Future<ClientResponse> refused = second.send("body");
    peer.request(1);
    peer.request(3);
    first.onSuccess(response -> second.reset(ErrorCode.CANCEL));
    peer.send(RawFrame.headers(1, true, HpackBlock.status(204)), RawFrame.rst(3, ErrorCode.REFUSED_STREAM)); // one read
    failure(Http2Exception.class, refused);
    Future<ClientResponse> next = session.get("/next").send();
    assertEquals("/next", peer.request(5).path());
    serve(5, next);
  }
}
