package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A server that has responded stops the rest of the request with NO_ERROR, RFC 9113 section 8.1. */
class ClientStoppedIT extends ClientScript {
  private static final long INITIAL_WINDOW_SIZE = SettingId.INITIAL_WINDOW_SIZE.id();

  private void respondAndStop() {
    peer.send(RawFrame.headers(1, false, HpackBlock.status(413)), RawFrame.data(1, "too large", true),
      RawFrame.rst(1, ErrorCode.NO_ERROR));
  }

  private static void assertStopped(StreamClosedException cause) {
    assertEquals(ErrorCode.NO_ERROR, cause.errorCode());
    assertEquals(Initiator.REMOTE, cause.initiator());
    assertEquals(1, cause.streamId());
  }

  @Test
  void a_server_that_responds_early_may_stop_the_request_without_an_error() {
    open();
    ClientRequest request = session.post("/x");
    request.write("abc");
    peer.expectHeaders(1);
    respondAndStop();
    assertEquals("too large", await(request.response().compose(ClientResponse::text)));
    await(request.sent());
  }

  @Test
  void a_waiting_writer_of_a_stopped_request_is_notified() {
    open(INITIAL_WINDOW_SIZE, 10);
    Promise<Throwable> told = Promise.promise();
    ClientRequest request = session.post("/x").setWriteQueueMaxSize(50).exceptionHandler(told::complete);
    Future<Void> written = request.write(Buffer.buffer(new byte[100]));
    peer.expectHeaders(1);
    assertTrue(request.writeQueueFull(), "90 bytes wait and the limit is 50");
    respondAndStop();
    assertStopped(failure(StreamClosedException.class, written));
    assertStopped(assertInstanceOf(StreamClosedException.class, await(told.future())));
    assertStopped(failure(StreamClosedException.class, request.write("more")));
    assertEquals("too large", await(request.response().compose(ClientResponse::text)));
    await(request.sent());
  }

  @Test
  void a_request_that_has_been_ended_is_stopped_without_an_exception() {
    open(INITIAL_WINDOW_SIZE, 10);
    Promise<Throwable> told = Promise.promise();
    ClientRequest request = session.post("/x").exceptionHandler(told::complete);
    Future<Void> ended = request.end(Buffer.buffer(new byte[100]));
    peer.expectHeaders(1);
    respondAndStop();
    assertEquals("too large", await(request.response().compose(ClientResponse::text)));
    await(ended);
    peer.roundTrip();
    assertFalse(told.future().isComplete(), "nobody waits to write more");
  }

  @Test
  void an_upload_that_a_lost_connection_cuts_off_fails_although_the_response_is_whole() {
    open();
    Promise<Throwable> told = Promise.promise();
    ClientRequest request = session.post("/x").exceptionHandler(told::complete);
    Future<Void> ended = request.end(Buffer.buffer(new byte[1 << 20])); // the window takes 64 KiB of it
    peer.expectHeaders(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(413)), RawFrame.data(1, "too large", true));
    assertEquals("too large", await(request.response().compose(ClientResponse::text)));
    peer.reset();
    failure(ConnectionClosedException.class, ended);
    failure(ConnectionClosedException.class, request.sent());
    assertInstanceOf(ConnectionClosedException.class, await(told.future()));
    assertEquals(413, await(request.response()).status());
  }

  @Test
  void a_write_that_a_lost_connection_cuts_off_fails_although_the_response_is_whole() {
    open(INITIAL_WINDOW_SIZE, 10);
    ClientRequest request = session.post("/x");
    Future<Void> written = request.write(Buffer.buffer(new byte[100]));
    peer.expectHeaders(1);
    peer.send(RawFrame.headers(1, true, HpackBlock.status(204)));
    assertEquals(204, await(request.response()).status());
    peer.reset();
    failure(ConnectionClosedException.class, written);
    failure(ConnectionClosedException.class, request.write("more"));
    failure(ConnectionClosedException.class, request.sent());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_body_that_is_piped_into_a_stopped_request_does_not_affect_the_response(boolean sends) {
    open(INITIAL_WINDOW_SIZE, 10);
    AsyncFile body = await(vertx.fileSystem().open("pom.xml", new OpenOptions()));
    closing(() -> await(body.close()));
    ClientRequest request = session.post("/x").setWriteQueueMaxSize(50);
    Future<Void> piped = sends ? request.send(body).mapEmpty() : body.pipe().endOnComplete(false).to(request);
    peer.expectHeaders(1);
    respondAndStop();
    assertEquals("too large", await(request.response().compose(ClientResponse::text)));
    if (sends) {
      await(piped);
    } else {
      assertStopped(failure(StreamClosedException.class, piped));
    }
  }
}
