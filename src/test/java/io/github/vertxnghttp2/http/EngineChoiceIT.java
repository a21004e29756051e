package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.it.ExampleServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which engine serves an application of Vert.x, in a JVM of its own each time. */
@Timeout(120)
class EngineChoiceIT {

  private static String run(String property, String how) throws Exception {
    List<String> options = property == null ? List.of() : List.of("-D" + Nghttp2Http.PROPERTY + "=" + property);
    Process process = new ProcessBuilder(ExampleServer.java(options, PrintedEngines.class.getName(), how))
      .redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  private static void assertEngines(String server, String client, String output) {
    assertTrue(output.contains("server " + server), output);
    assertTrue(output.contains("client " + client), output);
  }

  @Test
  void nothing_changes_for_an_application_that_did_not_ask() throws Exception {
    String output = run(null, "plain");
    assertEngines("of Vert.x", "of Vert.x", output);
    assertFalse(output.contains("nghttp2"), output);
  }

  @Test
  void the_system_property_chooses_both_sides_and_the_log_says_so() throws Exception {
    String output = run("true", "plain");
    assertEngines("ours", "ours", output);
    assertTrue(output.contains("all servers and clients of Vert.x use nghttp2"), output);
    assertTrue(output.matches("(?s).*HTTP/2 of the server http://localhost:[1-9]\\d* is served by nghttp2"
      + " \\((system /|bundled )[^)\\n]+\\), in cleartext\\n.*"), output);
  }

  @Test
  void the_system_property_chooses_servers_only() throws Exception {
    assertEngines("ours", "of Vert.x", run("server", "plain"));
  }

  @Test
  void the_system_property_chooses_clients_only() throws Exception {
    assertEngines("of Vert.x", "ours", run("client", "plain"));
  }

  @Test
  void a_wrong_value_of_the_system_property_is_reported() throws Exception {
    String output = run("yes", "plain");
    assertEngines("of Vert.x", "of Vert.x", output);
    assertTrue(output.contains("is \"yes\"; it must be true"), output);
  }

  @Test
  void one_server_and_one_client_are_chosen() throws Exception {
    assertEngines("ours", "ours", run(null, "explicit"));
    assertEngines("of Vert.x", "of Vert.x", run("chosen", "plain"));
  }

  @Test
  void a_server_and_a_client_opt_out() throws Exception {
    assertEngines("of Vert.x", "of Vert.x", run("true", "multiplex"));
  }

  @Test
  void a_choice_that_comes_too_late_leaves_vertx_as_it_is() throws Exception {
    String output = run(null, "late");
    assertEngines("of Vert.x", "of Vert.x", output);
    assertTrue(output.contains("enabled false"), output);
    assertTrue(output.contains("it comes too late"), output);
  }
}
