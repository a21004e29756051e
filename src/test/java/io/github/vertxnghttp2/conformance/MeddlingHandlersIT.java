package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.SentMessage;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.StreamWriter;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.LogLines;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;

import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Handlers that are told of the end of a connection, and use other requests of the same connection. */
class MeddlingHandlersIT extends ServerScript {
  private static final int REQUESTS = 5;

  private final List<SentMessage> all = new ArrayList<>();
  private final List<Future<?>> told = new ArrayList<>();
  private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

  /** Writes to all messages of the connection and resets them, and says that it was told. */
  private <T> Handler<T> meddler() {
    Promise<Void> called = Promise.promise();
    told.add(called.future());
    return event -> {
      try {
        for (SentMessage message : all) {
          ((StreamWriter) message).write("late");
          message.reset(ErrorCode.CANCEL);
        }
        called.complete();
      } catch (Throwable e) {
        thrown.add(e);
        throw e;
      }
    };
  }

  private void assertAllTold(LogLines log) {
    await(Future.join(told));
    assertEquals(List.of(), List.copyOf(thrown));
    assertEquals(List.of(), log.lines().stream().filter(line -> line.contains("xception")).toList());
  }

  @Test
  void a_server_s_handlers_may_write_to_and_reset_other_requests_of_a_connection_that_is_lost() {
    Promise<Void> arrived = Promise.promise();
    serve(request -> {
      ServerResponse response = request.response();
      response.write("begun");
      all.add(response);
      response.exceptionHandler(meddler()).closeHandler(meddler());
      request.exceptionHandler(meddler());
      if (all.size() == REQUESTS) {
        arrived.complete();
      }
    });
    LogLines log = closing(LogLines.of("io.vertx.core"));
    FramePeer peer = open();
    for (int i = 0; i < REQUESTS; i++) {
      peer.send(RawFrame.headers(2 * i + 1, false, HpackBlock.post("/")));
    }
    await(arrived.future());
    peer.reset();
    assertAllTold(log);
  }

  @Test
  void a_client_s_handlers_may_write_to_and_reset_other_requests_of_a_connection_that_is_lost() throws Exception {
    ServerSocket listening = closing(FramePeer.listen());
    Future<ClientSession> connecting = ClientSession.connect(vertx,
      new ClientOptions().setHost("127.0.0.1").setPort(listening.getLocalPort()));
    FramePeer peer = closing(FramePeer.accept(listening));
    peer.handshake();
    ClientSession session = await(connecting);
    LogLines log = closing(LogLines.of("io.vertx.core"));
    for (int i = 0; i < REQUESTS; i++) {
      ClientRequest request = session.request(HttpMethod.POST, "/");
      all.add(request);
      request.exceptionHandler(meddler());
      request.response().onFailure(meddler());
    }
    for (SentMessage request : all) {
      ((StreamWriter) request).write("begun");
    }
    for (int i = 0; i < REQUESTS; i++) {
      peer.readUntil(FrameType.DATA);
    }
    peer.reset();
    assertAllTold(log);
  }
}
