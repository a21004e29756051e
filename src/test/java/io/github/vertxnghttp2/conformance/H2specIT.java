package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.testing.ServerKind;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import javax.xml.parsers.DocumentBuilderFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/** The cases of h2spec, which the build unpacks, against a server in cleartext and one with TLS. */
@Timeout(300)
@ParameterizedClass(name = "{0}")
@EnumSource(ServerKind.class)
class H2specIT {
  private static final Path H2SPEC = Path.of(System.getProperty("project.basedir", "."), "target", "h2spec", "h2spec");
  private static final int CASES_AT_LEAST = 145;

  private static final String NOT_REMEMBERED =
    "libnghttp2 keeps no closed stream here, as newer versions never do: it passes"
      + " over the frame, and our limits count it.";
  private static final String CLOSED_BY_RESPONSE =
    "it fails if the response is quicker than h2spec's second frame: then the stream is"
      + " closed. " + NOT_REMEMBERED;
  private static final String NO_DEPENDENCIES =
    "the server has left the priorities of RFC 7540, and RFC 9113 section 5.3.2 has no dependencies.";
  /** Cases in which libnghttp2 responds in its own way, and why. */
  private static final Map<String, String> EXCEPTIONS = Map.of(
    "http2/5.3.1: Sends PRIORITY frame that depend on itself", NO_DEPENDENCIES,
    "http2/5.1: closed: Sends a DATA frame after sending RST_STREAM frame", NOT_REMEMBERED,
    "http2/5.1: closed: Sends a HEADERS frame after sending RST_STREAM frame", NOT_REMEMBERED,
    "http2/5.1: closed: Sends a DATA frame", NOT_REMEMBERED,
    "http2/5.1: half closed (remote): Sends a DATA frame", CLOSED_BY_RESPONSE,
    "http2/5.1: half closed (remote): Sends a HEADERS frame", CLOSED_BY_RESPONSE,
    "http2/6.1: Sends a DATA frame on the stream that is not in \"open\" or \"half-closed (local)\" state",
      CLOSED_BY_RESPONSE,
    "http2/5.1: closed: Sends a HEADERS frame", NOT_REMEMBERED,
    "http2/5.1.1: Sends stream identifier that is numerically smaller than previous",
    "h2spec closes stream 5 and then opens stream 3; libnghttp2 takes that for a late frame on a closed stream, which"
      + " RFC 9113 section 5.1 lets it ignore. nghttpd does the same.");

  @Parameter
  ServerKind kind;

  @TempDir
  static Path directory;

  private static final ExecutorService RUNS = Executors.newCachedThreadPool();
  private static final Map<ServerKind, Future<List<Case>>> H2C = new EnumMap<>(ServerKind.class);
  private static final Map<ServerKind, Future<List<Case>>> TLS = new EnumMap<>(ServerKind.class);

  private static Vertx vertx;

  /** All runs at once: h2spec mostly waits. */
  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    for (ServerKind kind : Files.isExecutable(H2SPEC) ? ServerKind.values() : new ServerKind[0]) {
      H2C.put(kind, RUNS.submit(() -> cases("h2c-" + kind, kind, new ServerOptions())));
      TLS.put(kind, RUNS.submit(() -> cases("tls-" + kind, kind, new ServerOptions().setSsl(true)
        .setKeyCertOptions(SelfSignedCertificate.create("localhost").keyCertOptions()), "-t", "-k")));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    RUNS.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @TestFactory
  List<DynamicNode> over_h2c() throws Exception {
    return nodes(H2C.get(kind));
  }

  @TestFactory
  List<DynamicNode> over_tls() throws Exception {
    return nodes(TLS.get(kind));
  }

  private record Case(String group, String name, String failure) {

    @Override
    public String toString() {
      return group + ": " + name;
    }

    void check() {
      String exception = EXCEPTIONS.get(toString());
      if (failure != null && exception != null) {
        abort("fails as expected: " + exception);
      } else if (failure != null) {
        fail(this + "\n" + failure);
      }
    }
  }

  private static List<DynamicNode> nodes(Future<List<Case>> run) throws Exception {
    if (run == null) {
      return List.of(DynamicTest.dynamicTest("h2spec", () -> abort(H2SPEC
        + " is not there: h2spec comes as a binary for"
        + " Linux and macOS on x86-64, which mvn generate-test-resources unpacks")));
    }
    List<Case> cases = run.get();
    List<DynamicNode> nodes = new ArrayList<>();
    nodes.add(DynamicTest.dynamicTest("every group of h2spec ran", () -> {
      Set<String> groups = cases.stream().map(each -> each.group.split("/")[0])
        .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(Set.of("generic", "hpack", "http2"), groups);
      assertTrue(cases.size() >= CASES_AT_LEAST, () -> "only " + cases.size() + " cases: " + cases);
    }));
    cases.forEach(each -> nodes.add(DynamicTest.dynamicTest(each.toString(), each::check)));
    return nodes;
  }

  private static List<Case> cases(String name, ServerKind kind, ServerOptions options, String... flags)
    throws Exception {
    ServerSession server = kind.create(vertx, options.setHost("127.0.0.1").setPort(0)
      // h2spec leaves connections open that it has no more use for
      .setHttp2(new Http2Options().setShutdownGracePeriod(100))).requestHandler(H2specIT::respond);
    server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    try {
      warmUp(options.isSsl(), server.actualPort());
      return run(name, server.actualPort(), flags);
    } finally {
      server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  /** The first TLS handshake of a JVM can take seconds on a busy machine, which h2spec would not wait. */
  private static void warmUp(boolean ssl, int port) throws Exception {
    ClientOptions options = new ClientOptions().setHost("127.0.0.1").setPort(port).setSsl(ssl).setTrustAll(true);
    options.setHostnameVerificationAlgorithm("");
    ClientSession.connect(vertx, options)
      .compose(session -> session.get("/hello").send().compose(ClientResponse::body).eventually(session::close))
      .toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static void respond(ServerRequest request) {
    if (request.method() == HttpMethod.POST) {
      request.body().onSuccess(body -> request.response().end("read " + body.length()));
    } else {
      request.response().putHeader("content-type", "text/plain").end("Hello, world!");
    }
  }

  private static List<Case> run(String name, int port, String... flags) throws Exception {
    Path report = directory.resolve(name + ".xml");
    Path output = directory.resolve(name + ".txt");
    List<String> command = new ArrayList<>(List.of(H2SPEC.toString(), "-h", "127.0.0.1", "-p", Integer.toString(port),
      "-o", "5", "-P", "/hello", "-j", report.toString()));
    command.addAll(List.of(flags));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (!process.waitFor(240, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail("h2spec did not end within 240 s; it said\n" + Files.readString(output));
    }
    assertTrue(Files.exists(report), "no report of " + command + "; it said\n" + Files.readString(output));
    return parse(report);
  }

  private static List<Case> parse(Path report) throws Exception {
    NodeList elements = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile())
      .getElementsByTagName("testcase");
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < elements.getLength(); i++) {
      Element element = (Element) elements.item(i);
      cases.add(new Case(element.getAttribute("package"), element.getAttribute("classname"), failure(element)));
    }
    return cases;
  }

  private static String failure(Element testcase) {
    for (String kind : List.of("failure", "error")) {
      NodeList found = testcase.getElementsByTagName(kind);
      if (found.getLength() > 0) {
        return kind + ": " + found.item(0).getTextContent().strip();
      }
    }
    return null;
  }
}
