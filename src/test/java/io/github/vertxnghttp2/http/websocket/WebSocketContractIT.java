package io.github.vertxnghttp2.http.websocket;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Arrays;
import java.util.List;

import static io.github.vertxnghttp2.http.Futures.await;

/** The contract of Vert.x's WebSockets: the same events over HTTP/1.1 by Vert.x, and over HTTP/2 by the engine. */
class WebSocketContractIT {
  @RegisterExtension
  final VersionComparison compare = new VersionComparison();

  private static String shown(Buffer data) {
    return data.length() > 100 ? data.length() + " bytes, hash " + Arrays.hashCode(data.getBytes()) : data.toString();
  }

  /** Records all that a socket reports, and completes the events with its end. */
  private static void record(WebSocketBase socket, String name, VersionComparison.Log log) {
    socket.frameHandler(frame -> log.add(name, "frame " + frame.type() + (frame.isFinal() ? " final" : "")
      + (frame.isClose() ? " " + frame.closeStatusCode() + " " + frame.closeReason() : "")));
    socket.textMessageHandler(text -> log.add(name, "text " + shown(Buffer.buffer(text))));
    socket.binaryMessageHandler(data -> log.add(name, "binary " + shown(data)));
    socket.pongHandler(data -> log.add(name, "pong " + data));
    socket.endHandler(v -> log.add(name, "end"));
    socket.exceptionHandler(failure -> log.add(name, "failed " + failure.getClass().getName()));
    socket.closeHandler(v -> log.last(name, "closed " + socket.closeStatusCode() + " " + socket.closeReason()));
  }

  private static void echo(VersionComparison.Run run) {
    run.server().webSocketHandler(socket -> {
      run.log().add("server", "opened " + socket.path() + " " + socket.query() + " " + socket.uri() + " "
        + socket.scheme() + " " + socket.isSsl() + " " + socket.authority().host() + " " + socket.subProtocol()
        + " " + socket.headers().get("x-own") + " " + socket.headers().get("upgrade") + " "
        + socket.remoteAddress().host() + " " + socket.localAddress().host());
      record(socket, "server", run.log());
      socket.textMessageHandler(text -> {
        run.log().add("server", "text " + shown(Buffer.buffer(text)));
        socket.writeTextMessage(text);
      });
      socket.binaryMessageHandler(data -> {
        run.log().add("server", "binary " + shown(data));
        socket.writeBinaryMessage(data);
      });
    });
  }

  /** Opens a socket, and sends what the program says once it is open. */
  private static Future<WebSocket> connect(VersionComparison.Run run, WebSocketConnectOptions options) {
    Promise<WebSocket> opened = Promise.promise();
    run.vertx().runOnContext(v -> run.client().connect(run.to(options)).onSuccess(socket -> {
      run.log().add("client", "opened " + socket.subProtocol() + " " + socket.isSsl() + " "
        + socket.headers().get("x-own"));
      record(socket, "client", run.log());
    }).onComplete(opened));
    return opened.future();
  }

  private static WebSocketConnectOptions at(String uri) {
    return new WebSocketConnectOptions().setURI(uri);
  }

  @Test
  void messages_and_an_orderly_close() throws Exception {
    compare.run(WebSocketContractIT::echo, run -> {
      WebSocket socket = await(connect(run, at("/path?query=1").addHeader("x-own", "value")));
      await(socket.writeTextMessage("hello"));
      run.log().await("client", "text hello");
      await(socket.writeBinaryMessage(Buffer.buffer("bytes")));
      run.log().await("client", "binary bytes");
      await(socket.writePing(Buffer.buffer("ping")));
      run.log().await("client", "pong ping");
      await(socket.close((short) 1000, "done"));
    });
  }

  @Test
  void the_server_closes_with_a_status_of_its_own() throws Exception {
    compare.run(run -> run.server().webSocketHandler(socket -> {
      record(socket, "server", run.log());
      socket.textMessageHandler(text -> socket.close((short) 4001, "because"));
    }), run -> {
      WebSocket socket = await(connect(run, at("/")));
      socket.writeTextMessage("close");
    });
  }
}
