package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.StreamReader;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** On a virtual thread a handler may await, and the other tasks of its context run meanwhile. */
class AwaitingHandlersIT extends ServerScript {
  private static final int WINDOW = 256 << 10;
  private static final int MAX_FRAME = 4000;

  private Context context;

  @BeforeEach
  void a_context_of_virtual_threads() {
    assumeTrue(((VertxInternal) vertx).isVirtualThreadAvailable(), "virtual threads need Java 21");
    context = ((VertxInternal) vertx).createVirtualThreadContext();
  }

  /** How a body is read: each way awaits something for every part of it. */
  private enum Reading {
    PUSHED {
      @Override
      void of(StreamReader body, Sink sink) {
        body.handler(sink::take);
        body.endHandler(v -> sink.end());
      }
    },
    FETCHED {
      @Override
      void of(StreamReader body, Sink sink) {
        body.handler(part -> {
          sink.take(part);
          body.fetch(1);
        });
        body.endHandler(v -> sink.end());
        body.pause();
        body.fetch(1);
      }
    },
    RESUMED_MEANWHILE {
      @Override
      void of(StreamReader body, Sink sink) {
        body.handler(part -> {
          body.pause();
          Vertx.currentContext().runOnContext(v -> body.resume());
          sink.take(part);
        });
        body.endHandler(v -> sink.end());
      }
    },
    READ {
      @Override
      void of(StreamReader body, Sink sink) {
        body.read(3000).onSuccess(part -> {
          sink.take(part);
          if (part.length() > 0) {
            of(body, sink);
          } else {
            sink.end();
          }
        });
      }
    };

    abstract void of(StreamReader body, Sink sink);
  }

  /** Is not done with a part at once. */
  private static final class Sink {
    private final Promise<byte[]> all = Promise.promise();
    private final Buffer taken = Buffer.buffer();
    private boolean busy;

    void take(Buffer part) {
      check("a part");
      busy = true;
      vertx.timer(1, TimeUnit.MILLISECONDS).await();
      taken.appendBuffer(part);
      busy = false;
    }

    void end() {
      check("the end");
      all.complete(taken.getBytes());
    }

    private void check(String what) {
      if (busy || all.future().isComplete()) {
        all.tryFail(what + " came before the part that came first was done with, or after the end");
      }
    }
  }

  private <T> T on(Supplier<Future<T>> call) {
    return await(begin(call));
  }

  private <T> Future<T> begin(Supplier<Future<T>> call) {
    return Future.future(done -> context.runOnContext(v -> call.get().onComplete(done)));
  }

  private FramePeer openAwaiting(Handler<ServerRequest> handler) {
    server = on(() -> ServerSession.create(vertx, options(new Http2Options())).requestHandler(handler).listen());
    closing(() -> await(server.close()));
    return open();
  }

  /** In frames of many sizes, as much as the window takes and then whatever is credited. */
  private static void sendBody(FramePeer peer, int streamId, byte[] body) {
    int window = WINDOW;
    for (int at = 0, frame = 1; at < body.length; frame++) {
      while (window == 0) {
        RawFrame update = peer.readUntil(FrameType.WINDOW_UPDATE);
        window += update.streamId() == streamId ? update.increment() : 0;
      }
      int length = Math.min(Math.min(window, body.length - at), frame * 997 % MAX_FRAME + 1);
      peer.send(RawFrame.data(streamId, Arrays.copyOfRange(body, at, at + length), at + length == body.length));
      at += length;
      window -= length;
    }
  }

  @ParameterizedTest
  @EnumSource(Reading.class)
  void a_server_gets_the_whole_body_in_order_and_then_its_end(Reading reading) {
    Sink sink = new Sink();
    FramePeer peer = openAwaiting(request -> {
      reading.of(request, sink);
      sink.all.future().onSuccess(all -> request.response().end(Buffer.buffer(all)));
    });
    byte[] body = pattern(WINDOW + 50_000);
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")));
    sendBody(peer, 1, body);
    assertSameBytes(body, await(sink.all.future()));
    assertSameBytes(body, peer.response(1).body());
  }

  @ParameterizedTest
  @EnumSource(Reading.class)
  void a_client_gets_the_whole_body_in_order_and_then_its_end(Reading reading) throws IOException {
    Sink sink = new Sink();
    ServerSocket listening = closing(FramePeer.listen());
    Future<ClientSession> connecting = begin(() -> ClientSession.connect(vertx,
      new ClientOptions().setHost("127.0.0.1").setPort(listening.getLocalPort())));
    FramePeer peer = closing(FramePeer.accept(listening));
    peer.handshake();
    ClientSession session = await(connecting);
    closing(() -> await(session.terminate(ErrorCode.NO_ERROR)));
    session.get("/x").send().onSuccess(response -> reading.of(response, sink));
    int stream = peer.readUntil(FrameType.HEADERS).streamId();
    byte[] body = pattern(WINDOW + 50_000);
    peer.send(RawFrame.headers(stream, false, HpackBlock.status(200)));
    sendBody(peer, stream, body);
    assertSameBytes(body, await(sink.all.future()));
  }

  @Test
  void a_handler_of_the_end_may_await_further_events() {
    FramePeer peer = openAwaiting(request -> {
      Future<Buffer> body = request.body();
      request.received().onSuccess(v -> request.response().end(body.await()));
    });
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")), RawFrame.data(1, "abc", false));
    peer.roundTrip();
    peer.send(RawFrame.data(1, "def", true));
    assertEquals("abcdef", peer.response(1).text());
  }

  @Test
  void a_failure_does_not_wait_for_the_handler() {
    Promise<Void> failed = Promise.promise();
    Promise<Void> taken = Promise.promise();
    Promise<Void> returned = Promise.promise();
    FramePeer peer = openAwaiting(request -> {
      request.handler(chunk -> {
        taken.complete();
        failed.future().otherwiseEmpty().await();
        returned.complete();
      });
      request.exceptionHandler(failed::fail);
    });
    peer.send(RawFrame.headers(1, false, HpackBlock.post("/x")), RawFrame.data(1, "abc", false));
    await(taken.future());
    peer.send(RawFrame.data(1, "def", false), RawFrame.rst(1, ErrorCode.CANCEL));
    assertEquals(ErrorCode.CANCEL, failure(StreamClosedException.class, failed.future()).errorCode());
    await(returned.future());
  }
}
