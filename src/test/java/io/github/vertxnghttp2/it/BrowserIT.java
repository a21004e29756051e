package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ConnectionClosedException;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.testing.BlockedThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/** Our server, asked by Chromium: the scenarios are in browser.mjs, which posts what it found. */
@Timeout(240)
class BrowserIT {
  /** Chromium takes seconds of a quiet machine, and many more of a busy one. */
  private static final int EXPLORED_SECONDS = 150;
  private static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");

  /** What the one page has found that most tests look at. */
  private static Future<JsonObject> findings;

  private final Vertx vertx = Vertx.vertx();
  private final Complaints complaints = new Complaints();
  private final BrowserRoutes routes = new BrowserRoutes();
  private String chromium;

  @TempDir
  Path directory;

  /** Warnings and errors of the whole JVM. */
  private static final class Complaints extends Handler {
    private final List<String> records = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord entry) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue() && !BlockedThreads.tells(entry)) {
        records.add(entry.getLoggerName() + ": " + entry.getMessage() + " " + entry.getThrown());
      }
    }

    @Override
    public void flush() {
      // nothing is held back
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  @BeforeEach
  void find() {
    chromium = Peer.find(List.of("chromium", "chromium-browser", "google-chrome"), "chromium");
    Logger.getLogger("").addHandler(complaints);
  }

  @AfterEach
  void close() {
    Bodies.await(vertx.close());
    Logger.getLogger("").removeHandler(complaints);
    assertEquals(List.of(), complaints.records);
  }

  private int serve() {
    // A browser opens connections for later, which say nothing, and a busy machine makes the scenarios long.
    Http2Options http2 = new Http2Options().setHandshakeTimeout(600_000);
    return Bodies.await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0).setSsl(true)
      .setHttp2(http2).setKeyCertOptions(CERTIFICATE.keyCertOptions())).requestHandler(routes::handle).listen())
      .actualPort();
  }

  private Peer open(int port, String query) {
    return Peer.start(chromium, "--headless", "--no-sandbox", "--disable-gpu",
      "--disable-dev-shm-usage", "--disable-quic", "--disable-breakpad", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--no-first-run", "--no-proxy-server", "--enable-logging=stderr",
      "--user-data-dir=" + directory, "--ignore-certificate-errors", "https://127.0.0.1:" + port + "/" + query);
  }

  private Future<JsonObject> explore() {
    try (Peer browser = open(serve(), "")) {
      try {
        return Future.succeededFuture(routes.findings().future().await(EXPLORED_SECONDS, TimeUnit.SECONDS));
      } catch (TimeoutException e) {
        String message = browser.describe("no findings within " + EXPLORED_SECONDS + " s");
        return Future.failedFuture(new AssertionError(message, e));
      }
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', textBlock = """
    hello               | 200 Hello, browser!
    mebibyte            | 1048576 bytes, 0 wrong
    upload              | 1048576 bytes, 0 wrong
    streamedUpload      | 1004950 bytes, 0 wrong
    crowd               | each its own, over one connection
    backPressure        | the server waited, in pieces, 192768000 bytes, 0 wrong
    abort               | the beginning, AbortError, CANCEL by REMOTE, still here
    trailers            | Hello, trailers!
    earlyHints          | after the hint, a hint
    earlyHintsOfThePage | a hint
    cookies             | [one=1; two=2; three=3]
    protocols           | h2
    """)
  void the_page_finds(String scenario, String expected) {
    if (findings == null) {
      findings = explore();
    }
    assertEquals(expected, Bodies.await(findings).getString(scenario), () -> findings.result().encodePrettily());
  }

  @Test
  void a_browser_that_is_killed_ends_its_streams_and_nothing_else() {
    int port = serve();
    try (Peer browser = open(port, "?endless")) {
      Bodies.await(routes.busy().future());
      browser.kill();
      Bodies.await(routes.cutOff().future()).forEach(cause -> assertInstanceOf(ConnectionClosedException.class, cause));
    }
    assertEquals("Hello, browser!", Bodies.await(ClientSession.connect(vertx, new ClientOptions().setHost("localhost")
        .setPort(port).setSsl(true).setTrustOptions(CERTIFICATE.trustOptions()))
      .compose(session -> session.get("/hello").send().compose(ClientResponse::text))));
  }
}
