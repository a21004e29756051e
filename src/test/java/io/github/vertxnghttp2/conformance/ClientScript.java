package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.testing.FramePeer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.function.Supplier;

/** A client session, and its server played by hand. */
public abstract class ClientScript extends ScriptedTest {
  /** That are queued one by another until a request is written to the socket, and one more. */
  private static final int TASKS_OF_A_REQUEST = 3;

  protected ServerSocket listening;
  /** Where the session's futures complete. */
  protected Context context;
  protected FramePeer peer;
  protected ClientSession session;

  @BeforeEach
  void listen() {
    listening = closing(FramePeer.listen());
    context = vertx.getOrCreateContext();
  }

  @AfterEach
  void stopListening() throws IOException {
    listening.close();
  }

  protected final ClientOptions options() {
    return options(new Http2Options());
  }

  protected final ClientOptions options(Http2Options http2) {
    return new ClientOptions().setHost("127.0.0.1").setPort(listening.getLocalPort()).setHttp2(http2);
  }

  /** Begins to connect, and accepts it. */
  protected final Future<ClientSession> connect(ClientOptions options) {
    Future<ClientSession> connecting = ClientSession.connect(vertx, options);
    peer = closing(FramePeer.accept(listening));
    return connecting;
  }

  /** Connects, with these SETTINGS of the server. */
  protected final void open(long... idsAndValues) {
    open(options(), idsAndValues);
  }

  protected final void open(ClientOptions options, long... idsAndValues) {
    Future<ClientSession> connecting = connect(options);
    peer.handshake(idsAndValues);
    session = await(connecting);
  }

  /**
   * Sends a request, and has the server respond before a timer of the request can fire, however busy the machine is:
   * all of it happens in one turn of the event loop, which reads from its sockets before it looks at its timers.
   */
  protected final <T> Future<T> respondedInTime(Supplier<Future<T>> send, Runnable respond) {
    Promise<Void> responded = Promise.promise();
    Future<T> response = on(() -> {
      Future<T> sent = send.get();
      afterTasks(TASKS_OF_A_REQUEST, responded, respond);
      return sent;
    });
    await(responded.future());
    return response;
  }

  private void afterTasks(int tasks, Promise<Void> done, Runnable action) {
    context.runOnContext(v -> {
      if (tasks > 0) {
        afterTasks(tasks - 1, done, action);
        return;
      }
      try {
        action.run();
        done.complete();
      } catch (Throwable t) {
        done.fail(t);
      }
    });
  }

  /** Runs on the context that the session's handlers run on. */
  protected final <T> T on(Supplier<T> action) {
    Promise<T> result = Promise.promise();
    context.runOnContext(v -> {
      try {
        result.complete(action.get());
      } catch (Throwable t) {
        result.fail(t);
      }
    });
    return await(result.future());
  }
}
