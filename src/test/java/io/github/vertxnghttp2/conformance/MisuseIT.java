package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.SentMessage;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Calls that come at the wrong time, from the wrong place, or with nonsense: they say so, and other streams go on. */
class MisuseIT {

  /** What no message allows once it has ended. */
  private static void assertEnded(SentMessage message) {
    assertThrows(IllegalStateException.class, () -> message.write("more"));
    assertThrows(IllegalStateException.class, () -> message.write(Buffer.buffer()));
    assertThrows(IllegalStateException.class, () -> message.end());
    assertThrows(IllegalStateException.class, () -> message.end("more"));
    assertThrows(IllegalStateException.class, () -> message.sendFile("pom.xml"));
    ReadStream<Buffer> more = null; // which is not looked at
    assertThrows(IllegalStateException.class, message instanceof ServerResponse response ? () -> response.send(more)
      : () -> ((ClientRequest) message).send(more));
    assertThrows(IllegalStateException.class, () -> message.headers().set("x-late", "1"));
    assertThrows(IllegalStateException.class, () -> message.trailers().set("x-late", "1"));
  }

  @Nested
  class Client extends ClientScript {

    private void assertAlive(int stream) {
      Future<ClientResponse> response = session.get("/alive").send();
      assertEquals("/alive", peer.request(stream).path());
      peer.send(RawFrame.headers(stream, true, HpackBlock.status(204)));
      assertEquals(204, await(response).status());
    }

    @Test
    void nothing_follows_the_end_of_a_request() {
      open();
      ClientRequest request = session.post("/x");
      request.putTrailer("x-sum", "1");
      request.end("body");
      assertEnded(request);
      assertThrows(IllegalStateException.class, () -> request.send(Buffer.buffer()));
      assertThrows(IllegalStateException.class, request::expectContinue);
      Message sent = peer.request(1);
      assertEquals("body", sent.text());
      assertEquals(HeaderList.of("x-sum", "1"), sent.trailers());
      assertAlive(3);
    }

    @Test
    void no_trailer_is_taken_after_the_end_of_a_request_that_has_none() {
      open();
      ClientRequest request = session.post("/x");
      MultiMap trailers = request.trailers();
      request.end("body");
      assertThrows(IllegalStateException.class, () -> trailers.set("x-late", "1"));
      assertThrows(IllegalStateException.class, () -> request.putTrailer("x-late", "1"));
      assertEquals("body", peer.request(1).text());
      assertAlive(3);
    }

    @Test
    void a_request_that_was_reset_before_it_was_sent_asks_for_nothing() {
      open();
      ClientRequest request = session.post("/x");
      request.reset(ErrorCode.CANCEL);
      failure(StreamClosedException.class, request.response());
      StreamClosedException failure = failure(StreamClosedException.class, request.expectContinue());
      assertEquals(ErrorCode.CANCEL, failure.errorCode());
      failure(StreamClosedException.class, request.write("body"));
      failure(StreamClosedException.class, request.end());
      assertAlive(1);
    }

    @Test
    void a_field_after_the_head_is_refused() {
      open();
      ClientRequest request = session.post("/x");
      MultiMap headers = request.headers();
      request.write("a");
      assertThrows(IllegalStateException.class, () -> request.putHeader("x-late", "1"));
      assertThrows(IllegalStateException.class, () -> headers.add("x-late", "1"));
      request.putTrailer("x-sum", "1").end("b");
      assertEquals("ab", peer.request(1).text());
      assertAlive(3);
    }

