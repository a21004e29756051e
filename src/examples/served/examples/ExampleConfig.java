package examples;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.service.ServerVerticleOptions;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SelfSignedCertificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the example starts: the listeners of the configuration file, and the application for browsers. The file has the
 * format of the verticle {@code nghttp2:server}. The example ignores its routes.
 *
 * @param instances how many verticles to deploy; by default one for each event loop
 * @param web where to serve the application, or {@code null} for not at all
 */
record ExampleConfig(int instances, List<ServerOptions> listeners, HttpServerOptions web) {
  private static final Set<String> FLAGS = Set.of("conf", "host", "port", "tls-port", "cert", "key", "instances");
  private static final int TLS_PORT = 8443;
  private static final int IDLE_SECONDS = 300;

  /** @throws IllegalArgumentException if an argument is wrong; the message says what is allowed */
  static ExampleConfig read(String... args) {
    Map<String, String> flags = flags(args);
    Path conf = Path.of(flags.getOrDefault("conf", "conf/server.json"));
    List<ServerOptions> listeners = new ServerVerticleOptions(file(conf))
      .getListeners();
    if (flags.containsKey("cert") != flags.containsKey("key")) {
      throw new IllegalArgumentException("--cert and --key go together");
    }
    listeners.forEach(options -> adapt(options, flags));
    boolean wantsTls = !flags.containsKey("conf") || flags.containsKey("tls-port");
    HttpServerOptions web = wantsTls && listeners.stream().noneMatch(ServerOptions::isSsl)
      ? web(listeners.get(0).getHost(), flags) : null;
    int instances = number("--instances", flags.getOrDefault("instances", "0"));
    if (instances < 0) {
      throw new IllegalArgumentException("--instances must be a whole number; 0 stands for one for each event loop");
    }
    return new ExampleConfig(instances == 0 ? VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE : instances, listeners, web);
  }

  private static void adapt(ServerOptions options, Map<String, String> flags) {
    if (flags.containsKey("host")) {
      options.setHost(flags.get("host"));
    }
    options.setPort(options.isSsl() ? port("tls-port", flags, options.getPort())
      : port("port", flags, options.getPort()));
    if (options.isSsl() && (flags.containsKey("cert") || options.getKeyCertOptions() == null)) {
      options.setKeyCertOptions(certificate(flags));
    }
  }

  private static HttpServerOptions web(String host, Map<String, String> flags) {
    return new HttpServerOptions().setHost(host).setPort(port("tls-port", flags, TLS_PORT))
      .setIdleTimeout(IDLE_SECONDS).setHandle100ContinueAutomatically(true)
      .setUseAlpn(true).setSsl(true).setKeyCertOptions(certificate(flags));
  }

  @SuppressWarnings("removal") // SelfSignedCertificate
  private static KeyCertOptions certificate(Map<String, String> flags) {
    if (!flags.containsKey("cert")) {
      return SelfSignedCertificate.create("localhost").keyCertOptions();
    }
    for (String flag : List.of("cert", "key")) {
      if (!Files.isReadable(Path.of(flags.get(flag)))) {
        throw new IllegalArgumentException("--" + flag + " is " + flags.get(flag) + ", which cannot be read");
      }
    }
    return new PemKeyCertOptions().setCertPath(flags.get("cert")).setKeyPath(flags.get("key"));
  }

  private static Map<String, String> flags(String[] args) {
    Map<String, String> flags = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (!FLAGS.contains(name) || i + 1 == args.length) {
        throw new IllegalArgumentException("cannot use " + args[i] + "; allowed are --conf FILE, --host NAME, --port N,"
          + " --tls-port N, --cert FILE with --key FILE, --instances N");
      }
      flags.put(name, args[i + 1]);
    }
    return flags;
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be a whole number", e);
    }
  }

  private static int port(String flag, Map<String, String> flags, int otherwise) {
    if (!flags.containsKey(flag)) {
      return otherwise;
    }
    int port = number("--" + flag, flags.get(flag));
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("--" + flag + " is " + port + "; it must be from 0 to 65535");
    }
    return port;
  }

  private static JsonObject file(Path path) {
    try {
      return new JsonObject(Files.readString(path));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + path.toAbsolutePath() + "; --conf names another file", e);
    } catch (DecodeException e) {
      throw new IllegalArgumentException(path + " is not a JSON object: "
        + e.getMessage().lines().findFirst().orElse(""), e);
    }
  }
}
