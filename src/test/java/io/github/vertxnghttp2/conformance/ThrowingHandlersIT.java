package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a user's handler throws is reported to its context: its connection goes on, and so do the other streams. */
class ThrowingHandlersIT extends ServerScript {
  private static final int BODY = 50_000;

  /** What the handlers of a test throw. */
  enum Thrown {
    EXCEPTION {
      @Override
      void raise() {
        throw new IllegalStateException("thrown by a test's handler");
      }
    },
    STACK_OVERFLOW {
      @Override
      void raise() {
        throw new StackOverflowError("thrown by a test's handler");
      }
    },
    OUT_OF_MEMORY {
      @Override
      void raise() {
        throw new OutOfMemoryError("thrown by a test's handler");
      }
    };

    abstract void raise();
  }

  /** The names of the handlers that have thrown. */
  private final Set<String> threw = ConcurrentHashMap.newKeySet();

  private <T> Handler<T> throwing(Thrown thrown, String name) {
    return ignored -> {
      threw.add(name);
      thrown.raise();
    };
  }

  private <T> void throwOn(Future<T> future, Thrown thrown, String name) {
    future.onComplete(done -> {
      threw.add(name);
      thrown.raise();
    });
  }

  private void serveThrowing(Thrown thrown) {
    serve(request -> {
      if (request.path().equals("/thrown")) {
        thrown.raise();
      }
      if (request.path().equals("/reset")) {
        request.exceptionHandler(throwing(thrown, "server request.exceptionHandler"));
        request.response().exceptionHandler(throwing(thrown, "server response.exceptionHandler"));
        request.response().closeHandler(throwing(thrown, "server response.closeHandler"));
        throwOn(request.response().write(Buffer.buffer("first")), thrown, "server response.write");
        return;
      }
      respond(request, thrown);
    });
  }

  private void respond(ServerRequest request, Thrown thrown) {
    ServerResponse response = request.response();
    throwOn(request.ended(), thrown, "server request.ended");
    throwOn(response.sent(), thrown, "server response.sent");
    Promise<Void> drained = Promise.promise();
    response.drainHandler(v -> {
      drained.complete();
      threw.add("server response.drainHandler");
      thrown.raise();
    });
    response.closeHandler(throwing(thrown, "server response.closeHandler of a whole exchange"));
    response.setWriteQueueMaxSize(1);
    response.inform(103, MultiMap.caseInsensitiveMultiMap());
    throwOn(response.write(Buffer.buffer(new byte[BODY])), thrown, "server response.write of a body");
    assertTrue(response.writeQueueFull());
    Promise<Void> read = Promise.promise();
    int[] left = {BODY};
    request.handler(chunk -> {
      left[0] -= chunk.length();
      if (left[0] == 0) {
        read.complete();
      }
      threw.add("server request.handler");
      thrown.raise();
    });
    request.endHandler(throwing(thrown, "server request.endHandler"));
    Future.all(read.future(), drained.future()).onSuccess(v -> response.end());
  }

  @ParameterizedTest
  @EnumSource
  void whatever_a_handler_throws_its_connection_goes_on(Thrown thrown) {
    vertx.exceptionHandler(reported -> { });
    serveThrowing(thrown);
    ClientSession client = client();
    client.frameLog(line -> {
      if (threw.add("client frameLog")) {
        thrown.raise();
      }
    });
    assertEquals(500, await(client.get("/thrown").send()).status());
    Promise<Void> whole = Promise.promise();
    vertx.runOnContext(v -> exchange(client, thrown, whole));
    await(whole.future());
    Promise<Void> reset = Promise.promise();
    vertx.runOnContext(v -> reset(client, thrown, reset));
    await(reset.future());
    throwOn(client.ping(), thrown, "client ping");
    await(client.ping());
    for (int i = 0; i < 3; i++) {
      ClientResponse response = await(client.get(ALIVE).send());
      assertEquals("alive", await(response.text()));
    }
    Set<String> expected = Set.of("server request.exceptionHandler", "server response.exceptionHandler",
      "server response.closeHandler", "server response.write", "server request.ended", "server response.sent",
      "server response.drainHandler", "server response.write of a body", "server request.handler",
      "server request.endHandler", "client request.informationalHandler", "client request.drainHandler",
      "client request.response", "client request.sent", "client response.handler", "client response.endHandler",
      "client response.ended", "client request.exceptionHandler", "client response.exceptionHandler", "client ping",
      "client frameLog", "client request.write");
    for (String name : expected) {
      assertTrue(threw.contains(name), name + " was not called; called were " + threw);
    }
  }

  @ParameterizedTest
  @EnumSource
  void connections_are_served_unlogged_when_the_choice_of_whose_frames_are_logged_throws(Thrown thrown) {
    serve(request -> { });
    server.frameLog(peer -> {
      thrown.raise();
      return true;
    }, line -> threw.add("line"));
    assertEquals("alive", await(await(client().get(ALIVE).send()).text()));
    assertEquals(Set.of(), threw);
  }

  private void exchange(ClientSession client, Thrown thrown, Promise<Void> whole) {
    ClientRequest request = client.request(HttpMethod.POST, "/whole");
    request.informationalHandler(throwing(thrown, "client request.informationalHandler"));
    request.setWriteQueueMaxSize(1);
    request.drainHandler(v -> {
      request.end();
      threw.add("client request.drainHandler");
      thrown.raise();
    });
    throwOn(request.sent(), thrown, "client request.sent");
    throwOn(request.response(), thrown, "client request.response");
    request.response().onComplete(result -> {
      ClientResponse response = result.result();
      throwOn(response.ended(), thrown, "client response.ended");
      response.handler(throwing(thrown, "client response.handler"));
      response.endHandler(v -> {
        whole.complete();
        threw.add("client response.endHandler");
        thrown.raise();
      });
    });
    throwOn(request.write(Buffer.buffer(new byte[BODY])), thrown, "client request.write");
    assertTrue(request.writeQueueFull());
  }

  private void reset(ClientSession client, Thrown thrown, Promise<Void> reset) {
    ClientRequest request = client.request(HttpMethod.POST, "/reset");
    request.exceptionHandler(throwing(thrown, "client request.exceptionHandler"));
    request.write(Buffer.buffer("first"));
    request.response().onComplete(result -> {
      ClientResponse response = result.result();
      response.exceptionHandler(e -> {
        reset.complete();
        threw.add("client response.exceptionHandler");
        thrown.raise();
      });
      response.handler(chunk -> request.reset(ErrorCode.CANCEL));
    });
  }
}
