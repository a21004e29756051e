package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A server made in a verticle: its handlers run as the verticle's threading model says. */
class ServerContextsIT extends ServerScript {
  private static final int MIB = 1 << 20;
  private static final int WINDOW = 256 << 10;

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private ThreadingModel model;

  @TempDir
  Path directory;

  private void deploy(ThreadingModel threadingModel, Consumer<ServerRequest> handler) {
    assumeTrue(threadingModel != ThreadingModel.VIRTUAL_THREAD || ((VertxInternal) vertx).isVirtualThreadAvailable(),
      "virtual threads need Java 21");
    model = threadingModel;
    VerticleBase verticle = new VerticleBase() {
      @Override
      public Future<?> start() {
        server = ServerSession.create(vertx, options(new Http2Options())).requestHandler(request -> {
          check("request");
          if (request.path().equals(ALIVE)) {
            request.response().end("alive");
          } else {
            handler.accept(request);
          }
        });
        return server.listen().andThen(done -> check("listen"));
      }

      @Override
      public Future<?> stop() {
        return server.close();
      }
    };
    String id = await(vertx.deployVerticle(verticle, new DeploymentOptions().setThreadingModel(threadingModel)));
    closing(() -> await(vertx.undeploy(id)));
  }

  private void check(String where) {
    boolean right = switch (model) {
      case EVENT_LOOP -> Context.isOnEventLoopThread();
      case WORKER -> Context.isOnWorkerThread();
      default -> !Context.isOnEventLoopThread() && !Context.isOnWorkerThread();
    };
    if (!right || Vertx.currentContext() == null || Vertx.currentContext().threadingModel() != model) {
      wrong.add(where + " on " + Thread.currentThread().getName() + " with context " + Vertx.currentContext());
    }
  }

  private void assertThreads() {
    assertTrue(wrong.isEmpty(), () -> "handlers that ran elsewhere: " + wrong);
  }

  private static void upload(FramePeer peer, int streamId, byte[] body) {
    peer.send(RawFrame.headers(streamId, false, HpackBlock.post("/x")));
    sendBody(peer, streamId, body, 0, WINDOW, true);
  }

