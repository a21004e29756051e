package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ReceivedMessage;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.testing.FramePeer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Messages that end with their heads: they have a body only if somebody asks for it. */
class EmptyBodiesIT extends ServerScript {

  /** A way to read an empty body; gives "" or fails. */
  private enum Way {
    BODY(message -> message.body().map(Buffer::toString)),
    TEXT(ReceivedMessage::text),
    READ(message -> message.read(10).map(Buffer::toString)),
    READ_TO_THE_END(message -> message.read(-1).map(Buffer::toString)),
    ENDED(message -> message.ended().map("")),
    RECEIVED(message -> message.received().map("")),
    END_HANDLER(message -> {
      Promise<String> ended = Promise.promise();
      message.endHandler(v -> ended.complete(""));
      return ended.future();
    }),
    HANDLER(message -> {
      Promise<String> ended = Promise.promise();
      message.handler(chunk -> ended.tryFail("a chunk of " + chunk.length()));
      message.endHandler(v -> ended.tryComplete(""));
      return ended.future();
    }),
    SLICES(message -> {
      Promise<String> ended = Promise.promise();
      message.slices(slice -> ended.tryFail("a slice of " + slice.readableBytes()));
      message.endHandler(v -> ended.tryComplete(""));
      return ended.future();
    }),
    TRAILERS(message -> message.received().map(v -> message.trailers().isEmpty() ? "" : "trailers"));

    private final Function<ReceivedMessage, Future<String>> read;

    Way(Function<ReceivedMessage, Future<String>> read) {
      this.read = read;
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_handler_of_a_request_reads_nothing_and_the_end(Way way) {
    Promise<String> read = Promise.promise();
    serve(request -> {
      way.read.apply(request).onComplete(read);
      request.response().end();
    });
    FramePeer peer = open();
    peer.sendHeaders(1, true, ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/empty");
    assertEquals(200, peer.response(1).status());
    assertEquals("", await(read.future()));
  }

  @ParameterizedTest
  @EnumSource
  void another_thread_reads_it_even_after_the_connection_is_lost(Way way) {
    Promise<ServerRequest> received = Promise.promise();
    Promise<Void> lost = Promise.promise();
    serve(request -> {
      request.response().closeHandler(lost::complete);
      received.complete(request);
    });
    FramePeer peer = open();
    peer.sendHeaders(1, true, ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/empty");
    ServerRequest request = await(received.future());
    peer.close();
    await(lost.future());
    assertEquals("", await(way.read.apply(request)));
  }

  @ParameterizedTest
  @EnumSource
  void a_client_reads_an_empty_response(Way way) {
    serve(request -> request.response(204).end());
    ClientResponse response = await(client().get("/empty").send());
    assertEquals("", await(way.read.apply(response)));
  }
}
