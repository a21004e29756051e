package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/** Handlers of a response that are set after what they are for, and writes after the end. */
class ServerLateHandlersIT extends ServerScript {
  private final Promise<ServerRequest> taken = Promise.promise();

  /** The response to a request that its client has given up. */
  private ServerResponse resetByTheClient() {
    serve(taken::complete);
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    ServerResponse response = await(taken.future()).response();
    Promise<Void> closed = Promise.promise();
    response.closeHandler(v -> closed.complete());
    peer.send(RawFrame.rst(1, ErrorCode.CANCEL));
    await(closed.future());
    return response;
  }

  @Test
  void an_exception_handler_that_is_set_after_the_end_is_told() {
    ServerResponse response = resetByTheClient();
    Promise<Throwable> told = Promise.promise();
    response.exceptionHandler(told::complete);
    assertEquals(ErrorCode.CANCEL, assertInstanceOf(StreamClosedException.class, await(told.future())).errorCode());
  }

  @Test
  void a_close_handler_that_is_set_after_the_end_is_told() {
    ServerResponse response = resetByTheClient();
    Promise<Void> told = Promise.promise();
    response.closeHandler(v -> told.complete());
    await(told.future());
  }

  @Test
  void the_first_write_after_a_reset_fails_with_the_reset() {
    ServerResponse response = resetByTheClient();
    StreamClosedException failure = failure(StreamClosedException.class, response.write("late"));
    assertEquals(ErrorCode.CANCEL, failure.errorCode());
    assertEquals(1, failure.streamId());
    assertEquals(ErrorCode.CANCEL, failure(StreamClosedException.class, response.end("later")).errorCode());
  }
}
