package io.github.vertxnghttp2.launcher;

import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.SampleRecording;
import io.github.vertxnghttp2.recording.export.QlogReader;
import io.github.vertxnghttp2.recording.export.QlogWriter;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is wrong with a recording is told before a page is opened, and a good one is shown. */
@Timeout(60)
class InspectCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir
  Path directory;

  private int run(String... args) {
    return command(out).run(List.of(args));
  }

  private InspectCommand command(OutputStream output) {
    return new InspectCommand(new PrintStream(output, true, StandardCharsets.UTF_8), new PrintStream(err, true,
      StandardCharsets.UTF_8));
  }

  private void assertRefused(String part, String... args) {
    assertEquals(InspectCommand.COULD_NOT_RUN, run(args));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains(part), err::toString);
  }

  @Test
  void there_is_one_file_with_the_name_of_a_recording() throws IOException {
    assertRefused("the file is missing");
    assertRefused("only one file", "a.qlog", "b.qlog");
    assertRefused("no option --port", "--port");
    assertRefused("must end in .qlog or .sqlog", "a.har");
    assertRefused("none.sqlog cannot be read", directory.resolve("none.sqlog").toString());
    assertRefused("the file cannot be read", "a\u0000.qlog");
    Path other = Files.writeString(directory.resolve("other.qlog"), "{\"qlog_version\": \"0.3\"}\n");
    assertRefused("other.qlog is not a recording of this library: line 1", other.toString());
    assertRefused("empty.qlog is not a recording", Files.createFile(directory.resolve("empty.qlog")).toString());
  }

  @Test
  void a_recording_that_is_too_large_is_not_read() throws IOException {
    Path file = directory.resolve("large.sqlog");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(QlogReader.MAX_FILE + 1L); // a hole: no bytes on the disk
    }
    assertRefused("are allowed", file.toString());
  }

  @Test
  void the_help_is_printed() {
    assertEquals(0, run("--help"));
    assertEquals(InspectCommand.USAGE, out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void the_page_shows_the_recording_to_those_with_the_token_until_the_command_is_ended() throws Exception {
    Recording recording = SampleRecording.make();
    Path file = Files.write(directory.resolve("some.sqlog"), QlogWriter.write(recording).getBytes());
    PipedInputStream printed = new PipedInputStream();
    InspectCommand command = command(new PipedOutputStream(printed));
    CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    Thread thread = new Thread(() -> exitCode.complete(command.run(List.of(file.toString()))));
    thread.start();
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(printed, StandardCharsets.UTF_8))) {
      assertEquals(file + " has " + recording.connections().size() + " connections. Open",
        lines.readLine());
      URI url = URI.create(lines.readLine());
      assertEquals("127.0.0.1", url.getHost());
      String token = url.getFragment().substring("token=".length());
      assertEquals(200, get(url, "/", "").statusCode());
      assertEquals(401, get(url, "/api/search?filter=", "none").statusCode());
      JsonObject found = new JsonObject(get(url, "/api/search?filter=", token).body());
      assertTrue(found.encode().contains(recording.connections().get(0).remoteAddress()), found::encode);
      String report = get(url, "/api/report?id=1", token).body();
      assertTrue(report.contains("has not read for 3.6 s"), report); // until the recording was made, not until now
    } finally {
      thread.interrupt();
      thread.join();
    }
    assertEquals(0, exitCode.join(), err::toString);
  }

  private static HttpResponse<String> get(URI page, String path, String token) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(page.resolve(path)).header("authorization", "Bearer " + token).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
