package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The example of a language, started as a person would: its handler responds to what is requested over HTTP/2, and its
 * caller tells what it got through the client service.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
abstract class LanguageIT {
  /** No warnings of Vert.x that the machine is slow. */
  private static final Pattern COMPLAINT = Pattern.compile("LEAK|\\tat |Exception");
  private static final int MIB = 1 << 20;
  private static final Buffer CHUNK = Buffer.buffer("to be or not to be".repeat(1_000));

  private final String language;
  private final Vertx vertx = Vertx.vertx();
  private Peer example;
  private ClientSession session;

  /** @param language as the example greets */
  LanguageIT(String language) {
    this.language = language;
  }

  /** The command that starts it. */
  abstract List<String> command(int port);

  @BeforeAll
  void start() {
    Peer.Server server = Peer.serve(this::command, "listening on");
    example = server.peer();
    // Each in its time: a JVM that starts beside others is slow.
    List.of("JSON: ", "Buffer: ", "stream: ", "failure: code 504", "try: curl").forEach(example::awaitLine);
    ClientOptions options = new ClientOptions().setHost("127.0.0.1").setPort(server.port());
    session = Bodies.await(ClientSession.connect(vertx, options));
  }

  @AfterAll
  void stop() {
    try (Peer closed = example) {
      assertTrue(closed.isAlive(), () -> closed.describe("the example has ended"));
      assertFalse(COMPLAINT.matcher(closed.output()).find(), () -> closed.describe("there was a complaint"));
    } finally {
      Bodies.await(vertx.close());
    }
  }

  private static String text(ClientResponse response) {
    return Bodies.await(response.text());
  }

  @Test
  void a_JSON_message_gets_a_JSON_reply() {
    ClientResponse response = Bodies.await(session.get("/greeting/J%C3%BCrgen").send());
    assertEquals("200 application/json", response.status() + " " + response.contentType());
    assertEquals(new JsonObject().put("greeting", "Hello, Jürgen, from " + language), new JsonObject(text(response)));
  }

  @Test
  void a_failure_becomes_a_response_with_its_code_and_text() {
    ClientResponse response = Bodies.await(session.get("/greeting/nobody").send());
    assertEquals("404 there is nobody to greet", response.status() + " " + text(response).strip());
  }

  @Test
  void bytes_go_there_and_back_as_a_Buffer() {
    byte[] bytes = Bodies.random(MIB);
    ClientResponse response = Bodies.await(session.post("/reversed").putHeader("content-type", "application/x-bytes")
      .send(Buffer.buffer(bytes)));
    assertEquals("200 application/x-bytes", response.status() + " " + response.contentType());
    byte[] reversed = new byte[MIB];
    for (int i = 0; i < MIB; i++) {
      reversed[i] = bytes[MIB - 1 - i];
    }
    assertEquals(Bodies.sha256(reversed), Bodies.sha256(Bodies.await(response.body())));
  }

  @Test
  void a_stream_of_four_MiB_has_its_response_while_it_arrives() {
    int chunks = 4 * MIB / CHUNK.length() + 1;
    AtomicLong written = new AtomicLong();
    ClientRequest request = session.post("/shouted");
    write(request, (long) chunks * CHUNK.length(), written);
    ClientResponse response = Bodies.await(request.response());
    assertEquals(200, response.status());
    String expected = CHUNK.toString().toUpperCase().repeat(chunks);
    assertEquals(Bodies.sha256(Buffer.buffer(expected)), Bodies.sha256(Bodies.await(response.body())));
    assertEquals(Long.toString(written.get()), response.trailers().get("x-bytes"));
  }

  @Test
  void an_unread_response_holds_back_its_request_and_no_other() {
    long length = 24L * MIB / CHUNK.length() * CHUNK.length();
    AtomicLong taken = new AtomicLong();
    ClientRequest request = session.post("/shouted");
    write(request, length, taken);
    ClientResponse response = Bodies.await(request.response());
    ClientRequest other = session.post("/shouted");
    write(other, length, new AtomicLong());
    // As long as this takes, the first would have had time to get as far.
    assertEquals(length, count(Bodies.await(other.response())));
    assertTrue(taken.get() < 8 * MIB, () -> taken + " bytes were taken");
    assertEquals(length, count(response));
  }

  private static long count(ClientResponse response) {
    AtomicLong read = new AtomicLong();
    response.handler(chunk -> read.addAndGet(chunk.length()));
    Bodies.await(response.ended());
    return read.get();
  }

  /** Writes as fast as it is taken. */
  private static void write(ClientRequest request, long length, AtomicLong written) {
    while (written.get() < length && !request.writeQueueFull()) {
      written.addAndGet(CHUNK.length());
      request.write(CHUNK);
    }
    if (written.get() < length) {
      request.drainHandler(v -> write(request, length, written));
    } else {
      request.end();
    }
  }

  @Test
  void a_client_that_gives_up_affects_no_other() {
    ClientRequest request = session.post("/shouted");
    request.write(CHUNK);
    assertEquals(200, Bodies.await(request.response()).status());
    request.reset(ErrorCode.CANCEL);
    assertEquals("SO", text(Bodies.await(session.post("/shouted").send("so"))));
  }

  @Test
  void the_caller_gets_JSON() {
    example.awaitLine("JSON: 200 Hello, Ada, from " + language);
  }

  @Test
  void the_caller_gets_bytes() {
    assertEquals("Buffer: [3, 2, 1]", example.awaitLine("Buffer: "));
  }

  @Test
  void the_caller_gets_a_stream_of_more_than_a_MiB() {
    assertEquals("stream: 200, 3800000 bytes came, 3800000 had gone", example.awaitLine("stream: "));
  }

  @Test
  void the_caller_gets_the_error_status_of_a_server_as_its_response() {
    example.awaitLine("failure: none, status 404");
  }

  @ParameterizedTest
  @CsvSource({"400, correct it, nowhere", "502, send it again if it may be done twice, 127.0.0.1:1",
    "504, send it again if it may be done twice, timeout = 100 ms"})
  void the_caller_receives_failures_with_their_codes(int code, String advice, String reason) {
    String line = example.awaitLine("failure: code " + code);
    assertTrue(line.startsWith("failure: code " + code + ", " + advice + ": ") && line.contains(reason), line);
  }
}
