package io.github.vertxnghttp2.cluster;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.Http2;
import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static io.github.vertxnghttp2.service.ServerVerticleCase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Nodes whose event bus has TLS, with the options that the guide shows. */
@Timeout(120)
class EncryptedClusterIT {
  private static final Path CHAPTER = Path.of(System.getProperty("project.basedir", "."),
    "src/main/asciidoc/cluster.adoc");

  private final SelfSignedCertificate certificate = SelfSignedCertificate.create("node");
  private final List<Vertx> nodes = new ArrayList<>();
  private final ListenerLog log = ListenerLog.open();

  private JsonObject optionsOfTheGuide() throws IOException {
    Matcher block = Pattern.compile("^\\.{4}\n(\\{\n {2}\"eventBusOptions\".*?)^\\.{4}$",
      Pattern.DOTALL | Pattern.MULTILINE).matcher(Files.readString(CHAPTER));
    assertTrue(block.find());
    return withCertificate(new JsonObject(block.group(1)), certificate);
  }

  /** Trusts the common certificate only. */
  private JsonObject withCertificate(JsonObject options, SelfSignedCertificate own) {
    JsonObject all = options.copy();
    JsonObject bus = all.getJsonObject("eventBusOptions");
    bus.getJsonObject("pemKeyCertOptions").put("certPath", own.certificatePath()).put("keyPath", own.privateKeyPath());
    bus.getJsonObject("pemTrustOptions").put("certPaths", new JsonArray().add(certificate.certificatePath()));
    return all;
  }

  private ClusteredVertx join(JsonObject options, String member) {
    VertxOptions all = new VertxOptions(options);
    all.getEventBusOptions().setHost("127.0.0.1");
    HazelcastClusterManager manager = new HazelcastClusterManager(ClusteredVertx.config(member));
    Vertx vertx = await(Vertx.builder().with(all).withClusterManager(manager).buildClustered());
    nodes.add(vertx);
    return new ClusteredVertx(vertx, manager.getHazelcastInstance());
  }

  @AfterEach
  void close() {
    nodes.forEach(vertx -> await(vertx.close()));
    log.close();
    certificate.delete();
  }

  @Test
  void a_request_goes_through_two_nodes_and_others_can_neither_send_nor_receive() throws IOException {
    JsonObject options = optionsOfTheGuide();
    ClusteredVertx first = join(options, "-");
    Vertx second = join(options, first.address()).vertx();
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    await(RequestConsumer.create(second, "who", request -> {
      handled.add(request.path());
      request.response().end("the other node");
    }).listen());
    await(first.vertx().deployVerticle("nghttp2:server", new DeploymentOptions().setConfig(ServerVerticleCase.config(
      ServerVerticleCase.route("/who", "who")))));
    ClientResponse response = await(Http2.get(first.vertx(), "http://127.0.0.1:" + log.port() + "/who"));
    assertEquals("200 the other node", response.status() + " " + await(response.text()));

    Vertx withoutCertificate = join(new JsonObject(), first.address()).vertx();
    assertFailed(withoutCertificate, "who");
    Vertx untrusted = join(withCertificate(options, SelfSignedCertificate.create("node")), first.address()).vertx();
    assertFailed(untrusted, "who");
    await(untrusted.eventBus().consumer("trap", message -> handled.add("trapped")).completion());
    assertFailed(first.vertx(), "trap");
    assertEquals(List.of("/who"), List.copyOf(handled));
  }

  private static void assertFailed(Vertx vertx, String address) {
    assertThrows(ReplyException.class, () -> await(vertx.eventBus().request(address, new JsonObject(),
      new DeliveryOptions().setSendTimeout(2000))));
  }
}
