package io.github.vertxnghttp2.http.contract;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.http.Engine;
import io.github.vertxnghttp2.http.Events;
import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Each way in which an exchange or its connection ends too early, in each state of the exchange: a client on Vert.x's
 * engine and one on ours notify the same handlers in the same order, and later calls have the same outcomes. The guide
 * names what is left out.
 */
class ClientEndingsIT {

  /** How far the exchange has come. */
  enum State {
    NOTHING_SENT, REQUEST_BEGUN, REQUEST_WAITS, REQUEST_ENDED, CONTINUED, RESPONSE_BEGUN, RESPONSE_PAUSED,
    RESPONSE_ENDED_FIRST, BOTH_ENDED
  }

  /** What happens then. */
  enum Ending {
    SERVER_RESETS(false), SERVER_RESETS_WITH_NO_ERROR(false), SERVER_REFUSES(false), SERVER_SENDS_TOO_MUCH(false),
    SERVER_SENDS_A_MALFORMED_HEAD(false), SERVER_CLOSES(true), SERVER_BREAKS_OFF(true),
    SERVER_VIOLATES_THE_PROTOCOL(true), SERVER_DOES_NOT_PROCESS_IT(true), SERVER_SENDS_GOAWAY_AND_CLOSES(true),
    CLIENT_RESETS(false), CLIENT_RESETS_WITH_A_CAUSE(false), CLIENT_CANCELS(false), CLIENT_CLOSES(true);

    private final boolean closes;

    Ending(boolean closes) {
      this.closes = closes;
    }

    private boolean isOfClient() {
      return name().startsWith("CLIENT");
    }

    private boolean isFaultOfStream() {
      return this == SERVER_SENDS_TOO_MUCH || this == SERVER_SENDS_A_MALFORMED_HEAD;
    }
  }

  private Vertx vertx;
  private Context context;
  private HttpClientRequest request;
  private Events events;
  /** What was written before the ending. */
  private List<Future<Void>> waiting;

