package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ProtocolException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How a client's connection ends, and servers that do not speak HTTP/2. */
class ClientEndsIT extends ClientScript {

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void the_exception_names_a_server_that_responds_in_http_1() {
    Future<ClientSession> connecting = connect(options());
    peer.sendBytes(ascii("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"));
    ProtocolException failure = failure(ProtocolException.class, connecting);
    assertTrue(failure.getMessage().contains("HTTP/1.1 400 Bad Request"), failure.getMessage());
    peer.readPreface().expectClosed();
  }

  @Test
  void a_server_that_sends_nonsense_is_not_an_http_2_server() {
    Future<ClientSession> connecting = connect(options());
    peer.sendBytes(ascii("220 mail.example.org ESMTP\r\n"));
    failure(ProtocolException.class, connecting);
    peer.readPreface().expectClosed();
  }

  @Test
  void a_server_that_sends_no_settings_is_given_up() {
    Future<ClientSession> connecting = connect(options(new Http2Options().setHandshakeTimeout(200)));
    ProtocolException failure = failure(ProtocolException.class, connecting);
    assertTrue(failure.getMessage().contains("handshakeTimeout = 200"), failure.getMessage());
    peer.readPreface().expectClosed();
  }

  @Test
  void a_server_that_closes_before_its_settings_is_no_http_2_server() {
    Future<ClientSession> connecting = connect(options());
    peer.close();
    failure(ProtocolException.class, connecting);
  }

  @Test
  void a_port_without_a_server_fails() throws IOException {
    ClientOptions options = options();
    listening.close();
    failure(IOException.class, ClientSession.connect(vertx, options));
  }

  @Test
  void a_connection_that_breaks_fails_what_was_in_flight() {
    open();
    peer.acknowledging(false); // or it would acknowledge the ping
    Promise<Void> closed = Promise.promise();
    session.closeHandler(v -> closed.complete());
    ClientRequest request = session.post("/x");
    request.write("abc");
    Future<Buffer> body = request.response().compose(ClientResponse::body);
    Future<ClientResponse> other = session.get("/y").send();
    Future<Duration> ping = session.ping();
    peer.expectHeaders(1);
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "abc", false));
    await(request.response());
    peer.close();
    failure(ConnectionClosedException.class, body);
    failure(ConnectionClosedException.class, request.sent());
    failure(ConnectionClosedException.class, other);
    failure(ConnectionClosedException.class, ping);
    await(closed.future());
    failure(Http2Exception.class, session.get("/late").send());
    assertFalse(session.requestAllowed(), "on a connection that is gone");
  }

  @Test
  void requests_that_waited_fail_with_the_connection() {
    open(3, 0);
    Future<ClientResponse> waiting = session.get("/x").send();
    assertSilence(peer);
    peer.reset();
    failure(Http2Exception.class, waiting);
  }

  @Test
  void a_protocol_error_of_the_server_ends_the_connection() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    peer.send(RawFrame.data(0, "on stream 0", false));
    peer.expectGoAway(ErrorCode.PROTOCOL_ERROR);
    peer.expectClosed();
    failure(ConnectionClosedException.class, response);
  }

  @Test
  void terminate_sends_its_code_and_does_not_wait_for_the_server() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    Future<Void> done = session.terminate(ErrorCode.ENHANCE_YOUR_CALM);
    await(done);
    ConnectionClosedException failure = failure(ConnectionClosedException.class, response);
    assertEquals(ErrorCode.ENHANCE_YOUR_CALM, failure.errorCode());
    assertEquals(Http2Exception.Initiator.LOCAL, failure.initiator());
    peer.expectGoAway(ErrorCode.ENHANCE_YOUR_CALM);
    peer.expectClosed();
  }

  @Test
  void terminate_fails_requests_that_wait() {
    open(3, 0);
    Future<ClientResponse> waiting = session.get("/x").send();
    assertSilence(peer);
    await(session.terminate(ErrorCode.CANCEL));
    failure(Http2Exception.class, waiting);
  }

  @Test
  void terminate_completes_although_the_server_reads_nothing() {
    open(4, Integer.MAX_VALUE);
    peer.send(RawFrame.windowUpdate(0, Integer.MAX_VALUE - 65_535));
    session.post("/x").send(Buffer.buffer(new byte[50 << 20]));
    peer.expectHeaders(1);
    await(session.terminate(ErrorCode.NO_ERROR));
  }

  @Test
  void a_second_terminate_is_no_error() {
    open();
    await(session.terminate(ErrorCode.NO_ERROR));
    await(session.terminate(ErrorCode.NO_ERROR));
    await(session.close());
  }

  @Test
  void close_waits_for_requests_in_flight() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    Future<Void> closed = session.close();
    peer.roundTrip();
    assertFalse(closed.isComplete(), "closed with a request in flight");
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "done", true));
    assertEquals(200, await(response).status());
    peer.expectGoAway(ErrorCode.NO_ERROR);
    peer.expectClosed();
    await(closed);
  }

  @Test
  void a_body_that_was_received_can_be_read_after_close() {
    open();
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    Future<Void> closed = session.close();
    peer.send(RawFrame.headers(1, false, HpackBlock.status(200)), RawFrame.data(1, "done", true));
    await(closed);
    assertEquals("done", await(on(() -> response.compose(ClientResponse::text))));
  }

  @Test
  void close_of_an_idle_session_is_quick_and_says_goodbye() {
    open();
    Future<Void> closed = session.close();
    peer.expectGoAway(ErrorCode.NO_ERROR);
    peer.expectClosed();
    await(closed);
  }

  @Test
  void a_request_after_close_fails() {
    open();
    Future<ClientResponse> first = session.get("/1").send();
    peer.request(1);
    Future<Void> closed = session.close();
    failure(Http2Exception.class, session.get("/late").send());
    peer.send(RawFrame.headers(1, true, HpackBlock.status(204)));
    assertEquals(204, await(first).status());
    await(closed);
  }

  @Test
  void a_closed_session_is_not_held_until_its_grace_period_is_over() {
    open(options(new Http2Options().setShutdownGracePeriod(600_000)));
    Future<Void> closed = session.close();
    peer.expectClosed();
    peer.close();
    await(closed);
    WeakReference<ClientSession> held = new WeakReference<>(session);
    session = null;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!held.refersTo(null) && System.nanoTime() < deadline) {
      System.gc();
    }
    assertTrue(held.refersTo(null), "something holds the session");
  }

  @Test
  void close_waits_no_longer_than_the_grace_period() {
    open(options(new Http2Options().setShutdownGracePeriod(200)));
    Future<ClientResponse> response = session.get("/x").send();
    peer.request(1);
    await(session.close());
    ConnectionClosedException failure = failure(ConnectionClosedException.class, response);
    assertTrue(failure.getMessage().contains("shutdownGracePeriod = 200"), failure.getMessage());
    peer.expectClosed();
  }
}
