package io.github.vertxnghttp2.http;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import javax.tools.ToolProvider;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** An application of modules, with the options of the JVM that the guide names. */
@Timeout(120)
class ModulePathIT {
  private static final Path BASE = Path.of(System.getProperty("project.basedir", ".")).toAbsolutePath();
  private static final String APPLICATION = """
    package application;

    import io.github.vertxnghttp2.http.Nghttp2Http;
    import io.vertx.core.Vertx;
    import io.vertx.core.http.HttpClient;
    import io.vertx.core.http.HttpClientOptions;
    import io.vertx.core.http.HttpMethod;
    import io.vertx.core.http.HttpServer;
    import io.vertx.core.http.HttpVersion;

    public class Main {
      // Vert.x closes servers and clients that nobody refers to.
      static HttpServer server;
      static HttpClient client;

      public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        System.out.println("enabled " + Nghttp2Http.isEnabled());
        server = vertx.createHttpServer().requestHandler(request -> request.response().end("server "
          + request.connection().getClass().getSimpleName()));
        client = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
          .setHttp2ClearTextUpgrade(false));
        server.listen(0, "localhost").compose(listening -> client
          .request(HttpMethod.GET, listening.actualPort(), "localhost", "/").compose(request -> {
            System.out.println("client " + request.connection().getClass().getSimpleName());
            return request.send();
          }).compose(response -> response.body())).onSuccess(System.out::println)
          .onFailure(Throwable::printStackTrace).eventually(vertx::close);
      }
    }
    """;

  @TempDir
  Path directory;

  private static String modulePath() {
    String jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
      .filter(entry -> entry.matches(".*/(vertx-core|netty-|jackson-core)[^/]*\\.jar") && !entry.contains("tcnative"))
      .collect(Collectors.joining(File.pathSeparator));
    return BASE.resolve("target/classes") + File.pathSeparator + jars;
  }

  /** As the block of the guide has them. */
  private static List<String> options() throws Exception {
    String guide = Files.readString(BASE.resolve("src/main/asciidoc/vertx-http.adoc"));
    int begin = guide.indexOf("--add-exports");
    return List.of(guide.substring(begin, guide.indexOf("\n....", begin)).split("\\s+"));
  }

  private Path compiled() throws Exception {
    Path sources = Files.createDirectories(directory.resolve("sources/application"));
    Path module = Files.writeString(sources.resolveSibling("module-info.java"),
      "module application { requires io.github.vertxnghttp2; requires io.vertx.core; }");
    Path main = Files.writeString(sources.resolve("Main.java"), APPLICATION);
    Path classes = directory.resolve("classes");
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, "-p", modulePath(), "-d",
      classes.toString(), module.toString(), main.toString()));
    return classes;
  }

  private String run(List<String> options) throws Exception {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "-D" + Nghttp2Http.PROPERTY + "=true"));
    command.addAll(options);
    command.addAll(List.of("-p", compiled() + File.pathSeparator + modulePath(), "-m", "application/application.Main"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  @Test
  void the_engine_serves_an_application_of_modules() throws Exception {
    assumeTrue(Files.exists(BASE.resolve("target/classes/module-info.class")), "the build compiles module-info");
    String output = run(options());
    assertTrue(output.contains("enabled true"), output);
    assertTrue(output.contains("server Nghttp2ServerConnection"), output);
    assertTrue(output.contains("client Nghttp2ClientConnection"), output);
  }

  @Test
  void without_the_options_of_the_JVM_the_engine_of_vertx_stays() throws Exception {
    assumeTrue(Files.exists(BASE.resolve("target/classes/module-info.class")), "the build compiles module-info");
    String output = run(List.of());
    assertTrue(output.contains("enabled false"), output);
    assertTrue(output.contains("and keep Vert.x's own engine: "), output);
    assertTrue(output.contains("server ") && !output.contains("server Nghttp2"), output);
  }
}
