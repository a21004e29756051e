package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamPriority;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Priorities of RFC 7540 section 5.3, as far as libnghttp2 has them. */
@Timeout(60)
class PrioritiesIT {
  private static final int WITHOUT_PRIORITIES = 0x014100;
  private static final StreamPriority FIRST = priority(56, 43, false);
  private static final StreamPriority SECOND = priority(157, 143, true);
  private static final StreamPriority THIRD = priority(98, 55, false);
  private static final StreamPriority FOURTH = priority(198, 256, true);

  @RegisterExtension
  final EngineComparison engines = new EngineComparison();
  private final ContractPrograms programs = new ContractPrograms(engines.options(withPriorities(),
    new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false)));

  @BeforeAll
  static void check() {
    assumeTrue(Nghttp2.versionNumber() < WITHOUT_PRIORITIES, "libnghttp2 has taken the priorities out");
  }

  /** Servers that do not leave these priorities, as ours do otherwise. */
  private static HttpServerOptions withPriorities() {
    HttpServerOptions options = new HttpServerOptions();
    options.getInitialSettings().setExtraSettings(Map.of(SettingId.NO_RFC7540_PRIORITIES.id(), 0L));
    return options;
  }

  private static StreamPriority priority(int dependency, int weight, boolean exclusive) {
    return new StreamPriority().setDependency(dependency).setWeight((short) weight).setExclusive(exclusive);
  }

  private void same(BiConsumer<HttpServerRequest, Events> handler,
                    BiFunction<HttpClientRequest, Events, Future<?>> user) throws Exception {
    programs.same(HttpMethod.POST, handler, user);
  }

  // --- both sides are Vert.x's ---

  @Test
  void a_request_and_its_response_have_priorities() throws Exception {
    same((request, log) -> {
      log.add("request " + request.streamPriority());
      request.response().setStreamPriority(THIRD);
      request.response().end("body");
    }, (request, log) -> request.setStreamPriority(FIRST).send().compose(response -> {
      log.add("response " + response.request().getStreamPriority());
      return response.body().onSuccess(body -> log.add("body " + body));
    }));
  }

  @Test
  void a_response_has_the_priority_of_its_request() throws Exception {
    same((request, log) -> {
      log.add("request " + request.streamPriority());
      request.response().setStatusCode(204).end();
    }, (request, log) -> request.setStreamPriority(SECOND).send().compose(response -> {
      log.add("response " + response.request().getStreamPriority());
      return response.end();
    }));
  }

  @Test
  void both_sides_change_the_priority() throws Exception {
    same((request, log) -> {
      request.streamPriorityHandler(changed -> log.add("changed " + changed + ", now " + request.streamPriority()));
      request.response().setStreamPriority(THIRD);
      request.response().setChunked(true).write("hello");
      request.endHandler(v -> {
        request.response().setStreamPriority(FOURTH);
        request.response().end("world");
      });
    }, (request, log) -> {
      Future<?> ended = request.setStreamPriority(FIRST).response().compose(response -> {
        response.streamPriorityHandler(changed -> log.add("changed " + changed + ", now "
          + response.request().getStreamPriority()));
        log.add("response " + response.request().getStreamPriority());
        request.setStreamPriority(SECOND);
        request.end("end");
        return response.body().onSuccess(body -> log.add("body " + body));
      });
      request.writeHead();
      return ended;
    });
  }

  @Test
  void a_change_in_the_turn_of_the_head_is_not_lost() throws Exception {
    same((request, log) -> {
      request.streamPriorityHandler(changed -> log.add("changed " + changed));
      request.endHandler(v -> {
        log.add("end, priority " + request.streamPriority());
        request.response().end();
      });
    }, (request, log) -> {
      request.setStreamPriority(FIRST).writeHead();
      request.setStreamPriority(SECOND);
      request.end("body");
      return request.response().compose(HttpClientResponse::end);
    });
  }

  @Test
  void handlers_are_not_called_for_the_priority_that_there_is() throws Exception {
    same((request, log) -> {
      request.streamPriorityHandler(changed -> log.add("changed " + changed));
      request.response().setStreamPriority(FIRST);
      request.response().end("x");
    }, (request, log) -> {
      request.setStreamPriority(FIRST).writeHead().onSuccess(v -> {
        request.setStreamPriority(priority(56, 43, false));
        request.end();
      });
      return request.response().compose(response -> {
        response.streamPriorityHandler(changed -> log.add("changed " + changed));
        return response.end();
      });
    });
  }

  @Test
  void a_push_has_a_priority_of_its_own_or_that_of_its_request() throws Exception {
    for (boolean own : new boolean[] {true, false}) {
      same((request, log) -> request.response().push(HttpMethod.GET, "/pushed").onSuccess(pushed -> {
        if (own) {
          pushed.setStreamPriority(THIRD);
        }
        pushed.end("pushed");
        request.response().end();
      }), (request, log) -> {
        Future<?>[] pushed = new Future<?>[1];
        request.pushHandler(push -> pushed[0] = push.response().compose(response -> {
          log.add("pushed " + response.request().getStreamPriority());
          return response.body();
        }));
        return request.setStreamPriority(FIRST).send().compose(HttpClientResponse::end)
          .compose(v -> (Future<?>) pushed[0]);
      });
    }
  }

  // --- the frames of a server ---

  private static String priority(RawFrame frame, int offset) {
    long dependency = frame.uint32(offset);
    return (dependency & Integer.MAX_VALUE) + " " + ((frame.payload()[offset + 4] & 0xff) + 1)
      + (dependency > Integer.MAX_VALUE ? " exclusive" : "");
  }

  private static String priority(RawFrame head) {
    return head.has(Flag.PRIORITY) ? priority(head, 0) : "0 16";
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_server_reports_and_sends_priorities(Engine engine) throws Exception {
    Events seen = new Events(null);
    HttpServer server = engine.server(engines.vertx(), withPriorities());
    server.requestHandler(request -> {
      seen.add(request.path() + " " + request.streamPriority());
      request.streamPriorityHandler(changed -> seen.add(request.path() + " changed " + changed));
      request.endHandler(v -> {
        seen.add(request.path() + " ended");
        request.response().end("body");
      });
    });
    await(server.listen(0, "localhost"));
    try (FramePeer peer = FramePeer.connect(server.actualPort())) {
      peer.handshake();
      peer.send(RawFrame.priority(1, 0, 7, false), RawFrame.priority(9, 1, 8, true),
        RawFrame.headers(1, false, HpackBlock.post("/one"), 3, 256, true), RawFrame.priority(1, 0, 1, false),
        RawFrame.data(1, "body", true));
      RawFrame head = peer.expect(FrameType.HEADERS, 1);
      assertEquals("0 1", priority(head));
      peer.headers(head);
      while (!peer.expect(FrameType.DATA, 1).has(Flag.END_STREAM)) {
        // the response has not ended
      }
      peer.send(RawFrame.priority(1, 0, 9, false), RawFrame.headers(3, true, HpackBlock.get("/two")));
      head = peer.expect(FrameType.HEADERS, 3);
      assertEquals("0 16", priority(head));
      peer.roundTrip();
    }
    assertEquals(List.of("/one " + priority(3, 256, true), "/one changed " + priority(0, 1, false), "/one ended",
      "/two " + priority(0, 16, false), "/two ended"), seen.all());
    await(server.close());
  }

  /** Vert.x's engine has no limit for them. */
  @Test
  void a_flood_of_priorities_ends_the_connection() throws Exception {
    HttpServer server = Engine.OURS.server(engines.vertx(), new HttpServerOptions());
    await(server.requestHandler(request -> request.response().end()).listen(0, "localhost"));
    try (FramePeer peer = FramePeer.connect(server.actualPort())) {
      peer.handshake();
      peer.send(RawFrame.headers(1, false, HpackBlock.post("/")));
      RawFrame[] flood = new RawFrame[1000];
      Arrays.fill(flood, RawFrame.priority(1, 0, 7, false));
      for (int i = 0; i < 20 && peer.trySend(flood); i++) {
        // the connection ends before the last
      }
      peer.expectGoAway(ErrorCode.ENHANCE_YOUR_CALM);
    }
    await(server.close());
  }

  // --- the frames of a client ---

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_client_reports_and_sends_priorities(Engine engine) throws Exception {
    HttpClientAgent client = engine.client(engines.vertx(), new HttpClientOptions()
      .setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
    Events seen = new Events(null);
    try (ServerSocket listening = FramePeer.listen()) {
      Future<?> done = client.request(HttpMethod.POST, listening.getLocalPort(), "localhost", "/").compose(request -> {
        request.setStreamPriority(SECOND).writeHead().onSuccess(v -> {
          request.setStreamPriority(FIRST);
          request.end("body");
        });
        return request.response().compose(response -> {
          seen.add("response " + response.request().getStreamPriority());
          response.streamPriorityHandler(changed -> seen.add("changed " + changed));
          return response.body();
        });
      });
      try (FramePeer peer = FramePeer.accept(listening)) {
        peer.handshake();
        RawFrame head = peer.expect(FrameType.HEADERS, 1);
        assertEquals("157 143 exclusive", priority(head));
        assertEquals("56 43", priority(peer.expect(FrameType.PRIORITY, 1), 0));
        peer.send(RawFrame.headers(1, false, HpackBlock.status(200), 98, 55, false),
          RawFrame.priority(7, 0, 3, false), RawFrame.priority(1, 198, 256, true), RawFrame.data(1, "body", true));
        await(done);
      }
    }
    assertEquals(List.of("response " + THIRD, "changed " + FOURTH), seen.all());
    await(client.close());
  }
}
