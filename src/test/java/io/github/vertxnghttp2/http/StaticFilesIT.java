package io.github.vertxnghttp2.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

import static io.github.vertxnghttp2.http.Futures.await;

/** Files that the StaticHandler of vertx-web and {@code sendFile} send. */
class StaticFilesIT {
  private static final String MODIFIED = "Tue, 1 Jul 2025 12:00:00 GMT";
  private static final String EARLIER = "Mon, 30 Jun 2025 12:00:00 GMT";

  @RegisterExtension
  final EngineComparison compare = new EngineComparison();
  @TempDir
  Path root;
  /** Completes after the file was sent and closed, which is later than the end of the response. */
  private volatile Future<Void> sent;

  @BeforeEach
  void write() throws IOException {
    write("page.html", "<p>page</p>");
    write("index.html", "<p>index</p>");
    write("empty.txt", "");
    write("numbers.txt", "0123456789".repeat(100));
    write("large.bin", "0123456789abcdef".repeat(200_000));
    write(".hidden", "hidden");
  }

  private void write(String name, String content) throws IOException {
    Path file = Files.writeString(root.resolve(name), content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2025-07-01T12:00:00Z")));
  }

  private Router router(Vertx vertx, Events events) {
    Router router = Router.router(vertx);
    router.route("/files/*").handler(StaticHandler.create(FileSystemAccess.ROOT, root.toString())
      .setIncludeHidden(false).setMaxAgeSeconds(60));
    router.get("/sent/:name").handler(ctx -> sent = ctx.response()
      .sendFile(root.resolve(ctx.pathParam("name")).toString())
      .andThen(done -> events.add("sent " + done.succeeded() + ", ended " + ctx.response().ended())));
    router.get("/part/:name").handler(ctx -> sent = ctx.response().putHeader("content-type", "text/x-part")
      .sendFile(root.resolve(ctx.pathParam("name")).toString(), 5, 12)
      .andThen(done -> events.add("sent " + done.succeeded())));
    router.get("/missing").handler(ctx -> ctx.response().sendFile(root.resolve("missing").toString())
      .onFailure(failure -> ctx.response().setStatusCode(410).end(failure.getClass().getSimpleName())));
    return router;
  }

  @Test
  void whole_files() throws Exception {
    compare.ofPairs(this::router, client -> {
      client.get("/files/page.html");
      client.get("/files/");
      client.get("/files/empty.txt");
      client.get("/files/large.bin");
      client.get("/files/missing.html");
      client.get("/files/.hidden");
      client.get("/files/../page.html");
      client.send(HttpMethod.HEAD, "/files/large.bin", null);
      client.send(HttpMethod.POST, "/files/page.html", null);
    });
  }

  @Test
  void ranges() throws Exception {
    compare.ofServers(this::router, client -> {
      client.get("/files/numbers.txt", "range", "bytes=0-9");
      client.get("/files/numbers.txt", "range", "bytes=990-");
      client.get("/files/numbers.txt", "range", "bytes=-5");
      client.get("/files/numbers.txt", "range", "bytes=5-100000");
      client.get("/files/numbers.txt", "range", "bytes=1000-");
      client.get("/files/numbers.txt", "range", "bytes=9-1");
      client.get("/files/numbers.txt", "range", "bytes=x");
      client.get("/files/large.bin", "range", "bytes=100000-2999999");
      client.send(HttpMethod.HEAD, "/files/numbers.txt", null, "range", "bytes=0-9");
    });
  }

  @Test
  void conditional_requests() throws Exception {
    compare.ofServers(this::router, client -> {
      client.get("/files/page.html", "if-modified-since", MODIFIED);
      client.get("/files/page.html", "if-modified-since", EARLIER);
      client.get("/files/page.html", "if-modified-since", "nonsense");
      client.send(HttpMethod.HEAD, "/files/page.html", null, "if-modified-since", MODIFIED);
    });
  }

  @Test
  void files_that_the_application_sends() throws Exception {
    compare.ofPairs(this::router, client -> {
      for (String file : List.of("/sent/large.bin", "/sent/empty.txt", "/sent/page.html", "/part/numbers.txt")) {
        client.get(file);
        await(sent);
      }
      client.get("/missing");
    });
  }
}
