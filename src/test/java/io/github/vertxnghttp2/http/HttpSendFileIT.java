package io.github.vertxnghttp2.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code sendFile} with a name, compared on all pairs of engines; and with open files, which only our engine can. */
class HttpSendFileIT {
  private static final int LENGTH = 3_000_000;

  @RegisterExtension
  final EngineComparison engines = new EngineComparison();
  @TempDir
  Path directory;
  private Path file;
  private byte[] content;

  @BeforeEach
  void write() throws IOException {
    content = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      content[i] = (byte) (i * 31 + i / 1000);
    }
    file = Files.write(directory.resolve("file.bin"), content);
  }

  private void same(String name, Function<HttpServerResponse, Future<Void>> sending) throws Exception {
    AtomicReference<Events> ofServer = new AtomicReference<>();
    engines.ofPairs((vertx, events) -> request -> {
      ofServer.set(events);
      if (request.path().equals("/end")) {
        request.response().end();
        return;
      }
      HttpServerResponse response = request.response();
      sending.apply(response).onComplete(sent -> {
        events.last(name + " " + sent.succeeded() + " " + response.headWritten() + " " + response.ended() + " "
          + response.bytesWritten());
        if (sent.failed() && !response.headWritten()) {
          response.setStatusCode(500).end(sent.cause().getClass().getSimpleName());
        }
      });
    }, client -> {
      client.get("/" + name);
      await(ofServer.get().ended());
      client.get("/end");
    });
  }

  @ParameterizedTest
  @CsvSource({"0,3000000", "0,9000000", "5,12", "2999999,5", "3000000,5", "3000001,5", "10,0"})
  void a_part_of_a_file(long offset, long length) throws Exception {
    same("file.bin", response -> response.sendFile(file.toString(), offset, length));
  }

  @Test
  void a_file_that_is_missing_or_empty_or_a_directory() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty.html"));
    same("missing", response -> response.sendFile(directory.resolve("missing").toString()));
    same("empty.html", response -> response.sendFile(empty.toString()));
    same("directory", response -> response.sendFile(directory.toString()));
  }

  @Test
  void a_content_type_and_a_content_length_of_the_application() throws Exception {
    same("file.bin", response -> response.putHeader("content-type", "own/type").putHeader("content-length", "12")
      .sendFile(file.toString(), 5, 12));
  }

  // --- open files ---

  /** What is sent of an open file. */
  private interface Sending {
    Future<Void> send(HttpServerResponse response) throws Exception;
  }

  /** Sends with a server on our engine, and returns what the server's future said and what the client has seen. */
  private List<List<String>> send(Sending sending) throws Exception {
    Promise<Void> done = Promise.promise();
    return engines.run(Engine.OURS, Engine.VERTX, (vertx, events) -> request -> {
      HttpServerResponse response = request.response();
      try {
        sending.send(response).onComplete(sent -> {
          events.add(sent.succeeded() ? "sent " + response.bytesWritten() : "failed: " + sent.cause().getMessage());
          if (sent.failed() && !response.headWritten()) {
            response.setStatusCode(500).end();
          }
          done.complete();
        });
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }, client -> {
      client.get("/");
      await(done.future());
    });
  }

  private static String hash(byte[] part) {
    return RecordingClient.shown(Buffer.buffer(part));
  }

  @ParameterizedTest
  @CsvSource({"0,3000000,3000000", "0,9000000,3000000", "5,12,12", "2999999,5,1", "3000000,5,0"})
  void a_part_of_an_open_file(int offset, long length, int sent) throws Exception {
    byte[] part = new byte[sent];
    System.arraycopy(content, offset, part, 0, sent);
    List<String> head = List.of("GET / HTTP_2 200 OK", "content-length: " + sent,
      "content-type: application/octet-stream", hash(part));
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r");
         FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (Sending sending : List.<Sending>of(response -> response.sendFile(opened, offset, length),
        response -> response.sendFile(channel, offset, length))) {
        List<List<String>> seen = send(sending);
        assertEquals(List.of("sent " + sent), seen.get(0));
        assertEquals(head, seen.get(1));
      }
      assertTrue(channel.isOpen() && opened.getChannel().isOpen());
    }
  }

  @Test
  void an_offset_beyond_the_end_of_an_open_file() throws Exception {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r")) {
      List<List<String>> seen = send(response -> response.sendFile(opened, LENGTH + 1, 5));
      assertEquals(List.of("failed: offset : 3000001 is larger than the requested file length : 3000000"), seen.get(0));
      assertEquals("GET / HTTP_2 500 Internal Server Error", seen.get(1).get(0));
    }
  }

  @Test
  void an_open_file_that_becomes_shorter_resets_the_stream() throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      List<List<String>> seen = send(response -> {
        response.headersEndHandler(v -> {
          try {
            channel.truncate(100_000);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
        return response.sendFile(channel, 0, LENGTH);
      });
      assertTrue(seen.get(0).get(0).startsWith("failed: Underlying file size 100000"), seen.toString());
      String last = seen.get(1).get(seen.get(1).size() - 1);
      assertTrue(last.contains("StreamResetException Stream reset: 2"), last);
    }
  }

  @Test
  void a_client_that_resets_the_stream_ends_the_file() throws Exception {
    Promise<Void> failed = Promise.promise();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      engines.options(new HttpServerOptions(), new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false));
      engines.run(Engine.OURS, Engine.OURS, (vertx, events) -> request -> request.response()
        .sendFile(channel, 0, LENGTH).onComplete(sent -> {
          events.add("succeeded " + sent.succeeded());
          failed.complete();
        }), client -> {
          client.onContext(() -> client.request(HttpMethod.GET, "/").compose(HttpClientRequest::send)
            .compose(response -> {
              response.pause();
              Promise<Buffer> first = Promise.promise();
              response.handler(first::tryComplete);
              response.fetch(1);
              return first.future().compose(data -> response.request().connection().ping(Buffer.buffer("12345678")))
                .compose(pong -> response.request().cancel());
            }));
          await(failed.future());
        });
    }
  }
}
