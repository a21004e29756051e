package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.frame.SettingId;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

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
    }), run -> await(connect(run, at("/"))).writeTextMessage("close"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "close"})
  void a_socket_that_is_closed_takes_no_more(String reason) throws Exception {
    compare.run(WebSocketContractIT::echo, run -> {
      WebSocket socket = await(connect(run, at("/")));
      await(reason.isEmpty() ? socket.close() : socket.close((short) 1000, reason));
      run.log().awaitEnds(2);
      run.log().add("client", "closed " + socket.isClosed() + " " + socket.writeTextMessage("late").failed());
    });
  }

  @Test
  void long_messages_go_in_frames() throws Exception {
    compare.options(new HttpServerOptions().setMaxWebSocketMessageSize(2 << 20),
      new WebSocketClientOptions().setMaxMessageSize(2 << 20)).run(WebSocketContractIT::echo, run -> {
        WebSocket socket = await(connect(run, at("/")));
        Buffer mebibyte = Buffer.buffer("0123456789abcdef".repeat(1 << 16));
        await(socket.writeBinaryMessage(mebibyte));
        run.log().await("client", "binary " + shown(mebibyte));
        await(socket.writeTextMessage(mebibyte.toString()));
        run.log().await("client", "text " + shown(mebibyte));
        socket.close();
      });
  }

  @Test
  void a_message_beyond_maxWebSocketMessageSize_is_reported() throws Exception {
    compare.options(new HttpServerOptions().setMaxWebSocketMessageSize(1000), new WebSocketClientOptions())
      .run(WebSocketContractIT::echo, run -> {
        WebSocket socket = await(connect(run, at("/")));
        await(socket.writeTextMessage("a".repeat(1001)));
        run.log().await("server", "failed java.lang.IllegalStateException");
        await(socket.writeTextMessage("short"));
        run.log().await("client", "text short");
        socket.close();
      });
  }

  @Test
  void fragments_make_one_message() throws Exception {
    compare.run(WebSocketContractIT::echo, run -> {
      WebSocket socket = await(connect(run, at("/")));
      socket.writeFrame(WebSocketFrame.textFrame("one ", false));
      socket.writePing(Buffer.buffer("between"));
      socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("two "), false));
      socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("three"), true));
      run.log().await("client", "text one two three");
      run.log().await("client", "pong between");
      socket.close();
    });
  }

  @Test
  void a_paused_socket_reports_a_message_for_each_fetch() throws Exception {
    AtomicReference<ServerWebSocket> opened = new AtomicReference<>();
    compare.run(run -> run.server().webSocketHandler(socket -> {
      record(socket, "server", run.log());
      socket.pause();
      opened.set(socket);
      socket.writeTextMessage("paused");
    }), run -> {
      WebSocket socket = await(connect(run, at("/")));
      run.log().await("client", "text paused");
      for (int i = 0; i < 100; i++) {
        socket.writeTextMessage("message " + i);
      }
      for (int i = 0; i < 100; i++) {
        opened.get().fetch(1);
        run.log().await("server", "text message " + i);
      }
      opened.get().resume();
      socket.writeTextMessage("resumed");
      run.log().await("server", "text resumed");
      socket.close();
    });
  }

  @Test
  void sub_protocols_are_agreed_on() throws Exception {
    compare.options(new HttpServerOptions().addWebSocketSubProtocol("v1").addWebSocketSubProtocol("v2"),
      new WebSocketClientOptions()).run(WebSocketContractIT::echo, run ->
        await(connect(run, at("/").addSubProtocol("v2").addSubProtocol("v3"))).close());
  }

  @Test
  void a_client_without_a_common_sub_protocol_gives_up() throws Exception {
    compare.sides(1).options(new HttpServerOptions().addWebSocketSubProtocol("v1"), new WebSocketClientOptions())
      .run(WebSocketContractIT::echo, run -> failedToConnect(run, at("/").addSubProtocol("v3")));
  }

  private static void failedToConnect(VersionComparison.Run run, WebSocketConnectOptions options) throws Exception {
    Throwable failure = await(connect(run, options).map((Throwable) null).otherwise(cause -> cause));
    run.log().add("client", failure.getClass().getName() + " " + failure.getMessage());
    if (failure instanceof UpgradeRejectedException rejected) {
      run.log().add("client", rejected.getStatus() + " " + rejected.getBody() + " "
        + rejected.getHeaders().get("x-own"));
    }
  }

  @Test
  void a_handshake_handler_accepts_and_rejects() throws Exception {
    compare.run(run -> {
      run.server().webSocketHandshakeHandler(handshake -> {
        run.log().add("server", "handshake " + handshake.path() + " " + handshake.headers().get("origin"));
        if (handshake.path().equals("/no")) {
          handshake.reject(403).onComplete(done -> run.log().add("server", "rejected " + done.succeeded()));
        } else {
          run.vertx().setTimer(1, id -> handshake.accept().onSuccess(socket -> run.log().add("server", "accepted")));
        }
      });
      echo(run);
    }, run -> {
      failedToConnect(run, at("/no").addHeader("origin", "https://evil.example"));
      run.log().await("server", "rejected true");
      WebSocket socket = await(connect(run, at("/yes").addHeader("origin", "https://good.example")));
      await(socket.writeTextMessage("hello"));
      run.log().await("client", "text hello");
      socket.close();
    });
  }

  /** With the setting with which such a server offers WebSockets over HTTP/2. */
  private static HttpServerOptions withConnectProtocol() {
    HttpServerOptions options = new HttpServerOptions();
    options.getInitialSettings().set(SettingId.ENABLE_CONNECT_PROTOCOL.id(), 1);
    return options;
  }

  @Test
  void a_request_handler_turns_a_request_into_a_socket_or_responds() throws Exception {
    compare.options(withConnectProtocol(), new WebSocketClientOptions()).run(run ->
      run.server().requestHandler(request -> {
        run.log().add("server", request.method() + " " + request.uri() + " " + request.version() + " "
          + request.isSSL() + " " + request.headers().get("cookie"));
        if (request.path().equals("/socket")) {
          request.response().putHeader("x-own", "of the server");
          request.toWebSocket().onSuccess(socket -> {
            record(socket, "server", run.log());
            socket.writeTextMessage("welcome");
          });
        } else {
          request.response().setStatusCode(404).putHeader("x-own", "value").end("there is no " + request.path());
        }
      }), run -> {
        failedToConnect(run, at("/other").addHeader("cookie", "a=1; b=2"));
        WebSocket socket = await(connect(run, at("/socket")));
        run.log().await("client", "text welcome");
        socket.close();
      });
  }

  @Test
  void a_request_handler_responds_in_pieces() throws Exception {
    compare.sides(0).options(withConnectProtocol(), new WebSocketClientOptions()).run(run ->
      run.server().requestHandler(request -> {
        request.response().setStatusCode(400).setChunked(true).write("one ");
        request.response().write("two ").onComplete(v -> request.response().end("three"));
      }), run -> failedToConnect(run, at("/")));
  }

  @Test
  void a_request_handler_responds_with_a_file() throws Exception {
    compare.sides(0).options(withConnectProtocol(), new WebSocketClientOptions()).run(run ->
      run.server().requestHandler(request -> request.response().setStatusCode(400)
        .sendFile("META-INF/MANIFEST.MF", 0, 16)
        .onComplete(sent -> run.log().add("server", "sent " + sent.succeeded()))), run -> {
          failedToConnect(run, at("/"));
          run.log().await("server", "sent true");
        });
  }

  /** Vert.x 5.1 may lose what comes over HTTP/1.1 before the worker has set the handlers: the client waits for that. */
  @Test
  void a_handler_on_a_worker_thread() throws Exception {
    compare.run(run -> run.server().webSocketHandler(socket -> {
      record(socket, "server", run.log());
      socket.textMessageHandler(socket::writeTextMessage);
      socket.writeTextMessage("ready on a worker thread " + Context.isOnWorkerThread());
    }), run -> {
      WebSocket socket = await(connect(run, at("/")));
      run.log().await("client", "text ready on a worker thread true");
      socket.writeTextMessage("one");
      socket.writeTextMessage("two");
      run.log().await("client", "text two");
      socket.close();
    }, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
  }

  @Test
  void a_client_on_a_worker_thread() throws Exception {
    compare.run(WebSocketContractIT::echo, run -> {
      await(run.vertx().deployVerticle(new VerticleBase() {
        @Override
        public Future<?> start() {
          return run.client().connect(run.to(at("/"))).onSuccess(socket -> {
            run.log().add("client", "opened on a worker thread " + Context.isOnWorkerThread());
            record(socket, "client", run.log());
            socket.textMessageHandler(text -> {
              run.log().add("client", "text " + text + " on a worker thread " + Context.isOnWorkerThread());
              socket.close();
            });
            socket.writeTextMessage("hello");
          });
        }
      }, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
    });
  }

  @Test
  void write_handlers_of_the_event_bus_write_to_the_socket() throws Exception {
    compare.options(new HttpServerOptions().setRegisterWebSocketWriteHandlers(true), new WebSocketClientOptions())
      .run(run -> run.server().webSocketHandler(socket -> {
        record(socket, "server", run.log());
        run.vertx().eventBus().send(socket.textHandlerID(), "by the bus");
      }), run -> {
        WebSocket socket = await(connect(run, at("/")));
        run.log().await("client", "text by the bus");
        socket.close();
      });
  }

  @Test
  void messages_are_compressed() throws Exception {
    compare.options(new HttpServerOptions().setPerMessageWebSocketCompressionSupported(true)
        .setMaxWebSocketMessageSize(2 << 20), new WebSocketClientOptions().setTryUsePerMessageCompression(true)
        .setMaxMessageSize(2 << 20))
      .run(run -> {
        run.server().webSocketHandshakeHandler(handshake -> {
          run.log().add("server", "" + handshake.headers().get("sec-websocket-extensions"));
          handshake.accept();
        });
        echo(run);
      }, run -> {
        WebSocket socket = await(connect(run, at("/")));
        run.log().add("client", socket.headers().get("sec-websocket-extensions"));
        for (String text : List.of("a".repeat(1 << 20), "", "short", "long ".repeat(10_000))) {
          await(socket.writeTextMessage(text));
          run.log().await("client", "text " + shown(Buffer.buffer(text)));
        }
        socket.close();
      });
  }

  @Test
  void a_router_has_a_route_for_the_socket() throws Exception {
    compare.options(withConnectProtocol(), new WebSocketClientOptions()).run(run -> {
      Router router = Router.router(run.vertx());
      router.get("/socket/:name").handler(context -> context.request().toWebSocket().onSuccess(socket -> {
        record(socket, "server", run.log());
        socket.writeTextMessage("welcome " + context.pathParam("name"));
      }));
      run.server().requestHandler(router);
    }, run -> {
      failedToConnect(run, at("/nowhere"));
      WebSocket socket = await(connect(run, at("/socket/one")));
      run.log().await("client", "text welcome one");
      socket.close();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"/echo/websocket", "/echo/000/session/websocket"})
  void sock_js_takes_the_socket(String uri) throws Exception {
    compare.sides(1).options(withConnectProtocol(), new WebSocketClientOptions()).run(run -> {
      Router router = Router.router(run.vertx());
      router.route("/echo/*").subRouter(SockJSHandler.create(run.vertx()).socketHandler(socket -> {
        socket.handler(data -> {
          run.log().add("server", "data " + data);
          socket.write(data);
        });
        socket.endHandler(v -> run.log().add("server", "end"));
      }));
      run.server().requestHandler(router);
    }, run -> {
      WebSocket socket = await(connect(run, at(uri)));
      boolean raw = uri.equals("/echo/websocket");
      socket.writeTextMessage(raw ? "hello" : "[\"hello\"]");
      run.log().await("server", "data hello");
      run.log().await("client", raw ? "binary hello" : "text a[\"hello\"]");
      socket.close();
      run.log().await("server", "end");
    });
  }
}
