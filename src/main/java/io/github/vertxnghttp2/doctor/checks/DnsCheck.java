package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Check;
import io.github.vertxnghttp2.doctor.exam.CheckFailedException;
import io.github.vertxnghttp2.doctor.exam.CheckTimeoutException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;
import io.vertx.core.json.JsonArray;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The addresses of the host, and whether each takes connections. */
public final class DnsCheck implements Check {
  /** Addresses that are looked at; a name may have very many. */
  private static final int MAX_ADDRESSES = 8;

  @Override
  public List<String> names() {
    return List.of("dns", "tcp");
  }

  @Override
  public void run(Exam exam) {
    String host = exam.options().place().host();
    long began = System.nanoTime();
    List<InetAddress> all;
    try {
      all = exam.await(resolve(host), "resolving " + host);
    } catch (CheckFailedException | CheckTimeoutException e) {
      exam.add(Finding.of("dns", Verdict.PROBLEM, e instanceof CheckTimeoutException ? e.getMessage()
          : host + " has no address")
        .advising("Check the spelling of the name, and its A and AAAA records."));
      exam.obstacle("there is no address");
      return;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    List<InetAddress> addresses = all.subList(0, Math.min(MAX_ADDRESSES, all.size()));
    List<String> shown = addresses.stream().map(InetAddress::getHostAddress).toList();
    String more = all.size() > MAX_ADDRESSES ? " and " + (all.size() - MAX_ADDRESSES) + " more" : "";
    String found = shown.equals(List.of(host)) ? host + " is an address"
      : host + " is " + String.join(", ", shown) + more + " (" + Words.millis(took) + ")";
    exam.add(Finding.of("dns", Verdict.OK, found).with("addresses", new JsonArray(shown))
      .with("ms", Words.inMillis(took)));
    new TcpConnections(exam).tryAll(addresses);
  }

  /** Names are resolved as this machine does it, by a thread that may be left behind. */
  private static CompletableFuture<List<InetAddress>> resolve(String host) {
    CompletableFuture<List<InetAddress>> resolved = new CompletableFuture<>();
    Thread thread = new Thread(() -> {
      try {
        resolved.complete(new ArrayList<>(List.of(InetAddress.getAllByName(host))));
      } catch (UnknownHostException e) {
        resolved.completeExceptionally(e);
      }
    }, "doctor-dns");
    thread.setDaemon(true);
    thread.start();
    return resolved;
  }
}
