package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.util.function.Supplier;

/**
 * The programs that {@link LongBodyIT} starts. Each prints what it has to say, and ends with 1 if anything went wrong.
 */
final class LongBodyPeers {
  static final String CHECKSUM = "x-checksum";

  private LongBodyPeers() {
  }

  /** Runs until it is told to end. */
  public static final class Server {
    private final Vertx vertx = Vertx.vertx();
    private final MemoryWatch memory = new MemoryWatch();

    public static void main(String[] args) {
      new Server().listen();
    }

    private void listen() {
      ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0)).requestHandler(this::respond)
        .listen()
        .onComplete(session -> System.out.println("listening " + session.actualPort()), LongBodyPeers::fail);
    }

    private void respond(ServerRequest request) {
      switch (request.path()) {
        case "/upload" -> new LongBodyReader(request, number -> pause(vertx, number)).read()
          .onComplete(reader -> request.response().end(reader.digest() + ", " + reader.pauses() + " pauses"),
            LongBodyPeers::fail);
        case "/download" -> new LongBodyWriter(request.response().exceptionHandler(LongBodyPeers::fail),
          Long.parseLong(request.query()), writer -> request.response().putTrailer(CHECKSUM, writer.digest())
            .putTrailer("x-drains", Integer.toString(writer.drains())).end()).start();
        case "/memory" -> request.response().end(memory.report());
        default -> request.response(404).end();
      }
    }
  }

  /** Takes the server's port and the length of the bodies. */
  public static final class Client {
    private final Vertx vertx = Vertx.vertx();
    private final MemoryWatch memory = new MemoryWatch();
    private final long length;
    private ClientSession session;

    private Client(long length) {
      this.length = length;
    }

    public static void main(String[] args) {
      new Client(Long.parseLong(args[1])).start(Integer.parseInt(args[0]));
    }

    private void start(int port) {
      vertx.runOnContext(v -> ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(port))
        .compose(connected -> {
          session = connected;
          return timed("up", this::upload).compose(w -> timed("down", this::download));
        })
        .compose(w -> session.get("/memory").send().compose(ClientResponse::text))
        .compose(server -> {
          System.out.println("client: " + memory.report() + "\nserver: " + server);
          return session.close();
        })
        .compose(w -> vertx.close())
        .onFailure(LongBodyPeers::fail));
    }

    private Future<Void> timed(String direction, Supplier<Future<String>> transfer) {
      long start = System.nanoTime();
      return transfer.get().map(told -> {
        System.out.printf("%s: %s, %.0f MB/s%n", direction, told, length * 1e3 / (System.nanoTime() - start));
        return null;
      });
    }

    private Future<String> upload() {
      ClientRequest request = session.post("/upload");
      Promise<LongBodyWriter> written = Promise.promise();
      new LongBodyWriter(request, length, writer -> {
        request.end();
        written.complete(writer);
      }).start();
      return request.response().compose(ClientResponse::text)
        .compose(response -> written.future().map(writer -> {
          checkEqual(writer.digest(), response.substring(0, response.lastIndexOf(',')));
          return response + ", " + writer.drains() + " drains";
        }));
    }

    private Future<String> download() {
      return session.get("/download?" + length).send().compose(response ->
        new LongBodyReader(response, this::pause).read().map(reader -> {
          checkEqual(response.trailers().get(CHECKSUM), reader.digest());
          return reader.digest() + ", " + reader.pauses() + " pauses, " + response.trailers().get("x-drains")
            + " drains";
        }));
    }

    /** Until some milliseconds have passed, or another request of the same connection got a response. */
    private Future<?> pause(int number) {
      return number % 2 == 0 ? LongBodyPeers.pause(vertx, number)
        : session.get("/memory").send().compose(ClientResponse::body);
    }
  }

  /** One pause is so long that what is sent until its end would not fit into the heap. */
  static Future<?> pause(Vertx vertx, int number) {
    return vertx.timer(number == 2 ? 600 : 3);
  }

  private static void checkEqual(String sent, String received) {
    if (!sent.equals(received)) {
      throw new IllegalStateException("sent were " + sent + ", received " + received);
    }
  }

  static void fail(Throwable cause) {
    cause.printStackTrace();
    System.exit(1);
  }
}
