package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.StreamResetException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.ExecutionException;
import java.util.function.Function;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What the engine cannot send fails at once, and leaves neither a promise nor a stream behind. */
class HttpFailuresIT {
  private Vertx vertx;
  private HttpServer server;

  @BeforeAll
  static void prepare() {
    EngineSwitch.SERVER.turnOn();
    EngineSwitch.CLIENT.turnOn();
  }

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private void listen(Handler<HttpServerRequest> handler) throws Exception {
    server = Nghttp2Http.createHttpServer(vertx, new HttpServerOptions());
    await(server.requestHandler(handler).listen(0, "localhost"));
  }

  /** A client of one connection. */
  private HttpClient client(int streams, Http2Settings settings) {
    HttpClientOptions options = new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
      .setHttp2ClearTextUpgrade(false).setHttp2MultiplexingLimit(streams).setInitialSettings(settings);
    return Nghttp2Http.createHttpClient(vertx, options, new PoolOptions().setHttp2MaxSize(1));
  }

  private <T> Future<T> ask(HttpClient client, Function<HttpClientRequest, Future<T>> program) {
    return client.request(HttpMethod.GET, server.actualPort(), "localhost", "/").compose(program);
  }

  @Test
  void a_request_with_too_long_a_head_fails_and_makes_room_for_the_next() throws Exception {
    listen(request -> request.response().end("ok"));
    HttpClient client = client(1, new Http2Settings());
    for (String body : new String[] {null, "body"}) {
      Future<HttpClientResponse> tooLong = ask(client, request -> {
        request.putHeader("x-long", "x".repeat(100_000));
        return body == null ? request.send() : request.send(body);
      });
      assertThrows(ExecutionException.class, () -> await(tooLong));
    }
    assertEquals(200, await(ask(client, HttpClientRequest::send)).statusCode());
  }

