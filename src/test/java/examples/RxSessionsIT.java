package examples;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.rxjava3.ClientSession;
import io.github.vertxnghttp2.rxjava3.ServerSession;
import io.github.vertxnghttp2.testing.Repeat;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.vertx.core.buffer.Buffer;
import io.vertx.rxjava3.core.RxHelper;
import io.vertx.rxjava3.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The API generated for RxJava 3 at work: streams both ways, demand, and what breaks. */
@Timeout(180)
class RxSessionsIT {
  private static final int CHUNKS = 64;
  private static final Buffer CHUNK = Buffer.buffer("a".repeat(64 * 1024));

  private final Vertx vertx = Vertx.vertx();
  private final Scheduler loop = RxHelper.scheduler(vertx.getOrCreateContext());
  private ServerSession server;
  private ClientOptions options;

  @BeforeEach
  void serve() {
    server = RxSessions.serve(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0)).blockingGet();
    options = new ClientOptions().setHost("127.0.0.1").setPort(server.actualPort());
  }

  @AfterEach
  void close() {
    vertx.close().blockingAwait();
  }

  private Single<ClientSession> connect() {
    return ClientSession.rxConnect(vertx, options).subscribeOn(loop);
  }

  @Test
  void four_MiB_go_there_and_back() {
    Flowable<Buffer> body = Flowable.just(CHUNK).repeat(CHUNKS);
    assertEquals((long) CHUNKS * CHUNK.length(), RxSessions.upload(vertx, options, body).blockingGet());
  }

  @Test
  void what_comes_back_is_what_the_flowable_of_the_handler_made_of_it() {
    ClientSession session = connect().blockingGet();
    assertEquals("THERE AND BACK", session.post("/").rxSend(Buffer.buffer("there and back"))
      .flatMap(response -> response.rxText()).blockingGet());
  }

  @Test
  void a_source_is_asked_for_no_more_than_the_windows_take() {
    AtomicLong taken = new AtomicLong();
    Flowable<Buffer> endless = Flowable.generate(emitter -> {
      taken.addAndGet(CHUNK.length());
      emitter.onNext(CHUNK);
    });
    ClientSession session = connect().blockingGet();
    // Nobody reads the response, so the server stops reading, and the client writing.
    session.post("/").rxSend(endless.observeOn(loop)).subscribeOn(loop).blockingGet();
    AtomicLong before = new AtomicLong(-1);
    Repeat.until("nothing is taken while pings go there and back", () -> before.getAndSet(taken.get()) == taken.get(),
      () -> session.rxPing().repeat(20).blockingSubscribe());
    assertTrue(taken.get() < 32 << 20, () -> taken + " bytes were taken");
  }

  @Test
  void what_waited_comes_once_the_response_is_read() {
    Buffer small = Buffer.buffer("a".repeat(1_000));
    Flowable<Buffer> body = Flowable.just(small).repeat(4_000).observeOn(loop);
    long read = connect().flatMap(session -> session.post("/").rxSend(body)
        // All comes to a halt.
        .flatMap(response -> session.rxPing().repeat(20).ignoreElements().andThen(Single.just(response)))
        .flatMap(response -> response.toFlowable().map(Buffer::length).reduce(0L, (sum, length) -> sum + length)))
      .blockingGet();
    assertEquals(4_000_000, read);
  }

  @Test
  void a_source_that_breaks_resets_the_stream() {
    assertTorn(Flowable.just(CHUNK).concatWith(torn()).observeOn(loop, true));
  }

  @Test
  void a_source_that_breaks_at_once_fails_the_request() {
    assertTorn(torn());
  }

  private static Flowable<Buffer> torn() {
    return Flowable.error(new IllegalStateException("torn"));
  }

  private void assertTorn(Flowable<Buffer> body) {
    Single<Buffer> sent = connect()
      .flatMap(session -> session.post("/").rxSend(body)).flatMap(response -> response.rxBody());
    RuntimeException failure = assertThrows(RuntimeException.class, sent::blockingGet);
    Throwable cause = failure instanceof Http2Exception ? failure : failure.getCause();
    assertEquals(ErrorCode.CANCEL, assertInstanceOf(StreamClosedException.class, cause).errorCode());
  }
}
