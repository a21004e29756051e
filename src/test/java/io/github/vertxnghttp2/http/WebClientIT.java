package io.github.vertxnghttp2.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.multipart.MultipartForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;

import static io.github.vertxnghttp2.http.Futures.await;

/** The WebClient of Vert.x: redirects, forms, uploads and streams. */
class WebClientIT {
  @RegisterExtension
  final EngineComparison compare = new EngineComparison().random("boundary=\\S+");
  @TempDir
  Path directory;

  private Router router(Vertx vertx, Events events) {
    Router router = Router.router(vertx);
    router.get("/file").handler(ctx -> ctx.response().sendFile(directory.resolve("large").toString()));
    router.post("/pipe").handler(ctx -> ctx.request().pipeTo(ctx.response().setChunked(true)));
    router.route().handler(BodyHandler.create(directory.resolve("uploads").toString()));
    router.route("/redirect/:status/:left").handler(ctx -> {
      int left = Integer.parseInt(ctx.pathParam("left"));
      events.add(ctx.request().method() + " " + ctx.request().path() + " " + ctx.body().asString());
      ctx.response().setStatusCode(Integer.parseInt(ctx.pathParam("status"))).putHeader("location",
        left == 0 ? "/target" : "/redirect/" + ctx.pathParam("status") + "/" + (left - 1)).end();
    });
    router.route("/target").handler(ctx -> ctx.response().putHeader("x-method", ctx.request().method().name())
      .end("target " + ctx.body().asString()));
    router.get("/json").handler(ctx -> ctx.json(new JsonObject().put("query", ctx.request().query())
      .put("agent", ctx.request().getHeader("x-agent"))));
    router.post("/form").handler(ctx -> {
      StringBuilder form = new StringBuilder();
      ctx.request().formAttributes().forEach((name, value) -> form.append(name + "=" + value + "\n"));
      ctx.fileUploads().stream().sorted(Comparator.comparing(FileUpload::name)).forEach(file -> form.append(
        file.name() + " " + file.fileName() + " " + file.contentType() + " " + file.size() + "\n"));
      ctx.end(form.toString());
    });
    router.get("/silent").handler(ctx -> events.add("does not respond"));
    return router;
  }

  /** Sends a request, and records its response. */
  private static void ask(RecordingClient client, Function<WebClient, Future<? extends HttpResponse<?>>> request)
    throws Exception {
    WebClient web = WebClient.wrap(client.http());
    client.<Object>onContext(() -> request.apply(web).<Object>map(response -> {
      client.events().add(response.version() + " " + response.statusCode() + " " + response.followedRedirects());
      response.headers().entries().stream().filter(field -> !field.getKey().equals("date"))
        .sorted(Map.Entry.comparingByKey()).forEach(field -> client.events().add(field.toString()));
      client.events().add(response.body() instanceof Buffer body ? RecordingClient.shown(body)
        : String.valueOf(response.body()));
      return response;
    }).recover(failure -> {
      client.events().add("failed " + failure.getClass().getName() + " " + failure.getMessage());
      return Future.succeededFuture();
    }));
  }

  private static HttpRequest<Buffer> get(RecordingClient client, WebClient web, String uri) {
    return web.get(client.port(), "localhost", uri);
  }

  private static HttpRequest<Buffer> post(RecordingClient client, WebClient web, String uri) {
    return web.post(client.port(), "localhost", uri);
  }

  @Test
  void redirects() throws Exception {
    compare.ofPairs(this::router, client -> {
      ask(client, web -> get(client, web, "/redirect/302/2").send());
      ask(client, web -> get(client, web, "/redirect/302/0").followRedirects(false).send());
      ask(client, web -> post(client, web, "/redirect/303/0").sendBuffer(Buffer.buffer("body")));
      ask(client, web -> post(client, web, "/redirect/307/1").sendBuffer(Buffer.buffer("body")));
      ask(client, web -> get(client, web, "/redirect/302/20").send());
    });
  }

  @Test
  void json_forms_and_uploads() throws Exception {
    Path file = Files.writeString(directory.resolve("upload.bin"), "0123456789".repeat(50_000));
    compare.ofPairs(this::router, client -> {
      ask(client, web -> get(client, web, "/json").addQueryParam("a", "ä b").putHeader("x-agent", "test")
        .as(BodyCodec.jsonObject()).send());
      ask(client, web -> post(client, web, "/form").sendForm(MultiMap.caseInsensitiveMultiMap().add("a", "1")
        .add("b", "ä & b")));
      ask(client, web -> post(client, web, "/form").sendMultipartForm(MultipartForm.create().attribute("a", "1")
        .binaryFileUpload("file", "upload.bin", file.toString(), "application/x-test")
        .textFileUpload("text", "text.txt", Buffer.buffer("a text"), "text/plain")));
      ask(client, web -> get(client, web, "/silent").timeout(100).send());
      ask(client, web -> get(client, web, "/nowhere").as(BodyCodec.none()).send());
    });
  }

  @Test
  void streams_in_and_out() throws Exception {
    Path large = Files.writeString(directory.resolve("large"), "0123456789abcdef".repeat(200_000));
    compare.ofPairs(this::router, client -> {
      Path copy = directory.resolve("copy");
      AsyncFile target = open(client, copy, new OpenOptions().setTruncateExisting(true));
      ask(client, web -> get(client, web, "/file").as(BodyCodec.pipe(target)).send());
      client.events().add("equal " + (Files.mismatch(large, copy) < 0));
      ReadStream<Buffer> source = open(client, large, new OpenOptions());
      ask(client, web -> post(client, web, "/pipe").sendStream(source));
      RefusingStream refusing = new RefusingStream();
      ask(client, web -> get(client, web, "/file").as(BodyCodec.pipe(refusing)).send());
      await(refusing.asked());
    });
  }

  private static AsyncFile open(RecordingClient client, Path file, OpenOptions options) throws Exception {
    return client.onContext(() -> client.vertx().fileSystem().open(file.toString(), options));
  }

  /** Fails each write. */
  private static final class RefusingStream implements WriteStream<Buffer> {
    private final Promise<Void> asked = Promise.promise();

    Future<Void> asked() {
      return asked.future();
    }

    @Override
    public RefusingStream exceptionHandler(Handler<Throwable> handler) {
      return this;
    }

    @Override
    public Future<Void> write(Buffer data) {
      asked.tryComplete();
      return Future.failedFuture("refused");
    }

    @Override
    public Future<Void> end() {
      return Future.succeededFuture();
    }

    @Override
    public RefusingStream setWriteQueueMaxSize(int max) {
      return this;
    }

    @Override
    public boolean writeQueueFull() {
      return false;
    }

    @Override
    public RefusingStream drainHandler(Handler<Void> handler) {
      return this;
    }
  }
}