  /** RFC 9113 section 5.1. */
  @Test
  void a_custom_frame_of_a_stream_that_was_reset_fails() throws Exception {
    Promise<Void> frame = Promise.promise();
    listen(request -> {
      request.response().reset(8);
      request.response().writeCustomFrame(200, 0, Buffer.buffer("late")).onComplete(frame);
    });
    assertThrows(ExecutionException.class, () -> await(ask(client(1, new Http2Settings()), HttpClientRequest::send)));
    assertThrows(ExecutionException.class, () -> await(frame.future()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "server"})
  void a_custom_frame_that_is_written_when_its_stream_is_reset_fails(String resetting) throws Exception {
    Promise<Void> frame = Promise.promise();
    listen(request -> {
      HttpServerResponse response = request.response().setChunked(true);
      response.closeHandler(v -> response.writeCustomFrame(200, 0, Buffer.buffer("late")).onComplete(frame));
      response.write("begun");
      if (resetting.equals("server")) {
        response.reset(8);
      }
    });
    ask(client(1, new Http2Settings()), request -> request.send().compose(response -> request.reset(8)));
    assertThrows(ExecutionException.class, () -> await(frame.future()));
  }

  @Test
  void requests_that_find_no_room_on_their_connection_leave_the_pool_its_places() throws Exception {
    Promise<HttpConnection> accepted = Promise.promise();
    listen(request -> {
      accepted.tryComplete(request.connection());
      request.response().end();
    });
    HttpClient client = client(2, new Http2Settings());
    await(ask(client, request -> request.send().compose(HttpClientResponse::end)));
    HttpClientRequest first = await(ask(client, Future::succeededFuture));
    HttpClientRequest second = await(ask(client, Future::succeededFuture));
    HttpConnection connection = await(accepted.future());
    await(connection.updateSettings(new Http2Settings().setMaxConcurrentStreams(0)));
    assertThrows(ExecutionException.class, () -> await(first.send()));
    assertThrows(ExecutionException.class, () -> await(second.send()));
    await(connection.updateSettings(new Http2Settings().setMaxConcurrentStreams(100)));
    assertEquals(200, await(ask(client, HttpClientRequest::send)).statusCode());
  }

  @Test
  void a_response_with_a_field_that_cannot_be_sent_fails_and_resets_its_stream() throws Exception {
    Promise<Void> ended = Promise.promise();
    listen(request -> request.response().putHeader("x-folded", "a\r\n b").end("body").onComplete(ended));
    Future<HttpClientResponse> response = ask(client(1, new Http2Settings()), HttpClientRequest::send);
    assertThrows(ExecutionException.class, () -> await(ended.future()));
    Throwable failure = assertThrows(ExecutionException.class, () -> await(response)).getCause();
    assertEquals(2, assertInstanceOf(StreamResetException.class, failure).getCode());
  }

  @Test
  void a_response_that_ends_with_an_informational_status_fails_and_resets_its_stream() throws Exception {
    for (boolean inParts : new boolean[] {false, true}) {
      Promise<Void> written = Promise.promise();
      listen(request -> {
        HttpServerResponse response = request.response().setStatusCode(102).setChunked(true);
        (inParts ? response.write("body") : response.end()).onComplete(written);
      });
      Future<HttpClientResponse> response = ask(client(1, new Http2Settings()), HttpClientRequest::send);
      assertThrows(ExecutionException.class, () -> await(written.future()));
      Throwable failure = assertThrows(ExecutionException.class, () -> await(response)).getCause();
      assertEquals(2, assertInstanceOf(StreamResetException.class, failure).getCode());
    }
  }

  @Test
  void a_request_that_is_made_when_another_fails_gets_a_new_connection() throws Exception {
    listen(request -> {
      if (request.path().equals("/lost")) {
        request.connection().close();
      } else {
        request.response().end();
      }
    });
    HttpClient client = client(10, new Http2Settings());
    await(ask(client, request -> request.send().compose(HttpClientResponse::end)));
    Future<HttpClientResponse> second = ask(client, request -> request.setURI("/lost").send())
      .recover(lost -> ask(client, HttpClientRequest::send));
    assertEquals(200, await(second).statusCode());
  }

  @Test
  @SuppressWarnings("deprecation") // Vert.x's interface still has goAway
  void a_goaway_with_a_stream_id_of_this_side_and_too_much_debug_data_is_sent() throws Exception {
    Promise<GoAway> ofClient = Promise.promise();
    listen(request -> {
      request.connection().goAwayHandler(ofClient::tryComplete);
      if (request.path().equals("/server")) {
        request.connection().goAway(0, 2, Buffer.buffer("x".repeat(20_000)));
      }
      request.response().end();
    });
    HttpClient client = client(1, new Http2Settings());
    Promise<GoAway> ofServer = Promise.promise();
    await(ask(client, request -> {
      request.connection().goAwayHandler(ofServer::tryComplete);
      return request.setURI("/server").send();
    }));
    assertEquals(1, await(ofServer.future()).getLastStreamId());
    await(ask(client, request -> request.send().onSuccess(response -> request.connection().goAway(0, 1))));
    assertEquals(0, await(ofClient.future()).getLastStreamId());
  }

  @Test
  void a_push_that_is_reset_while_it_waits_fails_and_lets_no_other_go_first() throws Exception {
    Promise<HttpServerResponse> first = Promise.promise();
    Promise<HttpServerResponse> second = Promise.promise();
    Promise<HttpServerResponse> third = Promise.promise();
    listen(request -> {
      request.response().push(HttpMethod.GET, "/first").onComplete(first);
      request.response().push(HttpMethod.GET, "/second").onComplete(second);
      request.response().push(HttpMethod.GET, "/third").onComplete(third);
      request.response().end();
    });
    HttpClient client = client(-1, new Http2Settings().setMaxConcurrentStreams(1));
    await(ask(client, request -> {
      request.pushHandler(push -> {
        if (push.path().equals("/third")) {
          push.reset(8);
        }
      });
      return request.send();
    }));
    Throwable failure = assertThrows(ExecutionException.class, () -> await(third.future())).getCause();
    assertEquals(8, assertInstanceOf(StreamResetException.class, failure).getCode());
    assertFalse(second.future().isComplete());
    await(await(first.future()).end());
    await(await(second.future()).end());
  }
}
