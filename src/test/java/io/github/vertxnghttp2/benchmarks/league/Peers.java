package io.github.vertxnghttp2.benchmarks.league;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** All servers and clients of the table, this library's first. */
final class Peers {
  /** Options of each JVM that is measured. */
  static final List<String> JVM = List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC",
    "--enable-native-access=ALL-UNNAMED", "-Dio.netty.leakDetection.level=disabled");
  private static final String BENCHMARKS = "io.github.vertxnghttp2.benchmarks.";
  private static final Set<Row> SERVER_ROWS = EnumSet.range(Row.SMALL, Row.IDLE);
  private static final Set<Row> ONE_LOOP = EnumSet.complementOf(EnumSet.of(Row.CORES, Row.CLIENT_SMALL,
    Row.CLIENT_DOWN));
  private static final Set<Row> CLIENT_ROWS = EnumSet.of(Row.CLIENT_SMALL, Row.CLIENT_DOWN);
  /** The name of the client that {@link H2load} runs. */
  static final String H2LOAD = "h2load";
  private static final String NGHTTPD = "nghttpd";
  private static final String OWN = "own";
  private static final String NO_COMPILER = "a C compiler and the header files of libnghttp2";

  private Peers() {
  }

  static List<Peer> servers(Workshop workshop) throws IOException, InterruptedException {
    Path floor = workshop.compiled("floor");
    List<Peer> peers = new ArrayList<>();
    peers.add(jvm(OWN, "vertx-nghttp2, its own API", SERVER_ROWS, "BenchServer", "PORT", "epoll"));
    peers.add(jvm("own-direct", "the same, body in direct memory", EnumSet.of(Row.DOWN), "BenchServer", "PORT", "epoll",
      "direct"));
    peers.add(jvm("engine", "vertx-nghttp2 under HttpServer", SERVER_ROWS, "EngineLoadServer", "nghttp2", "PORT"));
    peers.add(jvm("vertx", "Vert.x, codec", SERVER_ROWS, "EngineLoadServer", "vertx", "PORT"));
    peers.add(jvm("multiplex", "Vert.x, multiplex", SERVER_ROWS, "EngineLoadServer", "multiplex", "PORT"));
    peers.add(jvm("netty", "Netty", SERVER_ROWS, "peers.NettyServer", "PORT"));
    peers.add(needs(Workshop.jar("jetty-http2-server"), "jetty-http2-server (profile benchmarks)",
      jvm("jetty", "Jetty", SERVER_ROWS, "peers.JettyServer", "PORT")));
    Path script = workshop.resource("server.js");
    peers.add(needs(Programs.find("node"), "node", new Peer("node", "Node", null, ONE_LOOP,
      launch -> List.of("node", script.toString(), Integer.toString(launch.port())))));
    peers.add(needs(Programs.find(NGHTTPD), NGHTTPD, nghttpd(workshop)));
    peers.add(needs(floor, NO_COMPILER, new Peer("floor", "C on libnghttp2 (floor)", null, ONE_LOOP,
      launch -> List.of(floor.toString(), Integer.toString(launch.port())))));
    return peers;
  }

  static List<Peer> clients(Workshop workshop) throws IOException {
    List<Peer> peers = new ArrayList<>();
    peers.add(jvm(OWN, "vertx-nghttp2, its own API", CLIENT_ROWS, "peers.VertxClient", OWN, "PORT", "PATH",
      "STREAMS"));
    peers.add(jvm("engine", "vertx-nghttp2 under HttpClient", CLIENT_ROWS, "peers.VertxClient", "engine", "PORT",
      "PATH", "STREAMS"));
    peers.add(jvm("vertx", "Vert.x, codec", CLIENT_ROWS, "peers.VertxClient", "vertx", "PORT", "PATH", "STREAMS"));
    peers.add(jvm("multiplex", "Vert.x, multiplex", CLIENT_ROWS, "peers.VertxClient", "multiplex", "PORT", "PATH",
      "STREAMS"));
    peers.add(needs(Workshop.jar("jetty-http2-client"), "jetty-http2-client (profile benchmarks)",
      jvm("jetty", "Jetty", CLIENT_ROWS, "peers.JettyClient", "PORT", "PATH", "STREAMS")));
    Path script = workshop.resource("client.js");
    peers.add(needs(Programs.find("node"), "node", new Peer("node", "Node", null, CLIENT_ROWS,
      launch -> List.of("node", script.toString(), Integer.toString(launch.port()), launch.row().path,
        Integer.toString(launch.row().streams)))));
    peers.add(new Peer(H2LOAD, H2LOAD, null, CLIENT_ROWS, launch -> List.of()));
    return peers;
  }

  /** The server that the clients send their requests to: nghttpd, or this library's where that is not installed. */
  static Peer serverOfClients(List<Peer> servers) {
    return servers.stream().filter(peer -> peer.name().equals(NGHTTPD) && peer.missing() == null).findFirst()
      .orElseGet(() -> servers.get(0));
  }

  private static Peer nghttpd(Workshop workshop) {
    return new Peer(NGHTTPD, NGHTTPD, null, SERVER_ROWS, launch -> List.of(NGHTTPD, "-a", "127.0.0.1", "-n",
      Integer.toString(launch.loops()), "--no-tls", "-d", workshop.documents().toString(), Integer.toString(launch
        .port())));
  }

  private static Peer needs(Object found, String what, Peer peer) {
    return found != null ? peer : new Peer(peer.name(), peer.title(), what, peer.rows(), peer.command());
  }

  /** A program of this class path. PORT, PATH and STREAMS among its arguments stand for those of the launch. */
  private static Peer jvm(String name, String title, Set<Row> rows, String main, String... arguments) {
    return new Peer(name, title, null, rows, launch -> {
      List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
        .toString()));
      command.addAll(JVM);
      if (launch.touched()) {
        command.add("-XX:+AlwaysPreTouch");
      }
      command.addAll(List.of("-Dloops=" + launch.loops(), "-cp", System.getProperty("java.class.path"),
        BENCHMARKS + main));
      for (String argument : arguments) {
        command.add(switch (argument) {
          case "PORT" -> Integer.toString(launch.port());
          case "PATH" -> launch.row().path;
          case "STREAMS" -> Integer.toString(launch.row().streams);
          default -> argument;
        });
      }
      return command;
    });
  }
}
