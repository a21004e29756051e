package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.cluster.ClusteredVertx;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A server and, in another JVM, the handler of its requests. Its clients are those of {@link LongBodyPeers}. */
final class LongRoutedBodyPeers {

  private LongRoutedBodyPeers() {
  }

  /** Prints where it listens, and what others join. */
  public static final class Server {

    public static void main(String[] args) {
      ClusteredVertx.start("-").compose(node -> node.vertx().deployVerticle("nghttp2:server", new DeploymentOptions()
          .setConfig(new JsonObject()
            .put("listeners", new JsonArray().add(new JsonObject().put("host", "127.0.0.1").put("port", 0)))
            .put("routes", new JsonArray().add(streamed("/upload")).add(streamed("/download"))
              .add(new JsonObject().put("path", "/memory").put("address", "memory")))))
        .map(id -> node)).onComplete(node -> System.out.println("member " + node.address()), LongBodyPeers::fail);
    }

    private static JsonObject streamed(String path) {
      return new JsonObject().put("path", path).put("address", "long").put("mode", "stream");
    }
  }

  /** Takes what to join. */
  public static final class Handler {
    private final Vertx vertx;
    private final MemoryWatch memory = new MemoryWatch();

    private Handler(Vertx vertx) {
      this.vertx = vertx;
    }

    public static void main(String[] args) {
      ClusteredVertx.start(args[0]).compose(node -> new Handler(node.vertx()).listen())
        .onComplete(done -> System.out.println("ready"), LongBodyPeers::fail);
    }

    private Future<?> listen() {
      return Future.all(RequestConsumer.create(vertx, "long", this::respond).listen(),
        RequestConsumer.create(vertx, "memory", request -> request.response().end(memory.report())).listen());
    }

    private void respond(RoutedRequest request) {
      if (request.path().equals("/upload")) {
        new LongBodyReader(request, number -> LongBodyPeers.pause(vertx, number)).read()
          .onComplete(reader -> request.response().end(reader.digest() + ", " + reader.pauses() + " pauses"),
            LongBodyPeers::fail);
      } else {
        new LongBodyWriter(request.response().exceptionHandler(LongBodyPeers::fail), Long.parseLong(request.query()),
          writer -> request.response().putTrailer(LongBodyPeers.CHECKSUM, writer.digest())
            .putTrailer("x-drains", Integer.toString(writer.drains())).end()).start();
      }
    }
  }
}