  @BeforeEach
  void open() {
    EngineSwitch.CLIENT.turnOn();
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  static Stream<Arguments> all() {
    return Arrays.stream(State.values())
      .flatMap(state -> Arrays.stream(Ending.values()).filter(ending -> isSame(state, ending))
        .map(ending -> Arguments.of(state, ending)));
  }

  private static boolean isSame(State state, Ending ending) {
    return switch (state) {
      case NOTHING_SENT -> ending.closes || ending.isOfClient(); // the server knows nothing of the request
      case REQUEST_BEGUN, REQUEST_ENDED, CONTINUED -> ending != Ending.SERVER_SENDS_TOO_MUCH;
      case REQUEST_WAITS -> !ending.closes && !ending.isOfClient() && ending != Ending.SERVER_SENDS_TOO_MUCH;
      case RESPONSE_ENDED_FIRST -> !ending.isFaultOfStream(); // it ends the connection
      default -> true;
    };
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void handlers_and_later_calls_are_the_same(State state, Ending ending) throws Exception {
    List<String> expected = run(Engine.VERTX, state, ending);
    assertEquals(expected, run(Engine.OURS, state, ending));
  }

  private List<String> run(Engine engine, State state, Ending ending) throws Exception {
    events = new Events(null);
    waiting = List.of();
    context = vertx.getOrCreateContext();
    HttpClientAgent client = engine.client(vertx, new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
      .setHttp2ClearTextUpgrade(false));
    try (ServerSocket listening = FramePeer.listen()) {
      Future<Void> created = onContext(() -> client
        .request(HttpMethod.POST, listening.getLocalPort(), "localhost", "/").map(opened -> {
          request = opened;
          RecordedHandlers.set(opened, events);
          RecordedHandlers.set(opened.connection(), events);
          return null;
        }));
      try (FramePeer server = FramePeer.accept(listening)) {
        server.handshake(SettingId.INITIAL_WINDOW_SIZE.id(), 10);
        await(created);
        reach(state, server);
        events.add("--- " + ending);
        end(ending, server);
        if (!ending.closes) {
          server.roundTrip();
        } else {
          await(events.ended());
        }
        events.add("--- later");
        request.connection().exceptionHandler(failure -> { }).shutdownHandler(null);
        Future<Void> recorded = onContext(() -> callLate(state, ending));
        if (!ending.closes) {
          server.send(RawFrame.pingAck(server.readUntil(FrameType.PING).pingData())); // the last of the calls
        }
        await(recorded);
        server.close();
        await(events.ended());
      }
    }
    await(client.close());
    return events.all();
  }

  private void reach(State state, FramePeer server) throws Exception {
    switch (state) {
      case NOTHING_SENT -> {
        return;
      }
      case REQUEST_BEGUN, CONTINUED, RESPONSE_ENDED_FIRST ->
        await(onContext(() -> request.setChunked(true).writeHead()));
      case REQUEST_WAITS -> onContext(() -> {
        waiting = List.of(request.setChunked(true).write("more than a window"), request.end("end"));
        return Future.succeededFuture();
      });
      default -> await(onContext(() -> request.end("request")));
    }
    server.expect(FrameType.HEADERS, 1);
    switch (state) {
      case CONTINUED -> server.sendHeaders(1, false, ":status", "100").sendHeaders(1, false, ":status", "103");
      case RESPONSE_BEGUN -> server.sendHeaders(1, false, ":status", "200", "content-length", "8")
        .send(RawFrame.data(1, "half", false));
      case RESPONSE_PAUSED -> {
        Future<Void> paused = onContext(() -> request.response().onSuccess(HttpClientResponse::pause).mapEmpty());
        server.sendHeaders(1, false, ":status", "200", "content-length", "8");
        await(paused);
        server.send(RawFrame.data(1, "half", false));
      }
      case RESPONSE_ENDED_FIRST, BOTH_ENDED -> server.sendHeaders(1, true, ":status", "204");
      default -> {
      }
    }
    server.roundTrip();
  }

  private void end(Ending ending, FramePeer server) throws Exception {
    switch (ending) {
      case SERVER_RESETS -> server.send(RawFrame.rst(1, ErrorCode.INTERNAL_ERROR));
      case SERVER_RESETS_WITH_NO_ERROR -> server.send(RawFrame.rst(1, ErrorCode.NO_ERROR));
      case SERVER_REFUSES -> server.send(RawFrame.rst(1, ErrorCode.REFUSED_STREAM));
      case SERVER_SENDS_TOO_MUCH -> server.send(RawFrame.data(1, "more than content-length says", true));
      case SERVER_SENDS_A_MALFORMED_HEAD -> server.send(RawFrame.headers(1, false, HpackBlock.of(":path", "/")));
      case SERVER_CLOSES -> server.close();
      case SERVER_BREAKS_OFF -> server.reset();
      case SERVER_VIOLATES_THE_PROTOCOL -> server.send(RawFrame.data(0, "no stream", false));
      case SERVER_DOES_NOT_PROCESS_IT -> server.send(RawFrame.goAway(0, ErrorCode.NO_ERROR)).close();
      case SERVER_SENDS_GOAWAY_AND_CLOSES -> server.send(RawFrame.goAway(1, ErrorCode.NO_ERROR)).close();
      case CLIENT_RESETS -> await(onContext(() -> request.reset(7).otherwiseEmpty()));
      case CLIENT_RESETS_WITH_A_CAUSE ->
        await(onContext(() -> request.reset(7, new IllegalStateException("a cause")).otherwiseEmpty()));
      case CLIENT_CANCELS -> await(onContext(() -> request.cancel().otherwiseEmpty()));
      case CLIENT_CLOSES -> await(onContext(() -> request.connection().close()));
    }
  }

  private Future<Void> callLate(State state, Ending ending) {
    LateCalls calls = new LateCalls(vertx, events);
    waiting.forEach(write -> calls.call("earlier write", () -> write));
    calls.call("response", request::response)
      .call("writeQueueFull", request::writeQueueFull)
      .call("setWriteQueueMaxSize", () -> request.setWriteQueueMaxSize(1) == request)
      .call("exceptionHandler", () -> request.exceptionHandler(failure -> { }) == request)
      .call("putHeader", () -> request.putHeader("late", "1") == request);
    if (state != State.NOTHING_SENT || ending.isOfClient() && !ending.closes) { // the failures have other types
      calls.call("writeHead", request::writeHead)
        .call("write", () -> request.write("late"))
        .call("end", () -> request.end("late"))
        .call("end again", request::end);
    }
    if (request.response().succeeded()) {
      HttpClientResponse response = request.response().result();
      calls.call("resume", () -> response.resume() == response)
        .call("response.end", response::end)
        .call("statusCode", response::statusCode)
        .call("trailers", () -> response.trailers().size());
    }
    if (!ending.isFaultOfStream()) { // Vert.x's engine reports success, and resets nothing
      calls.call("reset", () -> request.reset(8)).call("cancel", request::cancel);
    }
    return calls.call("ping", () -> request.connection().ping(Buffer.buffer("12345678")))
      .record();
  }

  private <T> Future<T> onContext(Supplier<Future<T>> call) {
    Promise<T> done = Promise.promise();
    context.runOnContext(v -> call.get().onComplete(done));
    return done.future();
  }
}
