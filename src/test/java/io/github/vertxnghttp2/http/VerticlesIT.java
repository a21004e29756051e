package io.github.vertxnghttp2.http;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Two instances of a verticle that serve one port, on event loops and on worker threads. */
class VerticlesIT {
  private static final int INSTANCES = 2;
  private static final int CONNECTIONS = 4;

  @RegisterExtension
  final EngineComparison compare = new EngineComparison();

  /** Counts the instances that were asked, and checks that each request stays in the context of its instance. */
  private static final class Instance extends VerticleBase {
    private final Engine engine;
    private final Set<Context> asked;
    private final Set<Integer> ports;

    Instance(Engine engine, Set<Context> asked, Set<Integer> ports) {
      this.engine = engine;
      this.asked = asked;
      this.ports = ports;
    }

    @Override
    public Future<?> start() {
      HttpServer server = engine.server(vertx, new HttpServerOptions());
      Router router = Router.router(vertx);
      router.post("/echo").handler(ctx -> {
        engine.check(ctx.request().connection());
        asked.add(context);
        boolean[] same = {vertx.getOrCreateContext() == context};
        Buffer body = Buffer.buffer();
        ctx.request().handler(data -> {
          same[0] &= vertx.getOrCreateContext() == context;
          body.appendBuffer(data);
        });
        ctx.request().endHandler(v -> {
          same[0] &= vertx.getOrCreateContext() == context;
          ctx.response().setChunked(true).putTrailer("same-context", Boolean.toString(same[0]))
            .putHeader("worker", Boolean.toString(Context.isOnWorkerThread())).write(body)
            .compose(written -> ctx.response().end());
        });
      });
      // a port below 0 is any free port, the same for all instances
      return server.requestHandler(router).listen(-1, "localhost")
        .onSuccess(listening -> ports.add(listening.actualPort()));
    }
  }

  private Events serve(Engine serving, ThreadingModel threads) throws Exception {
    Set<Context> asked = ConcurrentHashMap.newKeySet();
    Set<Integer> ports = ConcurrentHashMap.newKeySet();
    String deployment = await(compare.vertx().deployVerticle(() -> new Instance(serving, asked, ports),
      new DeploymentOptions().setInstances(INSTANCES).setThreadingModel(threads)));
    assertEquals(1, ports.size());
    Events events = new Events(null);
    for (int i = 0; i < CONNECTIONS; i++) {
      HttpClientAgent http = compare.vertx().createHttpClient(new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
      RecordingClient client = new RecordingClient(compare.vertx(), Engine.VERTX, http, ports.iterator().next(),
        events);
      client.post("/echo", Buffer.buffer("short"));
      client.post("/echo", Buffer.buffer("0123456789".repeat(100_000)));
      await(http.close());
    }
    events.add("instances " + asked.size());
    await(compare.vertx().undeploy(deployment));
    return events;
  }

  @ParameterizedTest
  @EnumSource(value = ThreadingModel.class, names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
  void two_instances(ThreadingModel threads) throws Exception {
    assumeTrue(threads != ThreadingModel.VIRTUAL_THREAD
      || ((VertxInternal) compare.vertx()).isVirtualThreadAvailable(), "this JVM has no virtual threads");
    Events expected = serve(Engine.VERTX, threads);
    assertEquals(expected.all(), serve(Engine.OURS, threads).all());
    assertEquals("instances " + INSTANCES, expected.all().get(expected.all().size() - 1));
  }
}
