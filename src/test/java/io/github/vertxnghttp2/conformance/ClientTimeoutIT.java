package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.RequestTimeoutException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.testing.HpackBlock;
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

/** A request that takes longer than it may is reset, and nothing else is. */
class ClientTimeoutIT extends ClientScript {

  private static void assertTold(RequestTimeoutException failure, String... words) {
    for (String word : words) {
      assertTrue(failure.getMessage().contains(word), failure::getMessage);
    }
    assertEquals(ErrorCode.CANCEL, failure.errorCode());
    assertEquals(Initiator.LOCAL, failure.initiator());
  }

  @Test
  void a_response_that_does_not_come_resets_the_stream() {
    open();
    Future<ClientResponse> response = session.get("/slow").timeout(100).send();
    Future<ClientResponse> other = session.get("/other").send();
    peer.request(1);
    peer.request(3);
    peer.expectRst(1, ErrorCode.CANCEL);
    assertTold(failure(RequestTimeoutException.class, response), "/slow", "timeout = 100 ms",
      "127.0.0.1:" + listening.getLocalPort());
    peer.send(RawFrame.headers(3, false, HpackBlock.status(200)), RawFrame.data(3, "other", true));
    assertEquals("other", await(other.compose(ClientResponse::text)));
  }

  @Test
  void a_response_whose_body_does_not_end_resets_the_stream() {
    open();
    Future<ClientResponse> response = respondedInTime(() -> session.get("/slow").timeout(300).send(), () -> {
      peer.request(1);
      peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "begun", false));
    });
    Future<Buffer> body = await(response).body();
    peer.expectRst(1, ErrorCode.CANCEL);
    assertTold(failure(RequestTimeoutException.class, body), "the response had begun");
  }

  @Test
  void a_response_that_has_begun_in_time_may_take_longer_than_its_head_may() {
    open();
    Future<ClientResponse> begun = respondedInTime(() -> session.get("/begun").headTimeout(100).send(), () -> {
      peer.request(1);
      peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "slowly ", false));
    });
    Future<String> text = await(begun).text();
    Future<ClientResponse> late = session.get("/late").headTimeout(100).send();
    peer.request(3);
    peer.send(RawFrame.headers(3, false, HpackBlock.status(103)));
    peer.expectRst(3, ErrorCode.CANCEL); // later than the time of the first
    assertTold(failure(RequestTimeoutException.class, late), "/late", "headTimeout = 100 ms");
    peer.send(RawFrame.data(1, "but surely", true));
    assertEquals("slowly but surely", await(text));
    assertThrows(IllegalArgumentException.class, () -> session.get("/").headTimeout(0));
  }

  @Test
  void a_request_that_waits_for_a_stream_is_never_sent() {
    open(MAX_CONCURRENT_STREAMS.id(), 0);
    Future<ClientResponse> response = session.post("/x").timeout(50).send("body");
    assertTold(failure(RequestTimeoutException.class, response), "waited for a free stream");
    assertSilence(peer);
  }

  @Test
  void an_upload_that_does_not_go_on_is_given_up() {
    open(4, 5); // INITIAL_WINDOW_SIZE
    ClientRequest request = session.post("/x").timeout(100);
    Future<Void> written = request.write("more than five");
    peer.expectHeaders(1);
    peer.readUntil(FrameType.RST_STREAM);
    failure(RequestTimeoutException.class, request.response());
    failure(RequestTimeoutException.class, request.sent());
    failure(Throwable.class, written);
  }

  @Test
  void a_response_in_time_cancels_the_timeout() {
    open();
    Future<ClientResponse> response = respondedInTime(() -> session.get("/x").timeout(200).send(), () -> {
      peer.request(1);
      peer.send(RawFrame.headers(1, true, HpackBlock.status(204)));
    });
    assertEquals(204, await(response).status());
    Future<ClientResponse> slow = session.get("/slow").timeout(300).send();
    peer.request(3);
    peer.expectRst(3, ErrorCode.CANCEL);
    failure(RequestTimeoutException.class, slow);
  }

  @Test
  void an_upload_that_goes_on_after_the_whole_response_has_no_timeout() {
    open();
    int stream = 1;
    int timeout = 100;
    while (!uploadsOnAfterTheResponse(stream, timeout)) { // on a slow machine the response itself may be late
      stream += 2;
      timeout *= 2;
    }
  }

  /** @return whether the response was there in time */
  private boolean uploadsOnAfterTheResponse(int stream, int timeout) {
    ClientRequest request = session.post("/x").timeout(timeout);
    request.write("begun, ");
    peer.expectHeaders(stream);
    peer.expect(FrameType.DATA, stream);
    peer.send(RawFrame.headers(stream, false, HpackBlock.status(200)), RawFrame.data(stream, "early", true));
    Future<String> text = request.response().compose(ClientResponse::text);
    Future<Boolean> inTime = text.map(true).otherwise(false);
    if (!await(inTime)) {
      peer.expectRst(stream, ErrorCode.CANCEL);
      return false;
    }
    Future<ClientResponse> later = session.get("/later").timeout(timeout).send();
    peer.expectHeaders(stream + 2);
    peer.expectRst(stream + 2, ErrorCode.CANCEL);
    failure(RequestTimeoutException.class, later); // its timer was the later one
    Future<Void> ended = request.end("and ended");
    assertEquals("and ended", peer.expect(FrameType.DATA, stream).text());
    await(ended);
    return true;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void a_timeout_without_length_is_refused(long milliseconds) {
    open();
    assertThrows(IllegalArgumentException.class, () -> session.get("/x").timeout(milliseconds));
  }

  @Test
  void a_timeout_after_the_head_is_refused() {
    open();
    ClientRequest request = session.get("/x");
    request.send();
    assertThrows(IllegalStateException.class, () -> request.timeout(10));
  }
}
