package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A body that waits for 100 (continue), RFC 9110 section 10.1.1. */
class ContinueIT {

  @Nested
  class Client extends ClientScript {
    private ClientRequest request;
    private Future<Boolean> wanted;

    private void ask() {
      open();
      request = session.post("/x");
      wanted = request.expectContinue();
      assertEquals("100-continue", peer.expectHeaders(1).get("expect"));
      assertSilence(peer);
      assertFalse(wanted.isComplete());
    }

    @Test
    void a_body_goes_out_when_the_server_wants_it() {
      ask();
      peer.send(RawFrame.headers(1, false, HpackBlock.status(103)), RawFrame.headers(1, false, HpackBlock.status(100)));
      assertTrue(await(wanted));
      request.end("body");
      assertEquals("body", peer.expect(FrameType.DATA, 1).text());
      peer.send(RawFrame.headers(1, true, HpackBlock.status(204)));
      assertEquals(204, await(request.response()).status());
    }

    @Test
    void a_response_instead_says_that_the_body_is_not_wanted() {
      ask();
      peer.send(RawFrame.headers(1, true, HpackBlock.status(417)));
      assertFalse(await(wanted));
      assertEquals(417, await(request.response()).status());
      request.reset(ErrorCode.NO_ERROR);
      peer.expectRst(1, ErrorCode.NO_ERROR);
    }

    @Test
    void a_reset_instead_of_100_fails_the_future() {
      ask();
      peer.send(RawFrame.rst(1, ErrorCode.INTERNAL_ERROR));
      failure(StreamClosedException.class, wanted);
    }

    @Test
    void expectContinue_must_be_called_before_the_head_is_sent() {
      open();
      ClientRequest late = session.post("/x");
      late.write("a");
      assertThrows(IllegalStateException.class, late::expectContinue);
    }
  }

  @Nested
  class Server extends ServerScript {

    private static RawFrame post(int stream, boolean end) {
      return RawFrame.headers(stream, end, HpackBlock.post("/x", "expect", "100-continue"));
    }

    @Test
    void the_handler_decides() {
      serve(request -> {
        assertTrue(request.expectsContinue());
        request.response().writeContinue();
        request.text().onSuccess(text -> request.respond(200, text));
      });
      var peer = open();
      peer.send(post(1, false));
      assertEquals("100", peer.expectHeaders(1).get(":status"));
      peer.send(RawFrame.data(1, "body", true));
      assertEquals("body", peer.response(1).text());
    }

    @Test
    void the_server_sends_100_automatically_if_configured() {
      serve(options(new Http2Options()).setHandle100ContinueAutomatically(true),
        request -> request.text().onSuccess(text -> request.respond(200, text)));
      var peer = open();
      peer.send(post(1, false));
      assertEquals("100", peer.expectHeaders(1).get(":status"));
      peer.send(RawFrame.data(1, "body", true));
      assertEquals("body", peer.response(1).text());
      peer.send(post(3, true));
      Message bodiless = peer.response(3);
      assertEquals(List.of(), bodiless.interim());
      peer.send(RawFrame.headers(5, false, HpackBlock.post("/x")), RawFrame.data(5, "unasked", true));
      assertEquals(List.of(), peer.response(5).interim());
    }

    @Test
    void without_the_field_nothing_is_sent_before_the_response() {
      serve(request -> request.respond(417));
      var peer = open();
      peer.send(post(1, false));
      Message response = peer.response(1);
      assertEquals(417, response.status());
      assertEquals(List.of(), response.interim());
    }
  }
}
