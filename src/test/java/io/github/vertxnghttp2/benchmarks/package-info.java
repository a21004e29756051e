/**
 * What it costs, measured. With {@code mvn -Pbenchmarks test-compile} and then
 * <ul>
 * <li>{@code exec:exec@jmh -Djmh.args="Boundary -prof gc"}: the session boundary beside Netty's, on the same bytes;
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.Ratio 8"}: the same by ratio, for machines
 *   that others use, too;
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.IdleConnections 9000"}: bytes that an idle
 *   connection holds;
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.RoutedLoad"}: what a route costs beside a
 *   direct handler and vertx-web, with h2load;
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.LimitedLoad"}: what the limits cost,
 * likewise;
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.UploadLoad echo 1 6 200"}: CPU time and
 *   heap of a body that comes, to a handler, gathered or piped back;
 * <li>{@link io.github.vertxnghttp2.benchmarks.BenchServer} and {@link io.github.vertxnghttp2.benchmarks.BenchClient}:
 *   a server and a client for side-by-side measurements with others.
 * </ul> Whether anything is lost in the long run is the matter of {@link io.github.vertxnghttp2.soak.Soak}, which is
 * run in the same way.
 */
package io.github.vertxnghttp2.benchmarks;
