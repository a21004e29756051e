package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.TlsSockets;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Clients that do not read for a while: the end of their connection waits for them, and they miss nothing. */
class UnhurriedReadersIT extends ServerScript {
  private static final int LENGTH = 3_000_000;
  /** Bytes that a client has still to read when it pauses; the server has written all of them. */
  private static final int LAST = 140_000;
  /** Milliseconds; more than any end of a connection that does not wait for its peer. */
  private static final int PAUSE = 8000;
  private static final int GRACE = 100_000;
  private static final int SOCKET_BUFFER = 16 << 10;
  private static final int SMALL = 4000;
  private static final int MANY = 1000;

  private final Promise<Void> arrived = Promise.promise();
  private final Promise<Void> responded = Promise.promise();
  private final AtomicInteger small = new AtomicInteger();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final ServerOptions options = options(new Http2Options().setShutdownGracePeriod(GRACE).setSendTimeout(GRACE));
  private SelfSignedCertificate certificate;

  /** Little of what is sent is in the buffers of the sockets. */
  private void serve(int length) {
    options.setSendBufferSize(SOCKET_BUFFER);
    serve(options, request -> {
      if (request.path().equals("/small")) {
        small.incrementAndGet();
        request.response().end(Buffer.buffer(pattern(SMALL)));
      } else {
        arrived.complete();
        request.response().end(Buffer.buffer(pattern(length))).onComplete(responded);
      }
    });
  }

  private void useTls() {
    certificate = SelfSignedCertificate.create("localhost");
    options.setSsl(true).setKeyCertOptions(certificate.keyCertOptions());
  }

  /** A client with flow-control windows that are no obstacle. */
  private FramePeer openUnhurried() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(SOCKET_BUFFER);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()));
    FramePeer peer = closing(FramePeer.over(certificate == null ? socket : TlsSockets.h2(socket), true));
    peer.timeout(Duration.ofMillis(GRACE)).acknowledging(false)
      .handshake(SettingId.INITIAL_WINDOW_SIZE.id(), Integer.MAX_VALUE);
    return peer.send(RawFrame.windowUpdate(0, Integer.MAX_VALUE - 65_535));
  }

  /** Until another server has given up a client that came after this was called, and sent nothing. */
  private void pause() {
    ServerSession other = await(ServerSession.create(vertx, options(new Http2Options().setHandshakeTimeout(PAUSE)))
      .requestHandler(request -> { }).listen());
    FramePeer.connect(other.actualPort()).timeout(Duration.ofMillis(GRACE)).expectClosed();
    await(other.close());
  }

  /** Reads so much of the body on stream 1, and gives credit for it. */
  private void read(FramePeer peer, int length) {
    while (body.size() < length) {
      RawFrame frame = peer.read();
      if (frame.is(FrameType.DATA)) {
        body.writeBytes(frame.content());
        peer.trySend(RawFrame.windowUpdate(0, frame.content().length));
      }
    }
  }

  private void readToTheEnd(FramePeer peer, int length) {
    read(peer, length);
    assertSameBytes(pattern(length), body.toByteArray());
    peer.expectClosed();
    assertTrue(peer.toString().endsWith("<- end"), peer::toString);
    peer.close();
    await(responded.future());
  }

  private void closeWhileTheClientPauses() throws IOException {
    serve(LENGTH);
    FramePeer peer = openUnhurried().send(RawFrame.headers(1, true, HpackBlock.get("/large")));
    await(arrived.future());
    Future<Void> closed = server.close();
    read(peer, LENGTH - LAST);
    pause();
    assertFalse(closed.isComplete(), "closed before the client has read its response");
    readToTheEnd(peer, LENGTH);
    await(closed);
  }

  @Test
  void a_client_that_pauses_while_the_server_closes_gets_the_whole_response() throws IOException {
    closeWhileTheClientPauses();
  }

  @Test
  void a_client_that_pauses_while_the_server_closes_gets_the_whole_response_over_TLS() throws IOException {
    useTls();
    closeWhileTheClientPauses();
  }

  @Test
  void a_client_that_pauses_while_its_connection_reaches_maxConnectionAge_gets_the_whole_response() throws IOException {
    options.setMaxConnectionAge(1000);
    serve(LENGTH);
    FramePeer peer = openUnhurried().send(RawFrame.headers(1, true, HpackBlock.get("/large")));
    read(peer, LENGTH - LAST);
    pause();
    readToTheEnd(peer, LENGTH);
  }

  @Test
  void a_client_that_says_goodbye_and_pauses_gets_the_whole_response() throws IOException {
    int length = 60_000;
    serve(length);
    FramePeer peer = openUnhurried();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/large")), RawFrame.goAway(0, ErrorCode.NO_ERROR));
    pause();
    readToTheEnd(peer, length);
  }

  /**
   * All connections of a server are on one event loop, which reads from them in turn. When the other client has its
   * responses, the loop has had the time to read from this one.
   */
  private void readNothingAndThenAll() throws IOException {
    options.getHttp2().getSettings().setMaxConcurrentStreams(2 * MANY);
    serve(LENGTH);
    FramePeer peer = openUnhurried().send(RawFrame.headers(1, true, HpackBlock.get("/large")));
    await(arrived.future());
    RawFrame[] requests = new RawFrame[MANY];
    for (int i = 0; i < MANY; i++) {
      requests[i] = RawFrame.headers(2 * i + 3, true, HpackBlock.get("/small"));
    }
    peer.send(requests);
    FramePeer other = openUnhurried().acknowledging(true);
    for (int i = 0; i < 10; i++) {
      assertAlive(other, 2 * i + 1);
    }
    int seen = small.get();
    assertTrue(seen < MANY / 2, () -> seen + " requests were read from a client that reads nothing");
    assertSameBytes(pattern(LENGTH), peer.response(1).body());
    for (int i = 0; i < MANY; i++) {
      assertSameBytes(pattern(SMALL), peer.response(2 * i + 3).body());
    }
    assertEquals(MANY, small.get());
    assertAlive(peer, 2 * MANY + 3);
  }

  @Test
  void a_client_that_does_not_read_is_not_read_from_until_it_does() throws IOException {
    readNothingAndThenAll();
  }

  @Test
  void a_client_that_does_not_read_is_not_read_from_until_it_does_over_TLS() throws IOException {
    useTls();
    readNothingAndThenAll();
  }
}
