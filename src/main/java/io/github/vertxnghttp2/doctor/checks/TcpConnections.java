package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.exam.Finding;
import io.github.vertxnghttp2.doctor.exam.Verdict;
import io.github.vertxnghttp2.doctor.exam.Words;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One TCP connection to each address. */
final class TcpConnections {
  private final Exam exam;

  TcpConnections(Exam exam) {
    this.exam = exam;
  }

  /** Tries them in their order. The first that works is the one to which later checks connect. */
  void tryAll(List<InetAddress> addresses) {
    List<Finding> failed = new ArrayList<>();
    int left = addresses.size();
    for (InetAddress address : addresses) {
      Finding finding = connect(address, exam.timeLeft().dividedBy(left--));
      if (finding.verdict() == Verdict.OK) {
        exam.add(finding);
      } else {
        failed.add(finding);
      }
    }
    boolean reached = exam.address() != null;
    failed.forEach(finding -> exam.add(failed(finding, reached)));
    if (!reached) {
      exam.obstacle("no address takes connections");
    }
  }

  /** @param reached whether another address took a connection */
  static Finding failed(Finding finding, boolean reached) {
    Verdict verdict = reached ? Verdict.WARNING : Verdict.PROBLEM;
    String advice = reached ? "Clients that try this address first lose time. Let the server listen on it, or remove"
      + " its record from the DNS." : "Is the server running, does it listen on this address, and does the firewall"
      + " let this port through?";
    return new Finding("tcp", verdict, finding.found(), advice, finding.values());
  }

  private Finding connect(InetAddress address, Duration most) {
    int port = exam.options().place().port();
    String shown = address.getHostAddress() + " port " + port;
    long began = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), (int) Math.max(1, most.toMillis()));
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      if (exam.address() == null) {
        exam.address(address);
        exam.roundTrip(took);
      }
      return finding(Verdict.OK, address, shown + " accepted in " + Words.millis(took))
        .with("ms", Words.inMillis(took));
    } catch (SocketTimeoutException e) {
      return finding(Verdict.PROBLEM, address, shown + " did not respond within " + Words.seconds(most));
    } catch (IOException e) {
      return finding(Verdict.PROBLEM, address, shown + ": " + e.getMessage());
    }
  }

  private static Finding finding(Verdict verdict, InetAddress address, String found) {
    return Finding.of("tcp", verdict, found).with("address", address.getHostAddress());
  }
}
