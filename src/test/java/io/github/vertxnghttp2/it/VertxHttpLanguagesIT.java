package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Vert.x's own HTTP server and client on the engine, in each language of the examples. */
@Timeout(180)
class VertxHttpLanguagesIT {

  @ParameterizedTest
  @ValueSource(strings = {"Kotlin", "Groovy", "Rx"})
  void a_server_and_a_client_of_vertx_on_the_engine(String language) {
    try (Peer program = Peer.start(ExampleServer.java(List.of(), "examples." + language + "VertxHttp"))) {
      String output = program.finish(0, Duration.ofSeconds(120));
      assertTrue(output.contains("served over HTTP_2\n"), output);
      assertTrue(output.contains("is served by nghttp2"), output);
    }
  }
}
