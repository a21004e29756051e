package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import java.util.stream.Stream;

/** A program that a test talks to. What it prints, on both streams, stands in the message of each failure. */
public final class Peer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 10;

  private final List<String> command;
  private final Process process;
  private final Thread collector;
  private final StringBuilder output = new StringBuilder();
  private boolean outputEnded;

  private Peer(List<String> command) {
    this.command = command;
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
    if (!command.get(0).endsWith("/java")) { // what -Pasan loads into JVMs is nothing for other programs
      builder.environment().remove("LD_PRELOAD");
    }
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    collector = new Thread(this::collect, "output of " + command.get(0));
    collector.setDaemon(true);
    collector.start();
  }

  /**
   * Where a program is. If it is nowhere, the test is skipped; with CI=true, where everything is installed, it fails.
   *
   * @param aptPackage what to install
   */
  public static String find(String program, String aptPackage) {
    return find(List.of(program), aptPackage);
  }

  /** As above, for a program that goes by several names: the first that is there. */
  static String find(List<String> names, String aptPackage) {
    String found = names.stream().flatMap(name -> located(name).stream()).findFirst().orElse(null);
    if (found == null) {
      String message = String.join(" or ", names) + " is not installed: apt-get install " + aptPackage;
      if ("true".equals(System.getenv("CI"))) {
        Assertions.fail(message);
      }
      Assumptions.abort(message);
    }
    return found;
  }

  /** Where a program is, if it is anywhere. */
  static Optional<String> located(String program) {
    return Stream.concat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
        Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin"))
      .map(directory -> Path.of(directory, program)).filter(Files::isExecutable).map(Path::toString).findFirst();
  }

  public static Peer start(List<String> command) {
    return new Peer(List.copyOf(command));
  }

  public static Peer start(String... command) {
    return start(List.of(command));
  }

  /** Runs a program to its end, which has to be exit code 0. */
  public static String run(String... command) {
    try (Peer peer = start(command)) {
      return peer.finish(0);
    }
  }

  /** Runs a program to its end, whatever that is. */
  public static Peer runToEnd(List<String> command) {
    try (Peer peer = start(command)) {
      peer.exitCode();
      return peer;
    }
  }

  /**
   * Starts a server that cannot choose its own port, and waits until it accepts connections. If another program takes
   * the port in between, there is a second try.
   */
  static Server serve(IntFunction<List<String>> command) {
    return serve(command, Peer::awaitPort);
  }

  /** As above, for one that prints a line when it is ready. */
  static Server serve(IntFunction<List<String>> command, String ready) {
    return serve(command, (peer, port) -> peer.awaitLine(ready));
  }

  private static Server serve(IntFunction<List<String>> command, ObjIntConsumer<Peer> awaitReady) {
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      Peer peer = start(command.apply(port));
      try {
        awaitReady.accept(peer, port);
        return new Server(peer, port);
      } catch (AssertionError e) {
        peer.close();
        if (attempt == 2) {
          throw e;
        }
      }
    }
  }

  /** A peer that listens. */
  record Server(Peer peer, int port) implements AutoCloseable {

    @Override
    public void close() {
      peer.close();
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void collect() {
    char[] chars = new char[8192];
    try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      for (int count; (count = reader.read(chars)) >= 0; ) {
        synchronized (output) {
          output.append(chars, 0, count);
          output.notifyAll();
        }
      }
    } catch (IOException e) {
      // the process was ended
    } finally {
      synchronized (output) {
        outputEnded = true;
        output.notifyAll();
      }
    }
  }

  /** A port that nobody else gets, and on which nobody listens, until the socket is closed. */
  public static Socket deafPort() {
    Socket deaf = new Socket();
    try {
      deaf.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return deaf;
  }

  /** All that was printed so far. */
  public String output() {
    synchronized (output) {
      return output.toString();
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for a whole line that has this in it. */
  public String awaitLine(String part) {
    return awaitLine(part, PATIENCE);
  }

  /** As above, for a program that is slow to start. */
  public String awaitLine(String part, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (output) {
      while (true) {
        int at = output.indexOf(part);
        int end = at < 0 ? -1 : output.indexOf("\n", at);
        if (end >= 0) {
          return output.substring(output.lastIndexOf("\n", at) + 1, end);
        }
        if (outputEnded || System.nanoTime() > deadline) {
          throw new AssertionError(describe("no line with \"" + part + "\""));
        }
        pause();
      }
    }
  }

  private void awaitPort(int port) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        synchronized (output) {
          if (!process.isAlive() || System.nanoTime() > deadline) {
            throw new AssertionError(describe("port " + port + " was not opened"), e);
          }
          pause();
        }
      }
    }
  }

  private void pause() {
    try {
      output.wait(POLL_MILLIS);
    } catch (InterruptedException e) {
      throw new AssertionError(describe("interrupted"), e);
    }
  }

  /** Waits for the end. */
  public int exitCode() {
    return exitCode(PATIENCE);
  }

  private int exitCode(Duration patience) {
    try {
      if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(describe("still running after " + patience));
      }
      collector.join(PATIENCE.toMillis());
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(describe("interrupted"), e);
    }
  }

  /** Waits for the end, which has to have this code. */
  public String finish(int exitCode) {
    return finish(exitCode, PATIENCE);
  }

  /** As above, for a program that has a lot to do. */
  public String finish(int exitCode, Duration patience) {
    int code = exitCode(patience);
    if (code != exitCode) {
      throw new AssertionError(describe("exit code " + code + " instead of " + exitCode));
    }
    return output();
  }

  /** Asks it to end, as a service manager does. */
  public void terminate() {
    process.destroy();
  }

  /** Ends it and all that it started, without a farewell, and returns when they are gone. */
  public void kill() {
    List<ProcessHandle> family = family();
    family.forEach(ProcessHandle::destroyForcibly);
    family.forEach(each -> each.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join());
  }

  private List<ProcessHandle> family() {
    return Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
  }

  /** For the message of an assertion. */
  public String describe(String what) {
    return what + "\n" + String.join(" ", command) + "\n" + output();
  }

  @Override
  public void close() {
    List<ProcessHandle> all = family();
    all.forEach(ProcessHandle::destroy);
    for (ProcessHandle handle : all) {
      try {
        handle.onExit().get(5, TimeUnit.SECONDS);
      } catch (Exception e) {
        handle.destroyForcibly();
        handle.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
      }
    }
  }
}
