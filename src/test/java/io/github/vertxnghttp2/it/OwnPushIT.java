package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientOptions.Cleartext;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/** Our server pushes to our client. */
@Timeout(180)
class OwnPushIT {
  private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");
  private static final Buffer LARGE = Buffer.buffer(Bodies.random(Bodies.MIB));

  private final Vertx vertx = Vertx.vertx();
  /** The pushed responses as the server has them. */
  private final List<Future<ServerResponse>> pushing = new CopyOnWriteArrayList<>();
  private ServerSession server;

  /** How the connection begins. */
  enum Start {
    PRIOR_KNOWLEDGE, UPGRADE, TLS
  }

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private static ServerOptions serverOptions(Start start) {
    return new ServerOptions().setHost("127.0.0.1").setPort(0).setSsl(start == Start.TLS)
      .setKeyCertOptions(CERTIFICATE.keyCertOptions());
  }

  private static ClientOptions clientOptions(Start start, int port) {
    Http2Options http2 = new Http2Options();
    http2.getSettings().setPushEnabled(true).setInitialWindowSize(100_000);
    return new ClientOptions().setHost("localhost").setPort(port).setSsl(start == Start.TLS).setHttp2(http2)
      .setTrustOptions(start == Start.TLS ? CERTIFICATE.trustOptions() : null)
      .setCleartext(start == Start.UPGRADE ? Cleartext.UPGRADE : Cleartext.PRIOR_KNOWLEDGE);
  }

  private ClientSession connect(Start start) {
    server = Bodies.await(ServerSession.create(vertx, serverOptions(start)).requestHandler(this::respond).listen());
    return Bodies.await(ClientSession.connect(vertx, clientOptions(start, server.actualPort())));
  }

  /** Twenty large bodies, each with a hint before and a trailer behind; then the page. */
  private void respond(ServerRequest request) {
    for (int i = 0; i < 20 && request.path().equals("/page"); i++) {
      String number = Integer.toString(i);
      pushing.add(request.response().push(HttpMethod.GET, "/" + number).onSuccess(pushed -> pushed.inform(103,
        MultiMap.caseInsensitiveMultiMap().add("x-hint", number)).putTrailer("x-last", number).end(LARGE)));
    }
    request.response().end("page");
  }

  private static Future<Void> check(ClientSession session) {
    List<Future<?>> bodies = new CopyOnWriteArrayList<>();
    List<String> hints = new CopyOnWriteArrayList<>();
    return session.get("/page").pushHandler(push -> {
      push.informationalHandler(hint -> hints.add(hint.headers().get("x-hint")));
      bodies.add(push.response().compose(response -> response.body().map(body -> {
        assertEquals(LARGE, body);
        assertEquals(push.uri(), "/" + response.trailers().get("x-last"));
        return body;
      })));
    }).send().compose(ClientResponse::text).compose(text -> {
      assertEquals("page", text);
      assertEquals(20, bodies.size());
      return Future.all(bodies);
    }).map(all -> {
      assertEquals(20, hints.size());
      return null;
    });
  }

  @ParameterizedTest
  @EnumSource
  void twenty_mebibytes_are_pushed(Start start) {
    ClientSession session = connect(start);
    Bodies.await(check(session));
    Bodies.await(check(session));
    Bodies.await(session.close());
    assertEquals(40, pushing.size());
    for (Future<ServerResponse> pushed : pushing) {
      Bodies.await(pushed.compose(ServerResponse::sent));
    }
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER"})
  void pushes_between_verticles(ThreadingModel model) {
    Promise<Integer> port = Promise.promise();
    Promise<Void> checked = Promise.promise();
    DeploymentOptions deployment = new DeploymentOptions().setThreadingModel(model);
    Bodies.await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        return ServerSession.create(vertx, serverOptions(Start.TLS)).requestHandler(OwnPushIT.this::respond).listen()
          .onSuccess(listening -> port.complete(listening.actualPort()));
      }
    }, deployment));
    Bodies.await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        ClientSession.connect(vertx, clientOptions(Start.TLS, port.future().result())).compose(OwnPushIT::check)
          .onComplete(checked);
        return Future.succeededFuture();
      }
    }, deployment));
    Bodies.await(checked.future());
  }

  @Test
  void pushes_refused_cancelled_and_taken_do_not_get_in_each_others_way() {
    ClientSession session = connect(Start.PRIOR_KNOWLEDGE);
    List<Future<Buffer>> cancelled = new CopyOnWriteArrayList<>();
    List<Future<Buffer>> taken = new CopyOnWriteArrayList<>();
    Future<String> page = session.get("/page").pushHandler(push -> {
      int number = Integer.parseInt(push.uri().substring(1));
      if (number % 3 == 1) {
        Promise<Buffer> end = Promise.promise();
        cancelled.add(end.future());
        push.response().onSuccess(response -> response.exceptionHandler(end::fail).handler(part -> push.reset(
          ErrorCode.CANCEL)));
      } else if (number % 3 == 2) {
        taken.add(push.response().compose(ClientResponse::body));
      }
    }).send().compose(ClientResponse::text);
    assertEquals("page", Bodies.await(page));
    for (Future<Buffer> body : taken) {
      assertEquals(LARGE, Bodies.await(body));
    }
    for (Future<Buffer> body : cancelled) {
      assertEquals(ErrorCode.CANCEL, assertInstanceOf(StreamClosedException.class, Bodies.failure(body)).errorCode());
    }
    assertEquals("7 6", cancelled.size() + " " + taken.size());
    for (int i = 0; i < 20; i++) {
      Future<Void> sent = pushing.get(i).compose(ServerResponse::sent);
      if (i % 3 == 2) {
        Bodies.await(sent);
      } else {
        assertEquals(ErrorCode.CANCEL, assertInstanceOf(StreamClosedException.class, Bodies.failure(sent)).errorCode());
      }
    }
  }

  @Test
  void pushes_outlive_the_request_that_they_came_with() {
    ClientSession session = connect(Start.PRIOR_KNOWLEDGE);
    List<Future<Buffer>> bodies = new CopyOnWriteArrayList<>();
    ClientRequest request = session.get("/page");
    Promise<Void> last = Promise.promise();
    request.pushHandler(push -> {
      bodies.add(push.response().compose(ClientResponse::body));
      if (bodies.size() == 20) {
        request.reset(ErrorCode.CANCEL);
        last.complete();
      }
    }).send();
    Bodies.await(last.future());
    for (Future<Buffer> body : bodies) {
      assertEquals(LARGE, Bodies.await(body));
    }
  }

  @Test
  void a_terminated_session_fails_its_pushes_on_both_sides() {
    ClientSession session = connect(Start.PRIOR_KNOWLEDGE);
    List<Future<Void>> ends = new CopyOnWriteArrayList<>();
    Promise<Void> begun = Promise.promise();
    session.get("/page").pushHandler(push -> ends.add(push.response().compose(response -> { // and not read
      begun.tryComplete();
      return response.ended();
    }))).send();
    Bodies.await(begun.future());
    Bodies.await(session.terminate(ErrorCode.INTERNAL_ERROR));
    assertEquals(20, ends.size());
    for (Future<Void> end : ends) {
      assertInstanceOf(Http2Exception.class, Bodies.failure(end));
    }
    for (Future<ServerResponse> pushed : pushing) {
      assertInstanceOf(Http2Exception.class, Bodies.failure(pushed.compose(ServerResponse::sent)));
    }
  }
}
