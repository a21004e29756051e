package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.http.engine.EngineSwitch;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client of Vert.x that takes for granted that a server speaks HTTP/2 in cleartext, and a server that does not. */
class PriorKnowledgeIT {
  private static final String HTTP_1 = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
  private static final Logger LOGGER = Logger.getLogger("io.vertx");

  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final Handler watch = new Handler() {
    @Override
    public void publish(LogRecord line) {
      if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
        errors.add(line.getMessage());
      }
    }

    @Override
    public void flush() {
      // nothing is held back
    }

    @Override
    public void close() {
      // nothing is open
    }
  };
  private Vertx vertx;

  @BeforeEach
  void open() {
    EngineSwitch.CLIENT.turnOn();
    LOGGER.addHandler(watch);
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
    LOGGER.removeHandler(watch);
  }

  /** Why a request fails at a server that sends the text to whoever has sent something. */
  private Throwable failure(Engine engine, String response) throws Exception {
    NetServer server = vertx.createNetServer().connectHandler(socket ->
      socket.handler(received -> socket.write(response))); // stays open: a close could come first
    int port = await(server.listen(0, "localhost")).actualPort();
    Future<HttpClientResponse> sent = engine.client(vertx, new HttpClientOptions().setHttp2ClearTextUpgrade(false)
      .setProtocolVersion(HttpVersion.HTTP_2)).request(HttpMethod.GET, port, "localhost", "/")
      .compose(HttpClientRequest::send);
    return assertThrows(ExecutionException.class, () -> await(sent)).getCause();
  }

  @ParameterizedTest
  @EnumSource
  void a_request_fails_with_an_error_of_http_2(Engine engine) throws Exception {
    assertInstanceOf(Http2Exception.class, failure(engine, HTTP_1));
    assertInstanceOf(Http2Exception.class, failure(engine, "this is no protocol that the client knows"));
  }

  @Test
  void the_error_has_the_status_line_of_a_server_with_http_1() throws Exception {
    String message = failure(Engine.OURS, HTTP_1).getMessage();
    assertTrue(message.endsWith("the server responded in HTTP/1 (HTTP/1.1 400 Bad Request): it does not support HTTP/2"
      + " with prior knowledge"), message);
  }

  /** Vert.x's engine logs it also. */
  @Test
  void the_error_is_that_of_the_request_and_is_not_logged() throws Exception {
    failure(Engine.OURS, HTTP_1);
    failure(Engine.OURS, "this is no protocol that the client knows");
    assertEquals(List.of(), errors);
  }
}
