package io.github.vertxnghttp2.http.contract;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.http.Engine;
import io.github.vertxnghttp2.http.Events;
import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Each way in which an exchange or its connection ends too early, in each state of the exchange: a server on Vert.x's
 * engine and one on ours notify the same handlers in the same order, and later calls have the same outcomes. The guide
 * names what is left out.
 */
class ServerEndingsIT {

  /** How far the exchange has come. */
  enum State {
    REQUEST_BEGUN, REQUEST_HAS_BODY, REQUEST_PAUSED, REQUEST_ENDED, RESPONSE_BEGUN, RESPONSE_WAITS,
    RESPONSE_ENDED_FIRST, BOTH_ENDED
  }

  /** What happens then. */
  enum Ending {
    CLIENT_RESETS(false), CLIENT_RESETS_WITH_NO_ERROR(false), CLIENT_SENDS_TOO_MUCH(false), CLIENT_CLOSES(true),
    CLIENT_BREAKS_OFF(true), CLIENT_VIOLATES_THE_PROTOCOL(true), CLIENT_SENDS_GOAWAY_AND_CLOSES(true),
    SERVER_RESETS(false), SERVER_CANCELS(false), SERVER_CLOSES(true);

    private final boolean closes;

    Ending(boolean closes) {
      this.closes = closes;
    }
  }

  private Vertx vertx;
  private Context context;
  private HttpServerRequest request;
  private Events events;
  /** What was written before the ending. */
  private List<Future<Void>> waiting;

  @BeforeEach
  void open() {
    EngineSwitch.SERVER.turnOn();
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
      case REQUEST_ENDED, RESPONSE_BEGUN -> ending != Ending.CLIENT_SENDS_TOO_MUCH; // it ends the connection
      case RESPONSE_WAITS -> ending == Ending.CLIENT_RESETS || ending == Ending.CLIENT_RESETS_WITH_NO_ERROR;
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
    Promise<Void> served = Promise.promise();
    HttpServer server = engine.server(vertx, new HttpServerOptions());
    server.connectionHandler(connection -> RecordedHandlers.set(connection, events));
    server.exceptionHandler(failure -> events.add("server: " + Described.failure(failure)));
    server.requestHandler(received -> {
      request = received;
      context = vertx.getOrCreateContext();
      RecordedHandlers.set(received, events);
      if (state == State.BOTH_ENDED) {
        received.endHandler(v -> received.response().end("done"));
      } else if (state == State.REQUEST_PAUSED) {
        received.pause();
      }
      served.complete();
    });
    await(server.listen(0, "localhost"));
    try (FramePeer client = FramePeer.connect(server.actualPort())) {
      client.handshake(SettingId.INITIAL_WINDOW_SIZE.id(), 10);
      boolean ended = reach(state, client, served.future());
      events.add("--- " + ending);
      end(ending, client, ended);
      if (!ending.closes) {
        client.roundTrip();
      } else {
        await(events.ended());
      }
      events.add("--- later");
      request.connection().exceptionHandler(failure -> { }).shutdownHandler(null);
      Future<Void> recorded = onContext(() -> callLate(ending));
      if (!ending.closes) {
        client.send(RawFrame.pingAck(client.readUntil(FrameType.PING).pingData())); // the last of the calls
      }
      await(recorded);
      client.close();
      await(events.ended());
    }
    await(server.close());
    return events.all();
  }

