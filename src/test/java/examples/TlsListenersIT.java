package examples;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.it.Certificate;
import io.github.vertxnghttp2.it.Peer;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The listeners with TLS that the guide shows, deployed with {@code nghttp2:server}. */
@Timeout(180)
class TlsListenersIT {
  private static final String SHOP = "shop.example.org";
  private static final String BLOG = "blog.example.org";
  @TempDir
  private static Path certs;
  private static Certificate shop;
  private static Certificate blog;
  private static Certificate client;
  private static Certificate stranger;

  private final Vertx vertx = Vertx.vertx();
  private final ListenerLog places = ListenerLog.open();
  private final ListenerLog refusals = ListenerLog.open(ServerSession.class, Level.FINE);
  private int port;

  @BeforeAll
  static void certify() {
    shop = Certificate.create(certs, "shop", SHOP);
    blog = Certificate.create(certs, "blog", BLOG);
    client = Certificate.create(certs, "client", "a client");
    stranger = Certificate.create(certs, "stranger", "a stranger");
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
    places.close();
    refusals.close();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void deploy(JsonObject listener) throws Exception {
    vertx.eventBus().consumer("a", message -> message.reply(message.headers().get(":authority")));
    await(vertx.deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(new JsonObject()
      .put("listeners", new JsonArray().add(listener.put("host", "127.0.0.1").put("port", -1)))
      .put("routes", new JsonArray().add(new JsonObject().put("path", "/").put("address", "a"))))));
    port = places.port();
  }

  private Future<String> ask(String name, Certificate trusted, Certificate own) {
    ClientOptions options = new ClientOptions().setHost("127.0.0.1").setPort(port).setSsl(true)
      .setTrustOptions(new PemTrustOptions().addCertPath(trusted.cert()));
    if (own != null) {
      options.setKeyCertOptions(new PemKeyCertOptions().setCertPath(own.cert()).setKeyPath(own.key()));
    }
    return ClientSession.connect(vertx, options, name)
      .compose(session -> session.get("https://" + name + "/").send().compose(ClientResponse::text));
  }

  private String refusal(String name, Certificate trusted, Certificate own) {
    return assertThrows(ExecutionException.class, () -> await(ask(name, trusted, own))).getCause().getMessage();
  }

  private Peer curl(String name, Certificate trusted, String... more) {
    List<String> command = new ArrayList<>(List.of(Peer.find("curl", "curl"), "--no-progress-meter", "--max-time", "20",
      "--noproxy", "*", "--resolve", name + ":" + port + ":127.0.0.1", "--cacert", trusted.cert(), "-w",
      " %{http_version}"));
    command.addAll(List.of(more));
    command.add("https://" + name + ":" + port + "/");
    return Peer.runToEnd(command);
  }

  // --- a certificate for each name ---

  @Test
  void each_name_is_served_with_its_certificate() throws Exception {
    deploy(ServerVerticles.names(certs.toString()));
    assertEquals(SHOP, await(ask(SHOP, shop, null)));
    assertEquals(BLOG, await(ask(BLOG, blog, null)));
    assertEquals(SHOP + ":" + port + " 2", curl(SHOP, shop).output());
    assertEquals(BLOG + ":" + port + " 2", curl(BLOG, blog).output());
  }

  @Test
  void another_name_is_served_with_the_first_certificate_which_is_not_its_own() throws Exception {
    deploy(ServerVerticles.names(certs.toString()));
    String said = refusal("news.example.org", shop, null);
    assertTrue(said.contains("news.example.org"), said);
    assertEquals(60, curl("news.example.org", shop).exitCode());
  }

  // --- clients with certificates ---

  @Test
  void a_client_whose_certificate_is_trusted_is_served() throws Exception {
    deploy(ServerVerticles.known(certs.toString()));
    assertEquals(SHOP, await(ask(SHOP, shop, client)));
    assertEquals(SHOP + ":" + port + " 2", curl(SHOP, shop, "--cert", client.cert(), "--key", client.key()).output());
  }

  @Test
  void a_trust_store_will_do_as_well() throws Exception {
    Path store = certs.resolve("clients.p12");
    KeyStore clients = KeyStore.getInstance("PKCS12");
    clients.load(null, null);
    try (var pem = Files.newInputStream(Path.of(client.cert())); var file = new FileOutputStream(store.toFile())) {
      clients.setCertificateEntry("client", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      clients.store(file, "secret".toCharArray());
    }
    JsonObject listener = ServerVerticles.known(certs.toString());
    listener.remove("pemTrustOptions");
    deploy(listener.put("pfxTrustOptions", new JsonObject().put("path", store.toString()).put("password", "secret")));
    assertEquals(SHOP, await(ask(SHOP, shop, client)));
  }

  @Test
  void a_client_without_a_certificate_is_refused_and_the_log_says_why() throws Exception {
    deploy(ServerVerticles.known(certs.toString()));
    String said = refusal(SHOP, shop, null);
    assertTrue(said.toLowerCase().contains("certificate"), said);
    assertRefused("it has no certificate, and clientAuth is REQUIRED (");
    assertNotEquals(0, curl(SHOP, shop).exitCode());
    assertRefused("it has no certificate, and clientAuth is REQUIRED (");
  }

  @Test
  void a_client_with_another_certificate_is_refused_and_the_log_says_why() throws Exception {
    deploy(ServerVerticles.known(certs.toString()));
    String said = refusal(SHOP, shop, stranger);
    assertTrue(said.toLowerCase().contains("certificate"), said);
    assertRefused("it"); // has none to the JDK's client, which does not show one that the server would not trust
    assertNotEquals(0, curl(SHOP, shop, "--cert", stranger.cert(), "--key", stranger.key()).exitCode());
    assertRefused("its certificate is not one of those that trustOptions trust (");
  }

  private void assertRefused(String why) {
    String line = refusals.line("");
    assertTrue(line.startsWith("a client was refused: " + why), line);
  }
}
