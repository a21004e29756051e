package io.github.vertxnghttp2.benchmarks;

import java.util.List;

/**
 * What a short queue of the operating system costs a download of 1 MiB: {@link UnsentServer} without a limit, without
 * priorities, and with two limits, in turn.
 *
 * <p>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.UnsentLoad [rounds] [requests of a slice]"}
 */
public final class UnsentLoad {

  private UnsentLoad() {
  }

  public static void main(String[] args) throws Exception {
    List<String> ways = List.of("0", "none", "16384", "65536");
    new AlternatingLoad(UnsentServer.class, ways, 4, 4, args).run();
  }
}