  /** @return whether the client has ended the request */
  private boolean reach(State state, FramePeer client, Future<Void> served) throws Exception {
    client.sendHeaders(1, false, ":method", "POST", ":scheme", "http", ":authority", "localhost", ":path", "/",
      "content-length", "8");
    await(served);
    switch (state) {
      case REQUEST_BEGUN -> {
        return false;
      }
      case REQUEST_HAS_BODY, REQUEST_PAUSED -> {
        client.send(RawFrame.data(1, "half", false)).roundTrip();
        return false;
      }
      case RESPONSE_ENDED_FIRST -> {
        await(onContext(() -> request.response().end("done")));
        client.expect(FrameType.HEADERS, 1);
        return false;
      }
      default -> client.send(RawFrame.data(1, "complete", true)).roundTrip();
    }
    switch (state) {
      case RESPONSE_BEGUN -> await(onContext(() -> request.response().setChunked(true).write("part")));
      case RESPONSE_WAITS -> {
        await(onContext(() -> {
          waiting = List.of(request.response().setChunked(true).write("more than a window"),
            request.response().end("end"));
          return Future.succeededFuture();
        }));
        client.roundTrip();
      }
      case BOTH_ENDED -> {
        client.response(1);
        client.roundTrip();
      }
      default -> {
      }
    }
    return true;
  }

  private void end(Ending ending, FramePeer client, boolean requestEnded) throws Exception {
    switch (ending) {
      case CLIENT_RESETS -> client.send(RawFrame.rst(1, ErrorCode.CANCEL));
      case CLIENT_RESETS_WITH_NO_ERROR -> client.send(RawFrame.rst(1, ErrorCode.NO_ERROR));
      case CLIENT_SENDS_TOO_MUCH -> client.send(requestEnded ? RawFrame.data(1, "after its end", true)
        : RawFrame.data(1, "more than content-length says", true));
      case CLIENT_CLOSES -> client.close();
      case CLIENT_BREAKS_OFF -> client.reset();
      case CLIENT_VIOLATES_THE_PROTOCOL -> client.send(RawFrame.data(0, "no stream", false));
      case CLIENT_SENDS_GOAWAY_AND_CLOSES -> {
        client.send(RawFrame.goAway(0, ErrorCode.NO_ERROR));
        client.close();
      }
      case SERVER_RESETS -> await(onContext(() -> request.response().reset(7).otherwiseEmpty()));
      case SERVER_CANCELS -> await(onContext(() -> request.response().cancel().otherwiseEmpty()));
      case SERVER_CLOSES -> await(onContext(() -> request.connection().close()));
    }
  }

  private Future<Void> callLate(Ending ending) {
    HttpServerResponse response = request.response();
    HttpConnection connection = request.connection();
    LateCalls calls = new LateCalls(vertx, events);
    waiting.forEach(write -> calls.call("earlier write", () -> write));
    calls.call("isEnded", request::isEnded)
      .call("ended", response::ended)
      .call("closed", response::closed)
      .call("headWritten", response::headWritten)
      .call("statusCode", response::getStatusCode)
      .call("bytesRead", request::bytesRead)
      .call("streamId", response::streamId)
      .call("resume", () -> request.resume() == request)
      .call("writeQueueFull", response::writeQueueFull)
      .call("setWriteQueueMaxSize", () -> response.setWriteQueueMaxSize(1) == response)
      .call("exceptionHandler", () -> response.exceptionHandler(failure -> { }) == response)
      .call("putHeader", () -> response.putHeader("late", "1") == response)
      .call("write", () -> response.setChunked(true).write("late"))
      .call("putTrailer", () -> response.putTrailer("late", "1") == response)
      .call("end", () -> response.end("late"))
      .call("writeContinue", response::writeContinue)
      .call("end again", () -> response.end());
    if (waiting.isEmpty()) {
      calls.call("bytesWritten", response::bytesWritten);
    }
    if (waiting.isEmpty() && ending != Ending.CLIENT_SENDS_TOO_MUCH) { // Vert.x reports success, and resets nothing
      calls.call("reset", () -> response.reset(8)).call("cancel", response::cancel);
    }
    return calls.call("ping", () -> connection.ping(Buffer.buffer("12345678")))
      .record();
  }

  private <T> Future<T> onContext(Supplier<Future<T>> call) {
    Promise<T> done = Promise.promise();
    context.runOnContext(v -> call.get().onComplete(done));
    return done.future();
  }
}
