package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.ServerKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bodies that the application does not read: what they hold is bounded, and none of it is lost. */
@ParameterizedClass(name = "{0}")
@EnumSource(ServerKind.class)
class UnreadBodiesIT extends AttackScript {
  private static final int KIB = 1 << 10;
  private static final int STREAM_WINDOW = 64 * KIB;
  private static final int CONNECTION_WINDOW = 256 * KIB;

  private final Queue<ServerRequest> unread = new ConcurrentLinkedQueue<>();

  private static Http2Options http2(int maxUnreadBytes) {
    Http2Options options = new Http2Options().setConnectionWindowSize(CONNECTION_WINDOW)
      .setLimits(new Http2Limits().setMaxUnreadBytes(maxUnreadBytes).setMaxPings(0));
    options.getSettings().setInitialWindowSize(STREAM_WINDOW);
    return options;
  }

  private void serveUnread(ServerOptions options) {
    serve(options, unread::add);
  }

  private List<Future<Buffer>> readAll() {
    List<Future<Buffer>> bodies = new ArrayList<>();
    for (ServerRequest request; (request = unread.poll()) != null; ) {
      bodies.add(request.body());
    }
    return bodies;
  }

  private static void assertIntact(List<Future<Buffer>> bodies, int size) {
    boolean[] seen = new boolean[256];
    for (Future<Buffer> each : bodies) {
      byte[] body = await(each).getBytes();
      int stream = body[0] & 0xff;
      assertFalse(seen[stream], "a second body of stream " + stream);
      seen[stream] = true;
      assertSameBytes(Uploads.body(stream, size), body);
    }
  }

  @Test
  void a_connection_with_too_much_unread_is_held_back_until_it_is_read() {
    int maximum = 1024 * KIB;
    int size = 100 * KIB;
    serveUnread(options(http2(maximum)));
    FramePeer peer = open();
    Uploads uploads = new Uploads(peer, 250, STREAM_WINDOW, size);
    uploads.push();
    assertTrue(uploads.sent() >= maximum, "held back too early: " + uploads.sent());
    assertTrue(uploads.sent() <= maximum + CONNECTION_WINDOW, "unread bytes: " + uploads.sent());
    Leaks.eventually("it is counted", () -> server.metrics().limitsReached("maxUnreadBytes") == 1);
    assertOthersAreServed();

    assertEquals(250, unread.size());
    List<Future<Buffer>> bodies = readAll();
    Leaks.eventually("all is taken", () -> {
      uploads.push();
      return uploads.isComplete();
    });
    assertEquals(250, bodies.size());
    assertIntact(bodies, size);
  }

  @Test
  void streams_that_are_cancelled_hold_nothing() {
    int maximum = 200 * KIB;
    serveUnread(options(http2(maximum)));
    FramePeer peer = open();
    Uploads uploads = new Uploads(peer, 20, STREAM_WINDOW, STREAM_WINDOW);
    uploads.push();
    assertFalse(uploads.isComplete());
    uploads.cancel();
    assertTrue(credits(peer).get(0) >= uploads.sent() / 2, "the window stays shut");
    unread.clear();
  }

  @Test
  void bytes_that_were_read_do_not_count_even_before_the_response() {
    int maximum = 100 * KIB;
    serveUnread(options(http2(maximum)));
    FramePeer peer = open();
    Uploads uploads = new Uploads(peer, 20, STREAM_WINDOW, 30 * KIB);
    uploads.push();
    assertFalse(uploads.isComplete());
    List<Future<Buffer>> bodies = readAll();
    Leaks.eventually("all is taken", () -> {
      uploads.push();
      return uploads.isComplete();
    });
    assertIntact(bodies, 30 * KIB);
  }

  @Test
  void a_server_with_too_much_unread_holds_all_connections_back() {
    int maximum = 512 * KIB;
    int streams = 10;
    serveUnread(options(http2(0)).setMaxBufferedBytes(maximum).setHeadersTimeout(200));
    int clients = 4;
    List<Uploads> connections = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Uploads uploads = new Uploads(open(), streams, STREAM_WINDOW, 60 * KIB);
      connections.add(uploads);
      uploads.push();
    }
    long sent = connections.stream().mapToLong(Uploads::sent).sum();
    assertTrue(sent >= maximum, "held back too early: " + sent);
    assertTrue(sent <= maximum + clients * CONNECTION_WINDOW, "unread bytes: " + sent);
    assertTrue(server.metrics().limitsReached("maxBufferedBytes") >= clients - 1);
    assertOthersAreServed();

    List<Future<Buffer>> bodies = readAll();
    Leaks.eventually("all is taken", () -> {
      connections.forEach(Uploads::push);
      return connections.stream().allMatch(Uploads::isComplete);
    });
    assertEquals(clients * streams, bodies.size());
    for (Future<Buffer> body : bodies) {
      assertSameBytes(Uploads.body(await(body).getByte(0) & 0xff, 60 * KIB), body.result().getBytes());
    }
  }

  /** A buffer for each of them would take a hundred times as much as the limits count. */
  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER"})
  void octets_that_come_one_by_one_are_not_kept_one_by_one(ThreadingModel model) {
    int size = 50_000;
    CountDownLatch busy = new CountDownLatch(model == ThreadingModel.WORKER ? 1 : 0);
    List<Integer> chunks = new CopyOnWriteArrayList<>();
    Promise<ServerRequest> arrived = Promise.promise();
    ContextInternal context = ((VertxInternal) vertx).createContext(model);
    Future<ServerSession> listening = Future.future(done -> context.runOnContext(v -> {
      Http2Options http2 = new Http2Options().setLimits(new Http2Limits().setMaxTinyData(0)); // which would be first
      server = ServerSession.create(vertx, options(http2)).requestHandler(request -> {
        arrived.complete(request.pause());
        awaitUninterruptibly(busy);
      });
      server.listen().onComplete(done);
    }));
    await(listening);
    closing(() -> await(server.close()));
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/")));
    RawFrame[] octets = new RawFrame[1000];
    Arrays.fill(octets, RawFrame.data(1, "x", false));
    for (int sent = 0; sent < size; sent += octets.length) {
      peer.send(octets);
    }
    peer.send(RawFrame.data(1, "", true)).roundTrip();
    busy.countDown();
    ServerRequest request = await(arrived.future());
    Promise<Void> ended = Promise.promise();
    request.handler(chunk -> chunks.add(chunk.length())).endHandler(v -> ended.complete()).resume();
    await(ended.future());
    assertEquals(size, chunks.stream().mapToInt(Integer::intValue).sum());
    assertTrue(chunks.size() < 100, "chunks: " + chunks.size());
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Test
  void a_request_that_is_read_goes_on_while_the_others_of_its_connection_are_not() {
    serve(options(http2(100 * KIB)), request -> {
      if (request.path().equals("/0")) {
        request.body().onSuccess(body -> request.response().end(body));
      } else {
        unread.add(request);
      }
    });
    FramePeer peer = open();
    Uploads uploads = new Uploads(peer, 10, STREAM_WINDOW, STREAM_WINDOW);
    uploads.push();
    peer.send(RawFrame.headers(101, true, get(ALIVE)));
    assertEquals("alive", peer.response(101).text());
    unread.clear();
  }
}
