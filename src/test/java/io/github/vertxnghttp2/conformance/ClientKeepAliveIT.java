package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.RequestTimeoutException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** A server that is gone without a word is found. */
class ClientKeepAliveIT extends ClientScript {
  private static final int LONG = 3_600_000;
  private static final int SHORT = 50;

  /** From now on the server is silent. */
  private void openSilent(Http2Options options) {
    open(options(options));
    peer.acknowledging(false);
    peer.skipping(FrameType.SETTINGS, FrameType.WINDOW_UPDATE);
  }

  private void assertEnded(Future<?> future) {
    ConnectionClosedException failure = failure(ConnectionClosedException.class, future);
    assertTrue(failure.getMessage().contains("keepAliveTimeout = " + SHORT + " ms"), failure.getMessage());
    peer.expectGoAway(ErrorCode.ENHANCE_YOUR_CALM);
    peer.expectClosed();
  }

  @Test
  void a_ping_without_an_ack_fails_and_ends_a_silent_connection() {
    openSilent(new Http2Options().setKeepAliveInterval(0).setKeepAliveTimeout(SHORT));
    Promise<Void> closed = Promise.promise();
    session.closeHandler(v -> closed.complete());
    RequestTimeoutException failure = failure(RequestTimeoutException.class, session.ping());
    assertTrue(failure.getMessage().contains("keepAliveTimeout = " + SHORT + " ms"), failure.getMessage());
    peer.expect(FrameType.PING, 0);
    peer.expectGoAway(ErrorCode.ENHANCE_YOUR_CALM);
    peer.expectClosed();
    await(closed.future());
  }

  @Test
  void a_silent_server_with_a_request_is_asked_and_given_up() {
    openSilent(new Http2Options().setKeepAliveInterval(SHORT).setKeepAliveTimeout(SHORT));
    Future<ClientResponse> response = session.get("/x").send();
    peer.expectHeaders(1);
    peer.expect(FrameType.PING, 0);
    assertEnded(response);
  }

  @Test
  void a_silent_server_without_a_request_is_asked_if_the_options_say_so() {
    openSilent(new Http2Options().setKeepAliveInterval(SHORT).setKeepAliveTimeout(SHORT).setKeepAliveWithoutStreams(
      true));
    Promise<Void> closed = Promise.promise();
    session.closeHandler(v -> closed.complete());
    peer.expect(FrameType.PING, 0);
    peer.expectGoAway(ErrorCode.ENHANCE_YOUR_CALM);
    peer.expectClosed();
    await(closed.future());
  }

  @Test
  void a_request_that_runs_into_its_timeout_asks_whether_the_server_is_there() {
    openSilent(new Http2Options().setKeepAliveInterval(LONG).setKeepAliveTimeout(SHORT));
    Promise<Void> closed = Promise.promise();
    session.closeHandler(v -> closed.complete());
    Future<ClientResponse> waiting = session.get("/waits").send();
    do { // the first may come too soon after the handshake, which counts as a sign of life
      failure(Http2Exception.class, session.get("/x").timeout(SHORT).send());
    } while (!waiting.isComplete());
    failure(ConnectionClosedException.class, waiting);
    peer.expectGoAway(ErrorCode.ENHANCE_YOUR_CALM);
    peer.expectClosed();
    await(closed.future());
  }
}
