package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.ServerKind;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.params.Parameter;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A server session on the loopback address, and clients played by hand. */
public abstract class ServerScript extends ScriptedTest {
  protected static final String ALIVE = "/alive";

  /** What serves. Classes that are run with each kind have it set. */
  @Parameter
  protected ServerKind kind = ServerKind.SESSION;
  /** The last that was started. */
  protected ServerSession server;

  protected static ServerOptions options(Http2Options http2) {
    return new ServerOptions().setHost("127.0.0.1").setPort(0).setHttp2(http2);
  }

  protected final void serve(Handler<ServerRequest> handler) {
    serve(new Http2Options(), handler);
  }

  protected final void serve(Http2Options http2, Handler<ServerRequest> handler) {
    serve(options(http2), handler);
  }

  /** Responds to requests for {@link #ALIVE} itself. */
  protected final void serve(ServerOptions options, Handler<ServerRequest> handler) {
    ServerSession session = kind.create(vertx, options).requestHandler(request -> {
      if (request.path().equals(ALIVE)) {
        request.response().end("alive");
      } else {
        handler.handle(request);
      }
    });
    server = await(session.listen());
    closing(() -> await(session.close()));
  }

  /** A connection on which nothing was sent. */
  protected final FramePeer connect() {
    return closing(FramePeer.connect(server.actualPort()));
  }

  /** A connection after the handshake. */
  protected final FramePeer open(long... idsAndValues) {
    FramePeer peer = connect();
    peer.handshake(idsAndValues);
    return peer;
  }

  /**
   * Connects and sends before the server can accept the connection, by the thread that accepts: what is sent is there
   * when the server begins to wait for it, so that none of its timeouts is too short, however busy the machine is.
   */
  protected final <T> T beforeItAccepts(Callable<T> action) {
    Promise<T> done = Promise.promise();
    ((VertxInternal) vertx).acceptorEventLoopGroup().next().execute(() -> {
      try {
        done.complete(action.call());
      } catch (Throwable t) {
        done.fail(t);
      }
    });
    return await(done.future());
  }

  /** As {@link #open}, for a server with short timeouts: preface, SETTINGS and these frames are there at once. */
  protected final FramePeer openSending(RawFrame... frames) {
    FramePeer peer = beforeItAccepts(() -> connect().beginHandshake().send(frames));
    peer.completeHandshake();
    return peer;
  }

  /** A client of ours, connected to the server. */
  protected final ClientSession client() {
    ClientSession client = await(ClientSession.connect(vertx,
      new ClientOptions().setHost("127.0.0.1").setPort(server.actualPort())));
    closing(() -> await(client.terminate(ErrorCode.NO_ERROR)));
    return client;
  }

  /** The connection accepts requests and responds to them. */
  protected static void assertAlive(FramePeer peer, int streamId) {
    askAlive(peer, streamId);
    assertResponse(peer, streamId);
  }

  /** The first half of {@link #assertAlive}. */
  protected static FramePeer askAlive(FramePeer peer, int streamId) {
    return peer.sendHeaders(streamId, true, ":method", "GET", ":scheme", "http", ":authority", "localhost",
      ":path", ALIVE);
  }

  /** The second half of {@link #assertAlive}. */
  protected static void assertResponse(FramePeer peer, int streamId) {
    Message response = peer.response(streamId);
    assertEquals(200, response.status());
    assertEquals("alive", response.text());
  }

  /** The next frame that says something about a message or an error. */
  protected static RawFrame next(FramePeer peer) {
    RawFrame frame = peer.read();
    while (frame.is(FrameType.SETTINGS) || frame.is(FrameType.WINDOW_UPDATE) || frame.is(FrameType.PING)) {
      frame = peer.read();
    }
    return frame;
  }

  /** The bytes that WINDOW_UPDATE frames credit to each stream for what was sent so far. */
  public static Map<Integer, Integer> credits(FramePeer peer) {
    Map<Integer, Integer> credits = new HashMap<>();
    for (long data = 0xc0de_0000L; data < 0xc0de_0002L; data++) { // two pings, see assertSilence
      RawFrame ack = RawFrame.pingAck(data);
      peer.send(RawFrame.ping(data));
      for (RawFrame frame = peer.read(); !frame.equals(ack); frame = peer.read()) {
        if (frame.is(FrameType.WINDOW_UPDATE)) {
          credits.merge(frame.streamId(), frame.increment(), Integer::sum);
        }
      }
    }
    return credits;
  }
}
