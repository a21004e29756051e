package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What goes out before the final response and after the body, and what must not, RFC 9110 section 15.2, RFC 9113
 * section 8.1.
 */
class InformationalIT extends ServerScript {
  private static final MultiMap NONE = MultiMap.caseInsensitiveMultiMap();

  /** What the handler could not do; the request gets 200. */
  private <T extends Throwable> String refusal(Class<T> type, Function<ServerRequest, Executable> attempt) {
    Promise<String> message = Promise.promise();
    serve(request -> {
      Executable tried = attempt.apply(request);
      try {
        message.complete(assertThrows(type, tried).getMessage());
      } catch (AssertionError e) {
        message.fail(e);
      }
      if (!request.response().isEnded()) {
        request.response().end("done");
      }
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    Message response = peer.response(1);
    assertEquals(200, response.status());
    assertEquals(List.of(), response.interim());
    assertEquals(new HeaderList(), response.trailers());
    assertAlive(peer, 3);
    return await(message.future());
  }

  @Test
  void any_number_of_any_but_101_comes_before_the_final_response() {
    serve(request -> {
      for (int status : new int[] {100, 102, 103, 103, 142, 199}) {
        request.response().inform(status, MultiMap.caseInsensitiveMultiMap().add("x-status", "n" + status));
      }
      request.response().write(Buffer.buffer("bo"));
      request.response().end("dy");
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    Message response = peer.response(1);
    assertEquals(List.of("100 n100", "102 n102", "103 n103", "103 n103", "142 n142", "199 n199"),
      response.interim().stream().map(head -> head.get(":status") + " " + head.get("x-status")).toList());
    assertEquals("200 body", response.status() + " " + response.text());
  }

  @ParameterizedTest
  @ValueSource(ints = {99, 101, 200, 0, -1, 1000})
  void another_status_is_refused(int status) {
    assertTrue(refusal(IllegalArgumentException.class, request -> () -> request.response().inform(status, NONE))
      .contains("status is " + status));
  }

  @Test
  void after_the_head_it_is_too_late() {
    assertTrue(refusal(IllegalStateException.class, request -> {
      request.response().write("be");
      return () -> request.response().inform(103, NONE);
    }).contains("has been sent"));
  }

  @Test
  void after_the_end_it_is_too_late_even_to_continue() {
    refusal(IllegalStateException.class, request -> {
      request.response().end();
      return () -> request.response().writeContinue();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {":status", ":path", "connection", "transfer-encoding", "a b", ""})
  void a_field_that_must_not_be_is_refused(String name) {
    refusal(IllegalArgumentException.class,
      request -> () -> request.response().inform(103, MultiMap.caseInsensitiveMultiMap().add(name, "v")));
  }

  @ParameterizedTest
  @ValueSource(strings = {":status", ":path", "connection", "a b"})
  void a_trailer_that_must_not_be_is_refused(String name) {
    refusal(IllegalArgumentException.class, request -> () -> request.response().putTrailer(name, "200"));
  }

  @Test
  void trailers_after_the_end_are_refused() {
    refusal(IllegalStateException.class, request -> {
      request.response().end("over");
      return () -> request.response().putTrailer("x-late", "1");
    });
  }
}
