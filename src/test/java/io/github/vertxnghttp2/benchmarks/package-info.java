/**
 * Measurements of CPU time and memory. Each is a goal after {@code mvn -Pbenchmarks test-compile}:
 * <ul>
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.League"}: the league table of this library
 *   and its peers, see README.md;
 * <li>{@code exec:exec@jmh -Djmh.args="Boundary -prof gc"}: a session of the binding and Netty's HTTP/2 codec, on the
 *   same bytes;
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.Ratio 8"}: the same by ratio, for machines
 *   that others use, too;
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.IdleConnections 9000"}: bytes that an idle
 *   connection holds;
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.RoutedLoad"}: what a route costs beside a
 *   direct handler and vertx-web, with h2load;
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.LimitedLoad"}: what the limits cost, with
 *   h2load;
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.EngineLoad 10 HELLO,ROUTER"}: CPU time and
 *   heap of Vert.x's servers and clients on Vert.x's engine and on this one: HttpServer, Router, gRPC, WebClient;
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.UploadLoad echo 1 6 200"}: CPU time and
 *   heap of a body that comes, to a handler, as slices, gathered or piped back;
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.UrgentResponse 50"}: how long an urgent
 *   response takes behind a download over a slow line;
 * <li>{@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.benchmarks.UnsentLoad"}: what a short queue of the
 *   operating system costs a download, with h2load;
 * <li>{@link io.github.vertxnghttp2.benchmarks.BenchServer} and {@link io.github.vertxnghttp2.benchmarks.BenchClient}:
 *   a server and a client for side-by-side measurements with others.
 * </ul>
 * {@link io.github.vertxnghttp2.soak.Soak} looks for leaks in long runs. It is started in the same way.
 */
package io.github.vertxnghttp2.benchmarks;