    @Test
    void calls_after_the_end_of_the_session_fail_or_do_nothing() {
      open();
      ClientRequest begun = session.post("/begun");
      begun.write("a");
      peer.expectHeaders(1);
      await(session.terminate(ErrorCode.NO_ERROR));
      failure(Http2Exception.class, begun.response());
      failure(Throwable.class, begun.write("b"));
      failure(Http2Exception.class, begun.end());
      begun.reset(ErrorCode.CANCEL);
      assertFalse(session.requestAllowed());
      ClientRequest late = session.post("/late");
      failure(Http2Exception.class, late.send("body"));
      failure(Http2Exception.class, late.sent());
      failure(Http2Exception.class, session.get("/late").timeout(10).send());
      failure(Http2Exception.class, session.post("/late").expectContinue());
      failure(Http2Exception.class, session.ping());
      await(session.close());
      await(session.terminate(ErrorCode.CANCEL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/a\r\nx: y", "/\u0000", "/gr\u00fcn"})
    void a_path_that_is_not_allowed_is_rejected(String path) {
      open();
      IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> session.post(path));
      assertTrue(refusal.getMessage().contains("path"), refusal::getMessage);
      assertAlive(1);
    }

    @Test
    void a_method_that_is_not_a_token_is_rejected() {
      open();
      assertThrows(IllegalArgumentException.class, () -> session.request(HttpMethod.valueOf("G T"), "/x"));
      assertThrows(IllegalArgumentException.class, () -> session.request(HeaderList.of(":method", "GET\r\n")));
      assertThrows(IllegalArgumentException.class,
        () -> session.request(HeaderList.of(":method", "GET", ":authority", "a b", ":path", "/")));
      assertAlive(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "", "http:///x", "://", "http://a b/"})
    void a_uri_that_is_neither_path_nor_url_is_rejected(String uri) {
      open();
      assertThrows(IllegalArgumentException.class, () -> session.get(uri));
      assertAlive(1);
    }

    @Test
    void a_raw_head_needs_a_method_and_valid_fields() {
      open();
      assertThrows(IllegalArgumentException.class, () -> session.request(HeaderList.of(":path", "/x")));
      assertThrows(IllegalArgumentException.class, () -> session.request(HeaderList.of(":method", "GET", ":status",
        "200")));
      assertThrows(IllegalArgumentException.class,
        () -> session.request(HeaderList.of(":method", "GET", "connection", "close")));
      assertThrows(IllegalArgumentException.class, () -> session.request(HeaderList.of(":method", "GET", "x", "a\nb")));
      session.request(HeaderList.of(":method", "GET", ":path", "/x", "x-b", "1", "x-a", "2", "x-b", "3")).send();
      assertEquals(HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "127.0.0.1:"
        + listening.getLocalPort(), ":path", "/x", "x-b", "1", "x-a", "2", "x-b", "3"), peer.request(1).headers());
      session.request(HeaderList.of(":method", "PING", ":scheme", "dtn", ":authority", "station", ":path", "/y"))
        .send();
      assertEquals(HeaderList.of(":method", "PING", ":scheme", "dtn", ":authority", "station", ":path", "/y"),
        peer.request(3).headers());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0x1_0000_0000L})
    void a_code_that_does_not_fit_is_refused(long code) {
      open();
      ClientRequest request = session.post("/x");
      request.write("a");
      assertTrue(assertThrows(IllegalArgumentException.class, () -> request.reset(code)).getMessage().contains(""
        + code));
      assertThrows(IllegalArgumentException.class, () -> session.terminate(code));
      assertThrows(IllegalArgumentException.class, () -> request.setWriteQueueMaxSize(0));
      request.end();
      assertEquals("a", peer.request(1).text());
      assertAlive(3);
    }

    @Test
    void any_code_that_fits_goes_out() {
      open();
      ClientRequest request = session.post("/x");
      request.write("a");
      peer.expectHeaders(1);
      request.reset(0xffff_ffffL);
      peer.readUntil(FrameType.RST_STREAM);
      assertEquals(0xffff_ffffL, failure(Http2Exception.class, request.response()).code());
      Future<ClientResponse> waiting = session.get("/x").send();
      peer.request(3);
      Future<Void> terminated = session.terminate(0xcafe_f00dL);
      peer.expectGoAway(0xcafe_f00dL);
      assertEquals(0xcafe_f00dL, failure(Http2Exception.class, waiting).code());
      await(terminated);
    }

