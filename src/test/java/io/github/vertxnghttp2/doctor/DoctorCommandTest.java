package io.github.vertxnghttp2.doctor;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the command prints, and how it ends. */
@Timeout(60)
class DoctorCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return new DoctorCommand(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true,
      StandardCharsets.UTF_8)).run(List.of(args));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void the_report_is_JSON_if_that_is_wanted() {
    Vertx vertx = Vertx.vertx();
    try {
      ServerSession server = ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0))
        .requestHandler(request -> request.response().end("hello")).listen().toCompletionStage().toCompletableFuture()
        .join();
      assertEquals(0, run("--json", "http://127.0.0.1:" + server.actualPort()), err::toString);
      JsonObject report = new JsonObject(printed());
      assertEquals(Report.FORMAT, report.getInteger("format"));
      assertEquals("http://127.0.0.1:" + server.actualPort() + "/", report.getString("url"));
      assertEquals(0, report.getInteger("exitCode"));
      assertEquals("dns", report.getJsonArray("findings").getJsonObject(0).getString("check"));
      assertEquals("", err.toString());
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void a_problem_is_exit_code_2() {
    assertEquals(2, run("http://no-such-host.invalid", "--timeout", "0.2"));
    assertTrue(printed().endsWith("exit code 2\n"), this::printed);
  }

  @Test
  void a_report_that_cannot_be_printed_is_exit_code_3() {
    PrintStream full = new PrintStream(new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        throw new IOException("no space left");
      }
    }, true, StandardCharsets.UTF_8);
    assertEquals(3, new DoctorCommand(full, new PrintStream(err, true, StandardCharsets.UTF_8)).run(List.of(
      "http://no-such-host.invalid", "--timeout", "0.2")));
    assertTrue(err.toString().contains("cannot be printed"), err::toString);
  }

  @Test
  void a_wrong_argument_is_exit_code_3() {
    assertEquals(3, run("https://localhost", "--what"));
    assertEquals("", printed());
    assertTrue(err.toString().startsWith("doctor: there is no option --what"), err::toString);
  }

  @Test
  void the_help_is_printed() {
    assertEquals(0, run("--help"));
    assertEquals(DoctorArguments.USAGE, printed());
  }
}
