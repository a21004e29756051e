package io.github.vertxnghttp2.it;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The jar that holds everything. */
@Timeout(180)
@EnabledIfSystemProperty(named = "all.in.one.jar", matches = ".+",
  disabledReason = "the build runs this when it has made the jar")
class AllInOneJarIT {
  private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final String JAR = System.getProperty("all.in.one.jar");

  @TempDir
  Path directory;

  @Test
  void the_jar_starts_the_server() {
    Vertx vertx = Vertx.vertx();
    try (Peer server = Peer.start(JAVA, "-jar", JAR, "-conf", LauncherIT.conf(directory).toString())) {
      String url = LauncherIT.url(server);
      assertEquals("503 there is no handler for route /hello\n", LauncherIT.fetch(vertx, url + "/hello"));
      server.terminate();
      server.finish(143);
    } finally {
      Bodies.await(vertx.close());
    }
  }
}
