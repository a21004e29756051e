package io.github.vertxnghttp2.soak;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import org.opentest4j.AssertionFailedError;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Servers by hand, for one client of ours each: it fails in the way that is documented, and leaves nothing behind. */
final class RoughServers {
  private static final int PATIENCE = 500;
  private static final int SIZE = 100_000;

  private final Site site;

  private static FramePeer asked(FramePeer peer) {
    peer.handshake();
    peer.readUntil(FrameType.HEADERS);
    return peer;
  }

  private static RawFrame respond(int streamId) {
    return RawFrame.headers(streamId, false, HpackBlock.status(200));
  }

  /** What servers do before they close the connection. None lets a request succeed. */
  private static final List<Consumer<FramePeer>> SCRIPTS = List.of(
    peer -> { },
    FramePeer::readPreface,
    peer -> peer.sendBytes("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
    peer -> peer.readPreface().expectClosed(), // no SETTINGS
    FramePeer::handshake,
    RoughServers::asked,
    peer -> asked(peer).send(respond(1), RawFrame.data(1, "half", false)),
    peer -> asked(peer).reset(),
    peer -> asked(peer).send(RawFrame.goAway(0, ErrorCode.NO_ERROR)).expectClosed(),
    peer -> asked(peer).send(RawFrame.goAway(1, ErrorCode.INTERNAL_ERROR)).expectClosed(),
    peer -> asked(peer).send(RawFrame.data(0, "x", false)).expectClosed(),
    peer -> asked(peer).send(RawFrame.headers(1, false, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff,
      (byte) 0xff})).expectClosed(),
    peer -> asked(peer).acknowledging(false).expectClosed(), // keepAliveTimeout
    peer -> {
      peer.handshake(SettingId.MAX_CONCURRENT_STREAMS.id(), 0);
      peer.roundTrip();
    });

  RoughServers(Site site) {
    this.site = site;
  }

  Future<?> serve(Random random) {
    Consumer<FramePeer> script = SCRIPTS.get(random.nextInt(SCRIPTS.size()));
    return site.vertx().executeBlocking(FramePeer::listen, false).compose(listening -> {
      Future<?> served = site.vertx().executeBlocking(() -> serve(listening, script), false);
      return Future.join(served, ask(listening.getLocalPort(), random));
    });
  }

  /**
   * A client may give up before the script is over, if the machine is busy: what counts is how the client's side ends.
   */
  private Void serve(ServerSocket listening, Consumer<FramePeer> script) throws IOException {
    try (listening; FramePeer peer = FramePeer.accept(listening)) {
      script.accept(peer);
    } catch (AssertionFailedError e) {
      site.tally().count("rough server: its client gave up");
    }
    return null;
  }

  private Future<?> ask(int port, Random random) {
    ClientOptions options = SoakServers.clientOptions(port).setHost("127.0.0.1");
    options.getHttp2().setHandshakeTimeout(PATIENCE).setKeepAliveInterval(PATIENCE).setKeepAliveTimeout(PATIENCE)
      .setShutdownGracePeriod(PATIENCE);
    return ClientSession.connect(site.vertx(), options).transform(connected -> {
      if (connected.failed()) {
        return failed("connection to a rough server", connected.cause());
      }
      ClientSession session = connected.result();
      return Future.join(upload(session, random), get(session)).compose(v -> session.close());
    });
  }

  private Future<?> get(ClientSession session) {
    ClientRequest request = session.get("/x");
    request.send();
    return watch(request);
  }

  private Future<?> upload(ClientSession session, Random random) {
    ClientRequest request = session.post("/x");
    PacedWriter.whole(site, request, random, SIZE);
    return watch(request);
  }

  private Future<?> watch(ClientRequest request) {
    return WatchedExchange.watch(site, "request to a rough server", request, response -> response.body(),
      cause -> cause instanceof Http2Exception);
  }

  private Future<Void> failed(String what, Throwable cause) {
    site.tally().count(what + ": " + Tally.kind(cause));
    if (!(cause instanceof Http2Exception)) {
      site.tally().fault(what, cause);
    }
    return Future.succeededFuture();
  }
}
