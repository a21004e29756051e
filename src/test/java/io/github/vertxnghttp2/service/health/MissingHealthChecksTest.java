package io.github.vertxnghttp2.service.health;

import io.github.vertxnghttp2.service.HealthOptions;
import io.github.vertxnghttp2.service.ServerHealth;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What happens without the optional artifact vertx-health-check. */
class MissingHealthChecksTest {

  /** Runs where the artifact is not on the class path. */
  public static final class WithoutArtifact {
    private WithoutArtifact() {
    }

    private static <T> T await(Future<T> future) {
      return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Why the application cannot register checks. */
    public static String failure() {
      Vertx vertx = Vertx.vertx();
      try {
        return "no failure, but " + ServerHealth.checks(vertx);
      } catch (IllegalStateException e) {
        return e.getMessage();
      } finally {
        await(vertx.close());
      }
    }

    /** The report of a server that requires a handler. */
    public static String report() {
      Vertx vertx = Vertx.vertx();
      try {
        return await(new Readiness(vertx, new HealthOptions().setHandlers(List.of("a")), new NodeListeners(), List.of())
          .check()).encode();
      } finally {
        await(vertx.close());
      }
    }
  }

  private static Object call(String method) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!each.contains("vertx-health-check")) {
        urls.add(new File(each).toURI().toURL());
      }
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader); // Vert.x finds its services by it
      return loader.loadClass(WithoutArtifact.class.getName()).getMethod(method).invoke(null);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void checks_of_the_application_name_the_artifact_that_is_missing() throws Exception {
    assertEquals("ServerHealth.checks needs the artifact io.vertx:vertx-health-check on the class path",
      call("failure"));
  }

  @Test
  void the_checks_of_the_server_need_no_artifact() throws Exception {
    assertEquals("{\"status\":\"DOWN\",\"outcome\":\"DOWN\",\"checks\":[{\"id\":\"listeners\",\"status\":\"UP\"},"
      + "{\"id\":\"handlers\",\"status\":\"DOWN\",\"checks\":[{\"id\":\"a\",\"status\":\"DOWN\",\"data\":"
      + "{\"cause\":\"there is no consumer\"}}]}]}", call("report"));
  }
}
