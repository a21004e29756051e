package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Handlers of a client that are set after what they are for, and calls after the end. */
class ClientLateHandlersIT extends ClientScript {

  @Test
  void a_goaway_handler_that_is_set_after_the_goaway_is_told() {
    open();
    session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.goAway(1, ErrorCode.NO_ERROR.code(), "restarting"));
    peer.roundTrip();
    Promise<ConnectionClosedException> told = Promise.promise();
    session.goAwayHandler(told::complete);
    assertEquals("restarting", await(told.future()).debugText());
  }

  @Test
  void a_close_handler_that_is_set_after_the_end_is_told() {
    open();
    Promise<Void> closed = Promise.promise();
    session.closeHandler(v -> closed.complete());
    peer.close();
    await(closed.future());
    Promise<Void> late = Promise.promise();
    session.closeHandler(v -> late.complete());
    await(late.future());
  }

  @Test
  void an_exception_handler_that_is_set_after_the_failure_is_told() {
    open();
    ClientRequest request = session.post("/x");
    request.write("abc");
    peer.expectHeaders(1);
    peer.send(RawFrame.rst(1, ErrorCode.INTERNAL_ERROR));
    failure(StreamClosedException.class, request.sent());
    Promise<Throwable> told = Promise.promise();
    request.exceptionHandler(told::complete);
    assertEquals(ErrorCode.INTERNAL_ERROR, assertInstanceOf(StreamClosedException.class, await(told.future()))
      .errorCode());
  }

  @Test
  void a_drain_handler_that_is_set_when_there_is_room_again_is_told() {
    open(SettingId.INITIAL_WINDOW_SIZE.id(), 10);
    ClientRequest request = session.post("/x").setWriteQueueMaxSize(50);
    Future<Void> written = request.write(Buffer.buffer(new byte[100]));
    assertTrue(request.writeQueueFull(), "the window takes 10 bytes");
    peer.expectHeaders(1);
    peer.send(RawFrame.windowUpdate(1, 100));
    await(written);
    Promise<Void> drained = Promise.promise();
    request.drainHandler(v -> drained.complete());
    await(drained.future());
  }

  @Test
  void a_request_that_was_reset_before_it_was_sent_is_never_sent_and_its_writes_fail() {
    open();
    ClientRequest request = session.post("/never");
    request.reset(ErrorCode.CANCEL);
    assertEquals(ErrorCode.CANCEL, failure(StreamClosedException.class, request.write("abc")).errorCode());
    failure(StreamClosedException.class, request.end("def"));
    failure(StreamClosedException.class, request.sent());
    failure(StreamClosedException.class, request.response());
    assertSilence(peer);
  }

  @Test
  void a_request_of_a_session_that_is_closed_fails_each_write_with_an_exception_of_http_2() {
    open();
    ClientRequest request = session.post("/late");
    await(session.close());
    failure(Http2Exception.class, request.write("abc"));
    failure(Http2Exception.class, request.end("def"));
  }
}
