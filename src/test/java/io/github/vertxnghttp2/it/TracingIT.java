package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.RequestTimeoutException;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.StreamClosedException;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.it.RecordingTracer.Span;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.core.tracing.TracingPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Spans through Vert.x's tracing SPI. */
@Timeout(180)
class TracingIT {
  private final RecordingTracer tracer = new RecordingTracer();
  private final Vertx vertx = Vertx.builder().with(new VertxOptions().setTracingOptions(new TracingOptions()))
    .withTracer(tracer).build();

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
  }

  private ClientSession connect(ServerOptions options, TracingPolicy policy, Handler<ServerRequest> handler) {
    ServerSession server = Bodies.await(ServerSession.create(vertx, options.setHost("127.0.0.1")).requestHandler(
      handler)
      .listen());
    return connect(server, policy);
  }

  private ClientSession connect(ServerSession server, TracingPolicy policy) {
    return Bodies.await(ClientSession.connect(vertx,
      new ClientOptions().setHost("127.0.0.1").setPort(server.actualPort()).setTracingPolicy(policy)));
  }

  private static void settle(ClientSession session) {
    Bodies.await(session.ping());
    Bodies.await(session.ping());
  }

  private Span ended(String operation, String path) {
    return tracer.ended.stream().filter(span -> span.operation.equals(operation)
      && (span.tags.getOrDefault("url.full", "") + span.tags.get("url.path")).contains(path)).findAny()
      .orElseThrow(() -> new AssertionError("no span of " + operation + " " + path));
  }

  @Test
  void a_request_has_a_span_on_both_sides_and_the_client_s_is_the_parent() {
    ClientSession session = connect(new ServerOptions(), TracingPolicy.ALWAYS, request -> request.respond(201));
    Bodies.await(session.post("/a/b?c=d").send(Buffer.buffer("body")).compose(ClientResponse::ended));
    settle(session);
    Span client = ended("client POST", "/a/b");
    Span server = ended("server POST", "/a/b");
    assertEquals(client.id, server.parent);
    String authority = client.tags.get("url.full").substring("http://".length()).replace("/a/b?c=d", "");
    assertTrue(authority.startsWith("127.0.0.1:"), authority);
    assertEquals(Map.of("url.full", "http://" + authority + "/a/b?c=d", "http.request.method", "POST",
      "http.response.status_code", "201"), client.tags);
    assertEquals(Map.of("http.url", "http://" + authority + "/a/b?c=d", "http.request.method", "POST", "url.scheme",
      "http", "url.path", "/a/b", "url.query", "c=d", "http.response.status_code", "201"), server.tags);
    assertNull(client.failure);
    assertNull(server.failure);
    assertEquals(2, tracer.ended.size());
  }

  @ParameterizedTest
  @EnumSource(names = {"EVENT_LOOP", "WORKER"})
  void a_request_made_in_a_handler_belongs_to_the_span_that_is_on_its_context(ThreadingModel model) {
    ServerSession backend = Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1"))
      .requestHandler(request -> request.respond(200, "backend")).listen());
    ClientSession toBackend = connect(backend, TracingPolicy.PROPAGATE);
    Promise<ServerSession> started = Promise.promise();
    Bodies.await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() {
        return ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1")).requestHandler(request -> {
          Span span = RecordingTracer.active(vertx.getOrCreateContext());
          toBackend.get("/inner").send().compose(ClientResponse::text)
            .onSuccess(text -> {
              assertSame(span, RecordingTracer.active(vertx.getOrCreateContext()));
              request.respond(200, span.id);
            });
        }).listen().onComplete(started);
      }
    }, new DeploymentOptions().setThreadingModel(model)));
    ClientSession session = connect(Bodies.await(started.future()), TracingPolicy.ALWAYS);
    String id = Bodies.await(session.get("/outer").send().compose(ClientResponse::text));
    settle(session);
    Repeat.until("four spans", () -> tracer.ended.size() >= 4, Thread::onSpinWait);
    assertEquals(id, ended("server GET", "/outer").id);
    assertEquals(ended("client GET", "/outer").id, ended("server GET", "/outer").parent);
    assertEquals(id, ended("client GET", "/inner").parent);
    assertEquals(ended("client GET", "/inner").id, ended("server GET", "/inner").parent);
    assertEquals(4, tracer.ended.size());
  }

  @Test
  void a_reset_ends_both_spans_once_with_what_went_wrong() {
    Promise<ServerRequest> arrived = Promise.promise();
    ClientSession session = connect(new ServerOptions(), TracingPolicy.ALWAYS, request -> {
      request.response().write(Buffer.buffer("begun"));
      arrived.complete(request);
    });
    ClientRequest request = session.get("/slow");
    Bodies.await(request.send());
    Bodies.await(arrived.future());
    request.reset(ErrorCode.CANCEL);
    settle(session);
    for (String side : new String[] {"client GET", "server GET"}) {
      Span span = ended(side, "/slow");
      StreamClosedException failure = assertInstanceOf(StreamClosedException.class, span.failure);
      assertEquals(ErrorCode.CANCEL.code(), failure.code());
      assertEquals("200", span.tags.get("http.response.status_code"));
      assertEquals(1, span.ends);
    }
  }

  @Test
  void a_timeout_is_what_the_client_s_span_fails_with() {
    ClientSession session = connect(new ServerOptions(), TracingPolicy.ALWAYS, request -> { });
    // Until one of them has left before its time was over.
    Repeat.until("a request at the server", () -> tracer.ended.stream().anyMatch(span -> span.operation.equals(
      "server GET")), () -> {
        Bodies.failure(session.get("/never").timeout(20).send());
        settle(session);
      });
    assertInstanceOf(RequestTimeoutException.class, ended("client GET", "/never").failure);
    assertInstanceOf(StreamClosedException.class, ended("server GET", "/never").failure);
  }

  @Test
  void a_request_that_could_not_be_sent_fails_its_span() {
    ClientSession session = connect(new ServerOptions(), TracingPolicy.ALWAYS, request -> { });
    Bodies.await(session.terminate(ErrorCode.NO_ERROR));
    Throwable failure = Bodies.failure(session.get("/late").send());
    assertSame(failure, ended("client GET", "/late").failure);
    assertEquals(1, tracer.ended.size());
  }

  @Test
  void policies_are_those_of_the_options() {
    ClientSession session = connect(new ServerOptions().setTracingPolicy(TracingPolicy.PROPAGATE),
      TracingPolicy.PROPAGATE,
      request -> request.respond(200, String.valueOf(RecordingTracer.active(vertx.getOrCreateContext()))));
    assertEquals("null", Bodies.await(session.get("/").send().compose(ClientResponse::text)));
    settle(session);
    assertEquals(0, tracer.ended.size());
    Bodies.await(session.get("/").putHeader(RecordingTracer.FIELD, "17").send().compose(ClientResponse::text));
    settle(session);
    assertEquals("17", ended("server GET", "/").parent);
  }
}
