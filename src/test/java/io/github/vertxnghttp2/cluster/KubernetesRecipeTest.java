package io.github.vertxnghttp2.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.XmlConfigBuilder;
import io.github.vertxnghttp2.service.HealthOptions;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.ServerVerticleOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The parts of conf/kubernetes.yaml fit each other, the server's options and Hazelcast's. */
class KubernetesRecipeTest {
  private static final Path RECIPE = Path.of(System.getProperty("project.basedir", "."), "conf/kubernetes.yaml");

  private final List<JsonObject> parts = new ArrayList<>();

  @BeforeEach
  @SuppressWarnings("unchecked")
  void read() throws IOException {
    for (Object part : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(Files.readString(RECIPE))) {
      parts.add(new JsonObject((Map<String, Object>) part));
    }
  }

  private JsonObject part(String kind, String name) {
    return parts.stream().filter(part -> part.getString("kind").equals(kind)
      && part.getJsonObject("metadata").getString("name").equals(name)).findFirst().orElseThrow();
  }

  private JsonObject pod() {
    return part("Deployment", "http2-server").getJsonObject("spec").getJsonObject("template");
  }

  private JsonObject container() {
    return pod().getJsonObject("spec").getJsonArray("containers").getJsonObject(0);
  }

  private String file(String name) {
    return part("ConfigMap", "http2-server").getJsonObject("data").getString(name);
  }

  private ServerVerticleOptions server() {
    return new ServerVerticleOptions(new JsonObject(file("server.json")));
  }

  private int containerPort(String name) {
    return container().getJsonArray("ports").stream().map(JsonObject.class::cast)
      .filter(port -> port.getString("name").equals(name)).findFirst().orElseThrow().getInteger("containerPort");
  }

  private static void assertSelects(JsonObject labels, JsonObject pod) {
    JsonObject own = pod.getJsonObject("metadata").getJsonObject("labels");
    assertEquals(own, own.copy().mergeIn(labels));
  }

  @Test
  void the_selectors_have_labels_of_the_pods() {
    assertSelects(part("Deployment", "http2-server").getJsonObject("spec").getJsonObject("selector").getJsonObject(
      "matchLabels"), pod());
    assertSelects(part("Service", "http2-server").getJsonObject("spec").getJsonObject("selector"), pod());
    assertSelects(part("Service", "http2-cluster").getJsonObject("spec").getJsonObject("selector"), pod());
    assertSelects(part("NetworkPolicy", "http2-cluster").getJsonObject("spec").getJsonObject("podSelector")
      .getJsonObject("matchLabels"), pod());
  }

  @Test
  void the_ports_are_those_of_the_configs() {
    assertEquals(containerPort("h2c"), server().getListeners().get(0).getPort());
    assertEquals(containerPort("hazelcast"), hazelcast().getNetworkConfig().getPort());
    JsonArray args = container().getJsonArray("args");
    assertEquals(Integer.toString(containerPort("event-bus")), args.getString(args.getList().indexOf("-cluster-port")
      + 1));
    assertEquals(5, parts.size());
  }

  @Test
  void the_pods_end_after_the_grace_periods() {
    long seconds = pod().getJsonObject("spec").getLong("terminationGracePeriodSeconds");
    long server = server().getHealth().getDrainDelay() + server().getListeners().get(0).getHttp2()
      .getShutdownGracePeriod();
    assertTrue(seconds * 1000 > server + RequestConsumer.DEFAULT_GRACE_PERIOD);
  }

  @Test
  void the_probes_ask_for_the_paths_of_the_server() {
    HealthOptions health = server().getHealth();
    int port = containerPort("h2c");
    assertEquals("http://127.0.0.1:" + port + health.getPath(), probed("livenessProbe"));
    assertEquals("http://127.0.0.1:" + port + health.getReadyPath(), probed("readinessProbe"));
  }

  private String probed(String probe) {
    JsonArray command = container().getJsonObject(probe).getJsonObject("exec").getJsonArray("command");
    assertTrue(command.contains("--http2-prior-knowledge"));
    return command.getString(command.size() - 1);
  }

  private Config hazelcast() {
    Properties properties = new Properties();
    properties.put("cluster.service", "http2-cluster.default.svc.cluster.local");
    XmlConfigBuilder builder = new XmlConfigBuilder(new ByteArrayInputStream(file("cluster.xml").getBytes(
      StandardCharsets.UTF_8)));
    builder.setProperties(properties);
    return builder.build();
  }

  @Test
  void hazelcast_asks_the_headless_service_and_nobody_else() {
    JoinConfig join = hazelcast().getNetworkConfig().getJoin();
    assertTrue(join.getKubernetesConfig().isEnabled());
    assertEquals("http2-cluster.default.svc.cluster.local", join.getKubernetesConfig().getProperty("service-dns"));
    assertFalse(join.getMulticastConfig().isEnabled());
    assertFalse(join.getAutoDetectionConfig().isEnabled());
    assertEquals("false", hazelcast().getProperty("hazelcast.phone.home.enabled"));
    String options = container().getJsonArray("env").stream().map(JsonObject.class::cast)
      .filter(each -> each.getString("name").equals("JAVA_TOOL_OPTIONS")).findFirst().orElseThrow().getString("value");
    assertTrue(options.contains("-Dcluster.service=http2-cluster.$(NAMESPACE).svc.cluster.local"), options);
  }

  @Test
  void the_root_file_system_is_read_only_but_for_the_folder_of_the_native_library() {
    assertTrue(container().getJsonObject("securityContext").getBoolean("readOnlyRootFilesystem"));
    assertTrue(container().getJsonArray("volumeMounts").stream().map(JsonObject.class::cast)
      .anyMatch(mount -> mount.getString("mountPath").equals("/tmp") && !mount.getBoolean("readOnly", false)));
  }
}
