package io.github.vertxnghttp2.benchmarks;

import java.util.List;

/**
 * What the limits cost: {@link LimitedServer} with those of the defaults, and without any, in turn.
 *
 * <p>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.LimitedLoad [rounds] [requests of a slice]"}
 */
public final class LimitedLoad {

  private LimitedLoad() {
  }

  public static void main(String[] args) throws Exception {
    new AlternatingLoad(LimitedServer.class, List.of(LimitedServer.OFF, LimitedServer.ON), 16, 32, args).run();
  }
}