    @Test
    void a_request_may_be_made_and_read_by_any_thread() throws InterruptedException {
      open();
      ClientRequest request = session.post("/x");
      Thread[] threads = new Thread[4];
      for (int i = 0; i < threads.length; i++) {
        String piece = String.valueOf(i);
        threads[i] = new Thread(() -> request.write(piece));
        threads[i].start();
        threads[i].join();
      }
      request.end();
      assertEquals("0123", peer.request(1).text());
      peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "response", true));
      assertEquals("response", await(await(request.response()).text()));
    }
  }

  @Nested
  class Server extends ServerScript {

    private void misuse(Consumer<ServerRequest> handler) {
      serve(request -> {
        try {
          handler.accept(request);
        } catch (Throwable t) {
          request.response().reset(ErrorCode.HTTP_1_1_REQUIRED); // an odd one, to be told from what is expected
          throw t;
        }
      });
    }

    private Message get(FramePeer peer, int stream) {
      peer.sendHeaders(stream, true, ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/x");
      return peer.response(stream);
    }

    @Test
    void nothing_follows_the_end_of_a_response() {
      misuse(request -> {
        ServerResponse response = request.response().putTrailer("x-sum", "1");
        response.end("body");
        assertEnded(response);
        assertThrows(IllegalStateException.class, () -> response.setStatus(500));
        assertThrows(IllegalStateException.class, () -> response.inform(103, MultiMap.caseInsensitiveMultiMap()));
        assertThrows(IllegalStateException.class, response::writeContinue);
        assertThrows(IllegalStateException.class, () -> request.respond(200));
      });
      FramePeer peer = open();
      Message response = get(peer, 1);
      assertEquals("body", response.text());
      assertEquals(HeaderList.of("x-sum", "1"), response.trailers());
      assertAlive(peer, 3);
    }

    @Test
    void no_trailer_is_taken_after_the_end_of_a_response_that_has_none() {
      misuse(request -> {
        MultiMap trailers = request.response().trailers();
        request.response().end();
        assertThrows(IllegalStateException.class, () -> trailers.set("x-late", "1"));
        assertThrows(IllegalStateException.class, () -> request.response().putTrailer("x-late", "1"));
      });
      FramePeer peer = open();
      assertEquals(HeaderList.of(), get(peer, 1).trailers());
      assertAlive(peer, 3);
    }

    @Test
    void a_write_to_a_response_to_head_fails_once_its_stream_is_gone() {
      Promise<Future<Void>> written = Promise.promise();
      misuse(request -> {
        ServerResponse response = request.response();
        response.write("of which only the head is sent");
        response.closeHandler(v -> written.complete(response.write("more")));
        response.reset(ErrorCode.CANCEL);
      });
      FramePeer peer = open();
      peer.sendHeaders(1, true, ":method", "HEAD", ":scheme", "http", ":authority", "localhost", ":path", "/x");
      failure(StreamClosedException.class, await(written.future()));
    }

    @Test
    void a_drain_handler_is_not_called_within_the_call_that_sets_it() {
      Promise<Boolean> drained = Promise.promise();
      misuse(request -> {
        ServerResponse response = request.response();
        response.setWriteQueueMaxSize(1);
        response.write("x").onComplete(left -> {
          boolean[] setting = {true};
          response.drainHandler(v -> drained.complete(!setting[0]));
          setting[0] = false;
        });
        assertTrue(response.writeQueueFull());
      });
      FramePeer peer = open();
      peer.sendHeaders(1, true, ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/x");
      assertTrue(await(drained.future()));
    }

    @Test
    void invalid_arguments_are_rejected_and_the_response_can_still_be_sent() {
      misuse(request -> {
        ServerResponse response = request.response();
        assertThrows(IllegalArgumentException.class, () -> response.setStatus(99));
        assertThrows(IllegalArgumentException.class, () -> response.setStatus(1000));
        assertThrows(IllegalArgumentException.class, () -> response.inform(101, MultiMap.caseInsensitiveMultiMap()));
        assertThrows(IllegalArgumentException.class, () -> response.putHeader("", "x"));
        assertThrows(IllegalArgumentException.class, () -> response.putHeader("connection", "close"));
        assertThrows(IllegalArgumentException.class, () -> response.putHeader("x", "a\r\nb"));
        assertThrows(IllegalArgumentException.class, () -> response.setWriteQueueMaxSize(-1));
        assertThrows(IllegalArgumentException.class, () -> response.reset(-1));
        assertThrows(IllegalArgumentException.class, () -> request.fetch(-1));
        assertThrows(IllegalArgumentException.class, () -> request.read(-2));
        assertThrows(IllegalStateException.class, () -> request.headers().add("x", "1"));
        response.end("fine");
      });
      FramePeer peer = open();
      assertEquals("fine", get(peer, 1).text());
      assertAlive(peer, 3);
    }

    @Test
    void a_response_may_be_given_by_any_thread() {
      misuse(request -> new Thread(() -> {
        request.response().putHeader("x-one", "1");
        request.response().write("from ");
        request.response().end("elsewhere");
      }).start());
      assertEquals("from elsewhere", get(open(), 1).text());
    }

    @Test
    void a_request_may_be_read_by_any_thread() {
      misuse(request -> new Thread(() -> request.read(3)
        .onSuccess(part -> request.read(-1).onSuccess(rest -> request.respond(200, part + "|" + rest)))).start());
      FramePeer peer = open();
      peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")), RawFrame.data(1, "abcdef", true));
      assertEquals("abc|def", peer.response(1).text());
    }

    @Test
    void calls_after_the_connection_is_lost_do_no_harm() {
      Promise<ServerRequest> gone = Promise.promise();
      misuse(request -> request.response().closeHandler(v -> gone.complete(request)));
      FramePeer peer = open();
      peer.send(RawFrame.headers(1, false, HpackBlock.post("/x"))).roundTrip();
      peer.close();
      ServerRequest request = await(gone.future());
      request.response().writeContinue();
      failure(Throwable.class, request.response().write("x"));
      failure(Http2Exception.class, request.response().end());
      failure(Http2Exception.class, request.read(1));
      failure(Http2Exception.class, request.received());
      request.response().reset(ErrorCode.CANCEL);
      assertAlive(open(), 1);
    }
  }
}
