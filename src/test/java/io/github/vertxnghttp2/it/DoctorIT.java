package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.doctor.DoctorCommand;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The doctor at servers of others, which are well. */
@Timeout(120)
@NeedsPeer({"nghttpd", "nginx"})
class DoctorIT {
  private static final int SIZE = 1 << 20;

  @TempDir
  static Path directory;

  private static Certificate certificate;

  @BeforeAll
  static void create() {
    certificate = Certificate.create(directory);
    Bodies.randomFile(directory, SIZE);
  }

  /** The checks that found something to change, by their names. */
  private static Map<String, String> findings(String url, String... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> args = new ArrayList<>(List.of(url, "--json"));
    args.addAll(List.of(more));
    new DoctorCommand(new PrintStream(out, true, StandardCharsets.UTF_8), System.err).run(args);
    Map<String, String> found = new TreeMap<>();
    new JsonObject(out.toString(StandardCharsets.UTF_8)).getJsonArray("findings").stream().map(JsonObject.class::cast)
      .filter(finding -> List.of("WARNING", "PROBLEM").contains(finding.getString("verdict")))
      .forEach(finding -> found.put(finding.getString("check"), finding.getString("verdict")));
    return found;
  }

  @Test
  void nghttpd_is_well_but_for_its_short_certificate() {
    String nghttpd = Peer.find("nghttpd", "nghttp2-server");
    try (Peer.Server server = Peer.serve(port -> List.of(nghttpd, "-a", "127.0.0.1", "-d", directory.toString(),
      Integer.toString(port), certificate.key(), certificate.cert()))) {
      assertEquals(Map.of("certificate.expiry", "WARNING"),
        findings("https://localhost:" + server.port() + "/random-" + SIZE, "--ca", certificate.cert()));
    }
  }

  @Test
  void nginx_is_well_but_for_its_short_certificate() {
    String nginx = Peer.find("nginx", "nginx-light");
    try (Peer.Server server = Peer.serve(port -> List.of(nginx, "-e", "stderr", "-c", config(port)))) {
      assertEquals(Map.of("certificate.expiry", "WARNING"),
        findings("https://localhost:" + server.port() + "/random-" + SIZE, "--ca", certificate.cert()));
    }
  }

  /** A file that keeps nginx inside the test's directory. */
  private static String config(int port) {
    StringBuilder temporary = new StringBuilder();
    for (String kind : new String[] {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
      temporary.append(kind).append("_temp_path ").append(directory.resolve(kind)).append(";\n");
    }
    return Bodies.file(directory, "nginx.conf", """
      daemon off;
      master_process off;
      error_log stderr;
      pid %s;
      events { worker_connections 64; }
      http {
        access_log off;
        %s
        server {
          listen 127.0.0.1:%d ssl http2;
          ssl_certificate %s;
          ssl_certificate_key %s;
          root %s;
        }
      }
      """.formatted(directory.resolve("nginx.pid"), temporary, port, certificate.cert(), certificate.key(), directory)
      .getBytes()).toString();
  }
}
