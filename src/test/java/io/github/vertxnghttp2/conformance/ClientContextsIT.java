package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertSame;

/** A session that is connected while a request is handled keeps nothing of that request's context. */
class ClientContextsIT extends ClientScript {
  private ContextInternal verticle;
  private ContextInternal request;
  private final Promise<Context> connectedOn = Promise.promise();

  @BeforeEach
  void connectWhileARequestIsHandled() {
    verticle = ((VertxInternal) vertx).createEventLoopContext();
    request = verticle.duplicate();
    Future<ClientSession> connecting = completion(request, () -> ClientSession.connect(vertx, options()), connectedOn);
    peer = closing(FramePeer.accept(listening));
    peer.handshake();
    session = await(connecting);
  }

  /** Calls on a context, and tells on which one the future completes. */
  private static <T> Future<T> completion(ContextInternal context, Supplier<Future<T>> call,
                                          Promise<Context> completed) {
    Promise<T> result = Promise.promise();
    context.runOnContext(v -> call.get().onComplete(done -> {
      completed.complete(Vertx.currentContext());
      result.handle(done);
    }));
    return result.future();
  }

  @Test
  void the_future_of_connect_completes_on_the_context_of_the_caller() {
    assertSame(request, await(connectedOn.future()));
  }

  @Test
  void a_later_call_without_a_context_completes_on_the_verticle_s() {
    Promise<Context> completed = Promise.promise();
    Future<ClientResponse> response = session.get("/x").send().onComplete(done -> completed.complete(
      Vertx.currentContext()));
    peer.request(1);
    peer.send(RawFrame.headers(1, true, HpackBlock.status(204)));
    await(response);
    assertSame(verticle, await(completed.future()));
  }

  @Test
  void a_later_call_on_another_context_completes_there() {
    ContextInternal other = verticle.duplicate();
    Promise<Context> pinged = Promise.promise();
    Future<?> ping = completion(other, session::ping, pinged);
    peer.skipping(FrameType.SETTINGS, FrameType.WINDOW_UPDATE);
    peer.send(RawFrame.pingAck(peer.expect(FrameType.PING, 0).pingData()));
    await(ping);
    assertSame(other, await(pinged.future()));
    Promise<Context> closed = Promise.promise();
    Future<Void> closing = completion(other, session::close, closed);
    peer.expectClosed();
    peer.close();
    await(closing);
    assertSame(other, await(closed.future()));
  }

  @Test
  void the_session_s_handlers_run_on_the_verticle_s_context() {
    Promise<Context> goneAway = Promise.promise();
    Promise<Context> closed = Promise.promise();
    session.goAwayHandler(e -> goneAway.complete(Vertx.currentContext()));
    session.closeHandler(v -> closed.complete(Vertx.currentContext()));
    peer.send(RawFrame.goAway(0, ErrorCode.NO_ERROR));
    assertSame(verticle, await(goneAway.future()));
    assertSame(verticle, await(closed.future()));
  }
}