  /** As much as the window takes, then whatever is credited. */
  private static void sendBody(FramePeer peer, int streamId, byte[] body, int from, int firstWindow, boolean ends) {
    int window = firstWindow;
    int at = from;
    while (at < body.length) {
      while (window == 0) {
        RawFrame update = peer.readUntil(FrameType.WINDOW_UPDATE);
        window += update.streamId() == streamId ? update.increment() : 0;
      }
      int length = Math.min(Math.min(window, 16_384), body.length - at);
      peer.send(RawFrame.data(streamId, Arrays.copyOfRange(body, at, at + length), ends && at + length == body.length));
      at += length;
      window -= length;
    }
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void bodies_cross_intact_with_pauses(ThreadingModel threadingModel) {
    byte[] down = pattern(MIB);
    Promise<byte[]> received = Promise.promise();
    deploy(threadingModel, request -> {
      ByteArrayOutputStream collected = new ByteArrayOutputStream();
      request.handler(chunk -> {
        check("body");
        collected.writeBytes(chunk.getBytes());
        request.pause();
        Vertx.currentContext().runOnContext(v -> request.resume());
      });
      request.endHandler(v -> {
        check("end");
        received.complete(collected.toByteArray());
        request.response().end(Buffer.buffer(down)).onComplete(sent -> check("sent"));
      });
    });
    FramePeer peer = open();
    byte[] up = pattern(MIB);
    upload(peer.acknowledging(true), 1, up);
    Message response = peer.response(1);
    assertSameBytes(up, await(received.future()));
    assertSameBytes(down, response.body());
    assertAlive(peer, 3);
    assertThreads();
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void a_body_can_be_piped_back(ThreadingModel threadingModel) {
    deploy(threadingModel, request -> request.pipeTo(request.response()).onComplete(done -> check("piped")));
    FramePeer peer = open();
    byte[] body = pattern(200_000);
    upload(peer, 1, body);
    assertSameBytes(body, peer.response(1).body());
    assertThreads();
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void a_body_is_pulled_in_parts(ThreadingModel threadingModel) {
    deploy(threadingModel, this::echoInParts);
    FramePeer peer = open();
    byte[] body = pattern(200_000);
    upload(peer, 1, body);
    assertSameBytes(body, peer.response(1).body());
    assertThreads();
  }

  private void echoInParts(ServerRequest request) {
    request.read(30_000).onSuccess(part -> {
      check("read");
      if (request.atEof() && part.length() == 0) {
        request.response().end();
      } else {
        request.response().write(part).onSuccess(v -> {
          check("written");
          echoInParts(request);
        });
      }
    });
  }

  /** Responds when it is told to, and reads the body later, or never. */
  private record Unread(ServerRequest request, Context context) {

    void respond() {
      context.runOnContext(v -> request.response().setStatus(413).end());
    }

    Future<Buffer> read() {
      return Future.future(done -> context.runOnContext(v -> request.body().onComplete(done)));
    }
  }

  private Future<Unread> deployUnread(ThreadingModel threadingModel) {
    Promise<Unread> arrived = Promise.promise();
    deploy(threadingModel, request -> arrived.complete(new Unread(request, Vertx.currentContext())));
    return arrived.future();
  }

  /** The whole window, which is full when the response comes. */
  private Unread fillAndRespond(FramePeer peer, Future<Unread> arrived, byte[] body) {
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")));
    sendBody(peer, 1, Arrays.copyOf(body, WINDOW), 0, WINDOW, false);
    peer.roundTrip();
    Unread unread = await(arrived);
    unread.respond();
    assertEquals(413, peer.response(1).status());
    return unread;
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void an_unread_body_is_credited_when_the_response_is_sent(ThreadingModel threadingModel) {
    Future<Unread> arrived = deployUnread(threadingModel);
    FramePeer peer = open().skipping(FrameType.SETTINGS, FrameType.PING);
    byte[] body = pattern(400_000);
    fillAndRespond(peer, arrived, body);
    sendBody(peer, 1, body, WINDOW, 0, true);
    assertAlive(peer, 3);
    Repeat.until("the end of the stream", () -> server.metrics().openStreams() == 0, peer::roundTrip);
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void a_read_after_the_response_of_a_dropped_body_fails_and_the_rest_is_credited(ThreadingModel threadingModel) {
    Future<Unread> arrived = deployUnread(threadingModel);
    FramePeer peer = open().skipping(FrameType.SETTINGS, FrameType.PING);
    byte[] body = pattern(2 * WINDOW + 1000);
    Unread unread = fillAndRespond(peer, arrived, body);
    StreamClosedException failure = failure(StreamClosedException.class, unread.read());
    assertEquals(ErrorCode.NO_ERROR, failure.errorCode());
    sendBody(peer, 1, body, WINDOW, 0, true);
    assertAlive(peer, 3);
    Repeat.until("the end of the stream", () -> server.metrics().openStreams() == 0, peer::roundTrip);
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void a_file_goes_out_and_a_body_into_a_file(ThreadingModel threadingModel) throws IOException {
    byte[] content = pattern(500_000);
    Path file = Files.write(directory.resolve("file"), content);
    Path copy = directory.resolve("copy");
    deploy(threadingModel, request -> {
      request.pause();
      vertx.fileSystem().open(copy.toString(), new OpenOptions()).compose(request::pipeTo)
        .onSuccess(v -> request.response().sendFile(file.toString()).onComplete(sent -> check("sent")));
    });
    FramePeer peer = open();
    upload(peer, 1, content);
    assertSameBytes(content, peer.response(1).body());
    assertSameBytes(content, Files.readAllBytes(copy));
    assertThreads();
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void the_end_of_a_stream_is_told_on_the_context(ThreadingModel threadingModel) {
    Promise<Void> arrived = Promise.promise();
    Promise<Void> failed = Promise.promise();
    Promise<Void> closed = Promise.promise();
    deploy(threadingModel, request -> {
      request.handler(chunk -> check("body"));
      request.exceptionHandler(cause -> {
        check("exception");
        failed.fail(cause);
      });
      request.response().closeHandler(v -> {
        check("close");
        closed.complete();
      });
      arrived.complete();
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")), RawFrame.data(1, "abc", false));
    await(arrived.future());
    peer.send(RawFrame.rst(1, ErrorCode.CANCEL));
    assertEquals(ErrorCode.CANCEL, failure(StreamClosedException.class, failed.future()).errorCode());
    await(closed.future());
    assertThreads();
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void each_request_has_a_context_of_its_own(ThreadingModel threadingModel) {
    Queue<Context> contexts = new ConcurrentLinkedQueue<>();
    deploy(threadingModel, request -> {
      contexts.add(Vertx.currentContext());
      request.response().end();
    });
    FramePeer peer = open();
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/a")), RawFrame.headers(3, true, HpackBlock.get("/b")));
    peer.response(1);
    peer.response(3);
    assertEquals(2, contexts.size());
    assertNotSame(contexts.poll(), contexts.poll(), "two requests share their context's data");
    assertThreads();
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void the_fields_of_a_response_may_be_read_while_it_is_sent(ThreadingModel threadingModel) {
    deploy(threadingModel, request -> {
      ServerResponse response = request.response();
      for (int i = 0; i < 200; i++) {
        response.putHeader("x-" + i, request.path());
      }
      response.end();
      long until = System.nanoTime() + 50 * (request.streamId() % 2000); // meets the event loop sooner or later
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      if (response.headers().size() != 201) {
        wrong.add("fields: " + response.headers());
      }
    });
    FramePeer peer = open();
    for (int i = 1; i < 4000; i += 200) {
      for (int id = i; id < i + 200; id += 2) {
        peer.send(RawFrame.headers(id, true, HpackBlock.get("/" + id)));
      }
      for (int id = i; id < i + 200; id += 2) {
        HeaderList fields = peer.response(id).headers();
        assertEquals(202, fields.size());
        assertEquals("/" + id, fields.get("x-199"));
      }
    }
    assertThreads();
  }
}
