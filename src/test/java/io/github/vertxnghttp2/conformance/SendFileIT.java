package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.Message;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files as bodies, in both directions. */
class SendFileIT extends ServerScript {
  private static final int SIZE = (1 << 20) + 17;
  private static final byte[] CONTENT = pattern(SIZE);

  @TempDir
  Path directory;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.write(directory.resolve("file"), CONTENT);
  }

  private ClientSession connectSession() {
    ClientSession session = await(ClientSession.connect(vertx,
      new ClientOptions().setHost("127.0.0.1").setPort(server.actualPort())));
    closing(() -> await(session.close()));
    return session;
  }

  private static Message get(FramePeer peer, int stream) {
    peer.sendHeaders(stream, true, ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/x");
    return peer.response(stream);
  }

  @ParameterizedTest
  @CsvSource({"0,9223372036854775807", "0,1048593", "17,65536", "1000000,9223372036854775807", "1048592,5", "1048593,1",
    "5,0", "0,1"})
  void a_part_of_a_file_is_a_response(long offset, long length) {
    serve(request -> request.response().sendFile(file.toString(), offset, length));
    Message response = get(open(), 1);
    byte[] part = Arrays.copyOfRange(CONTENT, (int) offset, (int) Math.min(SIZE, offset + Math.min(length, SIZE)));
    assertEquals(String.valueOf(part.length), response.headers().get("content-length"));
    assertSameBytes(part, response.body());
  }

  @Test
  void nothing_else_is_written_while_a_file_is_sent() {
    Promise<List<Throwable>> refusals = Promise.promise();
    serve(request -> {
      ServerResponse response = request.response();
      response.sendFile(file.toString());
      refusals.complete(List.of(assertThrows(IllegalStateException.class, response::end),
        assertThrows(IllegalStateException.class, () -> response.write(Buffer.buffer("x"))),
        assertThrows(IllegalStateException.class, () -> response.sendFile(file.toString()))));
    });
    Message response = get(open(), 1);
    assertSameBytes(CONTENT, response.body());
    for (Throwable refusal : await(refusals.future())) {
      assertTrue(refusal.getMessage().contains("sendFile"), refusal.getMessage());
    }
  }

  @Test
  void a_handler_that_throws_after_send_file_still_gets_a_response() {
    Promise<Future<Void>> sending = Promise.promise();
    serve(request -> {
      sending.complete(request.response().sendFile(file.toString()));
      throw new IllegalStateException("the handler throws");
    });
    assertEquals(500, get(open(), 1).status());
    failure(IllegalStateException.class, await(sending.future()));
  }

  @Test
  void a_file_waits_for_the_window() {
    Promise<Future<Void>> sending = Promise.promise();
    serve(request -> {
      Future<Void> sent = request.response().sendFile(file.toString());
      sending.complete(sent);
    });
    FramePeer peer = open(4, 1000); // INITIAL_WINDOW_SIZE
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.expectHeaders(1);
    peer.expect(FrameType.DATA, 1);
    assertSilence(peer);
    assertFalse(await(sending.future()).isComplete());
    assertAlive(peer, 3);
    peer.send(RawFrame.rst(1, ErrorCode.CANCEL));
    failure(Throwable.class, await(sending.future()));
    assertAlive(peer, 5);
  }

  @Test
  void the_response_to_head_has_the_length_of_the_file() {
    serve(request -> request.response().sendFile(file.toString()));
    FramePeer peer = open();
    peer.sendHeaders(1, true, ":method", "HEAD", ":scheme", "http", ":authority", "localhost", ":path", "/x");
    Message response = peer.response(1);
    assertEquals(String.valueOf(SIZE), response.headers().get("content-length"));
    assertEquals(0, response.body().length);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void a_status_without_a_body_has_no_length_either(int status) {
    serve(request -> request.response().setStatus(status).sendFile(file.toString()));
    Message response = get(open(), 1);
    assertEquals(HeaderList.of(":status", String.valueOf(status)), response.headers());
    assertEquals(0, response.body().length);
  }

  @Test
  void a_file_that_cannot_be_opened_leaves_the_response_to_be_given() {
    serve(request -> request.response().sendFile(directory.resolve("nothing").toString())
      .onFailure(cause -> request.respond(404, cause.getCause().getClass().getSimpleName())));
    Message response = get(open(), 1);
    assertEquals(404, response.status());
    assertEquals(NoSuchFileException.class.getSimpleName(), response.text());
  }

  @Test
  void a_directory_can_have_another_response() {
    serve(request -> request.response().sendFile(file.getParent().toString())
      .onFailure(cause -> request.respond(404, "a directory")));
    Message response = get(open(), 1);
    assertEquals(404, response.status());
    assertEquals("a directory", response.text());
    assertEquals("11", response.headers().get("content-length"));
  }

  @Test
  void an_offset_behind_the_end_is_named() {
    serve(request -> request.response().sendFile(file.toString(), SIZE + 1)
      .onFailure(cause -> request.respond(416, cause.getMessage())));
    Message response = get(open(), 1);
    assertEquals(416, response.status());
    assertTrue(response.text().contains("offset is " + (SIZE + 1)), response::text);
  }

  @ParameterizedTest
  @CsvSource({"-1,0", "0,-1"})
  void negative_sizes_are_refused(long offset, long length) {
    serve(request -> request.respond(200, assertThrows(IllegalArgumentException.class,
      () -> request.response().sendFile(file.toString(), offset, length)).getMessage()));
    assertTrue(get(open(), 1).text().contains("-1"));
  }

  @Test
  void a_file_that_shrinks_is_not_taken_for_the_whole() {
    Path shrinking = directory.resolve("file");
    Promise<Void> outcome = Promise.promise();
    serve(request -> request.response().setWriteQueueMaxSize(1).sendFile(shrinking.toString()).onComplete(outcome));
    FramePeer peer = open(4, 1000); // INITIAL_WINDOW_SIZE
    peer.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    peer.expectHeaders(1);
    peer.expect(FrameType.DATA, 1);
    truncate(shrinking);
    peer.send(RawFrame.windowUpdate(1, 10 << 20));
    peer.send(RawFrame.windowUpdate(0, 10 << 20));
    assertEquals(ErrorCode.INTERNAL_ERROR.code(), peer.readUntil(FrameType.RST_STREAM).errorCode());
    assertTrue(failure(Throwable.class, outcome.future()).getMessage().contains("became shorter"));
  }

  private static void truncate(Path path) {
    try {
      Files.write(path, new byte[1]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void an_upload_of_a_file_and_of_an_open_file() {
    serve(request -> request.body().onSuccess(body -> request.respond(200,
      request.header("content-length") + " " + body.equals(Buffer.buffer(CONTENT)))));
    ClientSession session = connectSession();
    ClientRequest request = session.post("/x");
    await(request.sendFile(file.toString()));
    assertEquals(SIZE + " true", await(request.response().compose(ClientResponse::text)));
    Future<String> opened = vertx.fileSystem().open(file.toString(), new OpenOptions())
      .compose(content -> session.post("/x").send(content)).compose(ClientResponse::text);
    assertEquals("null true", await(opened));
  }

  @Test
  void a_download_goes_into_a_file() throws IOException {
    serve(request -> request.response().sendFile(file.toString()));
    Path copy = directory.resolve("copy");
    await(connectSession().get("/x").send().compose(response -> {
      response.pause();
      return vertx.fileSystem().open(copy.toString(), new OpenOptions()).compose(response::pipeTo);
    }));
    assertSameBytes(CONTENT, Files.readAllBytes(copy));
  }

  @Test
  void a_stream_that_breaks_resets_the_message_instead_of_ending_it() {
    Promise<ServerRequest> upload = Promise.promise();
    serve(request -> {
      if (request.method().equals(HttpMethod.POST)) {
        upload.complete(request);
        request.pause();
      } else {
        upload.future().onSuccess(other -> request.response().send(other));
      }
    });
    FramePeer up = open();
    up.send(RawFrame.headers(1, false, HpackBlock.post("/x")),
      RawFrame.data(1, "half", false));
    FramePeer down = open();
    down.send(RawFrame.headers(1, true, HpackBlock.get("/x")));
    down.expectHeaders(1);
    assertEquals("half", down.expect(FrameType.DATA, 1).text());
    up.send(RawFrame.rst(1, ErrorCode.CANCEL));
    down.expectRst(1, ErrorCode.INTERNAL_ERROR);
    assertAlive(down, 3);
  }
}
