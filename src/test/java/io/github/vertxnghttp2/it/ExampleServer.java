package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.testing.BlockedThreads;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The served example in a JVM of its own, for the tests of a class. {@code ServerSession} serves both ports. In the end
 * it must run, and must not have printed a warning, a leak, or a stack trace.
 */
public final class ExampleServer implements BeforeAllCallback, AfterAllCallback {
  private static final Pattern COMPLAINT = Pattern.compile("WARN|SEVERE|LEAK|\\tat |Exception");

  private Path config;
  private Peer peer;
  private String cleartext;
  private String tls;

  /** The command that starts the example, with these arguments. */
  static List<String> command(String... args) {
    return java(List.of(), "examples.ServedExample", args);
  }

  public static List<String> java(List<String> options, String mainClass, String... args) {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-Dio.netty.leakDetection.level=paranoid"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of(args));
    return command;
  }

  static Path projectFile(String name) {
    return Path.of(System.getProperty("project.basedir", ""), name).toAbsolutePath();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    try {
      config = Files.createTempFile("server", ".json");
      Files.writeString(config, withTls(Files.readString(projectFile("conf/server.json"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    peer = Peer.start(command("--conf", config.toString(), "--port", "0", "--tls-port", "0", "--instances", "1"));
    cleartext = url(peer.awaitLine("http://"));
    tls = url(peer.awaitLine("https://"));
  }

  /** With a second listener: without it, the application for browsers would have the port with TLS. */
  private static String withTls(String config) {
    JsonObject json = new JsonObject(config);
    json.getJsonArray("listeners").add(new JsonObject().put("host", "127.0.0.1").put("ssl", true));
    return json.encode();
  }

  /** The address in a line that the example prints when it is ready. */
  static String url(String line) {
    return line.substring(0, line.indexOf("/hello"));
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    Files.delete(config);
    try {
      assertTrue(peer.isAlive(), () -> peer.describe("the example has ended"));
      assertNoComplaint(peer);
    } finally {
      peer.close();
    }
  }

  /** Fails if a JVM of ours printed a warning, a leak, or a stack trace. */
  static void assertNoComplaint(Peer peer) {
    String printed = BlockedThreads.removedFrom(peer.output());
    assertFalse(COMPLAINT.matcher(printed).find(), () -> peer.describe("there was a complaint"));
  }

  /** {@code http://host:port}. */
  String cleartext() {
    return cleartext;
  }

  /** {@code https://host:port}. */
  String tls() {
    return tls;
  }

  int port() {
    return Integer.parseInt(cleartext.substring(cleartext.lastIndexOf(':') + 1));
  }

  int tlsPort() {
    return Integer.parseInt(tls.substring(tls.lastIndexOf(':') + 1));
  }

  String describe(String what) {
    return peer.describe(what);
  }
}
