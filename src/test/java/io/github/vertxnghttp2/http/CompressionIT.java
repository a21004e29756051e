package io.github.vertxnghttp2.http;

import io.netty.handler.codec.compression.StandardCompressionOptions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.zip.GZIPOutputStream;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Servers that compress and decompress, and clients that decompress, on all pairs of engines. */
class CompressionIT {
  private static final String TEXT = "a text that repeats a text that repeats ".repeat(20);

  @RegisterExtension
  final EngineComparison engines = new EngineComparison();
  @TempDir
  Path directory;

  private static HttpServerOptions server() {
    HttpServerOptions options = new HttpServerOptions().setCompressionSupported(true).setDecompressionSupported(true);
    options.addCompressor(StandardCompressionOptions.gzip()).addCompressor(StandardCompressionOptions.deflate())
      .addCompressor(StandardCompressionOptions.brotli()).addCompressor(StandardCompressionOptions.zstd())
      .addCompressor(StandardCompressionOptions.snappy());
    return options;
  }

  private static HttpClientOptions client(boolean decompresses) {
    return new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false)
      .setDecompressionSupported(decompresses);
  }

  /** Compares the responses that a client gets without and with decompression. */
  private void same(String acceptEncoding, HttpMethod method, BiConsumer<HttpServerRequest, Events> handler)
    throws Exception {
    for (boolean decompresses : new boolean[] {false, true}) {
      engines.options(server(), client(decompresses));
      engines.ofPairs((vertx, events) -> request -> {
        events.add(String.valueOf(request.getHeader("accept-encoding")));
        handler.accept(request, events);
      }, client -> client.send(method, "/", null, "accept-encoding", acceptEncoding));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "snappy", "identity", "unknown", "gzip;q=0.5, br;q=0.1", "*",
    "gzip;q=0"})
  void the_encoding_is_chosen_by_the_request(String acceptEncoding) throws Exception {
    same(acceptEncoding, HttpMethod.GET, (request, events) -> {
      request.response().end(TEXT);
      events.add("written " + request.response().bytesWritten());
    });
  }

  @Test
  void the_application_finds_the_encoding_among_the_fields_of_the_response_that_it_has_sent() throws Exception {
    same("gzip", HttpMethod.GET, (request, events) -> {
      HttpServerResponse response = request.response().putHeader("x", "1");
      response.end(TEXT);
      events.add("encoding " + response.headers().get("content-encoding"));
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "snappy"})
  void a_streamed_response(String acceptEncoding) throws Exception {
    same(acceptEncoding, HttpMethod.GET, (request, events) -> {
      HttpServerResponse response = request.response().setChunked(true);
      for (int i = 0; i < 20; i++) {
        response.write(i + TEXT);
      }
      response.end("the end");
      events.add("written " + response.bytesWritten());
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "snappy"})
  void a_long_response(String acceptEncoding) throws Exception {
    Buffer body = Buffer.buffer();
    for (int i = 0; i < 50_000; i++) {
      body.appendString(i * 7919 % 1_000_003 + " ");
    }
    same(acceptEncoding, HttpMethod.GET, (request, events) -> request.response().end(body));
  }

  @Test
  void a_file() throws Exception {
    Path file = Files.writeString(directory.resolve("file.txt"), TEXT.repeat(500));
    same("gzip", HttpMethod.GET, (request, events) -> request.response().sendFile(file.toString()));
  }

  @Test
  void a_response_to_head() throws Exception {
    same("gzip", HttpMethod.HEAD, (request, events) -> request.response().putHeader("content-length", "10").end());
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 205, 304})
  void a_response_without_a_body(int status) throws Exception {
    same("gzip", HttpMethod.GET, (request, events) -> request.response().setStatusCode(status).end());
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip", "own"})
  void the_application_sets_the_content_encoding(String encoding) throws Exception {
    engines.options(server(), client(false));
    engines.ofPairs((vertx, events) -> request -> request.response().putHeader("content-encoding", encoding)
      .putHeader("content-length", "4").end("text"), client -> client.get("/", "accept-encoding", "gzip"));
  }

  @Test
  void the_application_sets_a_content_length() throws Exception {
    same("gzip", HttpMethod.GET, (request, events) -> request.response()
      .putHeader("content-length", String.valueOf(TEXT.length())).putHeader("vary", "origin").end(TEXT));
  }

  @Test
  void a_client_that_decompresses_sends_accept_encoding() throws Exception {
    engines.options(server(), client(true));
    engines.ofPairs((vertx, events) -> request -> {
      events.add(request.getHeader("accept-encoding"));
      request.response().end(TEXT);
    }, client -> client.get("/"));
  }

  @Test
  void a_client_without_accept_encoding_gets_the_plain_body() throws Exception {
    engines.options(server(), client(false));
    engines.ofPairs((vertx, events) -> request -> request.response().end(TEXT), client -> client.get("/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "snappy"})
  void a_request_is_decompressed(String encoding) throws Exception {
    Buffer compressed = Buffer.buffer();
    engines.options(server(), client(false));
    engines.run(Engine.VERTX, Engine.VERTX, (vertx, events) -> request -> request.response().end(TEXT.repeat(3_000)),
      client -> compressed.appendBuffer(client.get("/", "accept-encoding", encoding)));
    engines.ofPairs((vertx, events) -> request -> {
      events.add(request.getHeader("content-encoding") + " " + request.getHeader("content-length"));
      request.body().onSuccess(body -> {
        events.add(RecordingClient.shown(body) + " " + request.bytesRead());
        request.response().end();
      });
    }, client -> client.post("/", compressed, "content-encoding", encoding));
  }

  @Test
  void an_upgraded_connection_compresses() throws Exception {
    engines.options(server(), client(true).setHttp2ClearTextUpgrade(true));
    engines.ofPairs((vertx, events) -> request -> request.response().end(TEXT), client -> {
      client.get("/first");
      client.get("/second");
    });
  }

  @Test
  void a_compressed_response_is_reset() throws Exception {
    engines.options(server(), client(true));
    engines.ofPairs((vertx, events) -> request -> request.response().setChunked(true).write(TEXT)
      .onComplete(v -> request.response().reset(8)), client -> client.get("/"));
  }

  @Test
  void data_that_cannot_be_decompressed_resets_the_stream() throws Exception {
    engines.options(server(), client(true));
    AtomicReference<Events> ofServer = new AtomicReference<>();
    engines.ofPairs((vertx, events) -> request -> {
      ofServer.set(events);
      request.body().onComplete(body -> events.last("failed " + body.failed() + " "
        + body.cause().getClass().getSimpleName()));
    }, client -> {
      client.onContext(() -> client.request(HttpMethod.POST, "/").compose(request -> request
        .putHeader("content-encoding", "gzip").send(Buffer.buffer("this is not gzip"))
        .onFailure(cause -> client.events().add(cause.toString())).otherwiseEmpty()));
      await(ofServer.get().ended());
    });
  }

  @Test
  void a_response_that_cannot_be_decompressed_fails() throws Exception {
    engines.options(new HttpServerOptions(), client(true));
    engines.ofPairs((vertx, events) -> request -> request.response().putHeader("content-encoding", "gzip")
      .end("this is not gzip"), client -> client.onContext(() -> client.request(HttpMethod.GET, "/")
      .compose(request -> request.send().compose(response -> response.body())).<Object>mapEmpty()
      .recover(cause -> {
        client.events().add(cause.getClass().getName());
        return Future.succeededFuture();
      })));
  }

  private static Buffer gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return Buffer.buffer(out.toByteArray());
  }

  @Test
  void a_response_that_ends_too_early_fails_on_our_engine() throws Exception {
    Buffer compressed = gzip(TEXT.getBytes());
    engines.options(new HttpServerOptions(), client(true));
    List<List<String>> seen = engines.run(Engine.VERTX, Engine.OURS, (vertx, events) -> request -> request.response()
      .putHeader("content-encoding", "gzip").end(compressed.slice(0, compressed.length() - 4)), client -> client
        .get("/"));
    String last = seen.get(1).get(seen.get(1).size() - 1);
    assertTrue(last.contains("the body cannot be decompressed: Compressed stream ended before"), last);
  }

  @Test
  void trailers_follow_a_compressed_response_of_our_engine() throws Exception {
    engines.options(server(), client(true));
    for (Engine client : Engine.values()) {
      List<List<String>> seen = engines.run(Engine.OURS, client, (vertx, events) -> request -> request.response()
        .putTrailer("x-end", "1").end(TEXT), recording -> recording.get("/"));
      assertEquals(List.of("GET / HTTP_2 200 OK", TEXT, "trailer x-end: 1"), seen.get(1));
    }
  }

  @Test
  void a_response_is_read_after_its_stream_has_closed() throws Exception {
    Buffer compressed = gzip(new byte[32 << 20]);
    engines.options(new HttpServerOptions(), client(true));
    engines.run(Engine.OURS, Engine.OURS, (vertx, events) -> request -> request.response()
      .putHeader("content-encoding", "gzip").end(compressed), client -> {
        AtomicLong length = new AtomicLong();
        client.onContext(() -> client.request(HttpMethod.GET, "/").compose(request -> request.send())
          .compose(response -> {
            response.pause();
            response.handler(data -> length.addAndGet(data.length()));
            Future<Void> end = response.end();
            return response.request().connection().ping(Buffer.buffer("12345678")).compose(pong -> {
              response.resume();
              return end;
            });
          }));
        assertEquals(32 << 20, length.get());
      });
  }

  @Test
  void a_response_that_was_not_read_is_cancelled_after_its_stream_has_closed() throws Exception {
    Buffer compressed = gzip(new byte[32 << 20]);
    engines.options(new HttpServerOptions(), client(true));
    engines.run(Engine.OURS, Engine.OURS, (vertx, events) -> request -> request.response()
      .putHeader("content-encoding", "gzip").end(compressed), client -> client.onContext(() -> client
        .request(HttpMethod.GET, "/").compose(request -> request.send().compose(response -> {
          response.pause();
          Future<Void> failed = Future.future(done -> response.exceptionHandler(cause -> done.tryComplete()));
          return request.connection().ping(Buffer.buffer("12345678")).compose(pong -> request.cancel())
            .compose(v -> failed);
        }))));
  }
}
