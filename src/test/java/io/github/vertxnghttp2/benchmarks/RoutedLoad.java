package io.github.vertxnghttp2.benchmarks;

import java.util.Arrays;

/**
 * What a route costs: each {@link RoutedServer} in turn.
 *
 * <p>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.RoutedLoad [rounds] [requests of a slice]"}
 */
public final class RoutedLoad {

  private RoutedLoad() {
  }

  public static void main(String[] args) throws Exception {
    new AlternatingLoad(RoutedServer.class, Arrays.stream(RoutedServer.values()).map(Enum::name).toList(), 8, 16, args)
      .run();
  }
}
