/**
 * All that this module does, at once and for a long time. With {@code mvn -Pbenchmarks test-compile} and then
 * {@code exec:exec@bench -Dbench.args="io.github.vertxnghttp2.soak.Soak 30"}: thirty minutes; {@code SoakIT} has a
 * short form.
 *
 * <p>{@link io.github.vertxnghttp2.soak.Load} puts it together: servers
 * ({@link io.github.vertxnghttp2.soak.SoakServers}, {@link io.github.vertxnghttp2.soak.SoakVerticles}), connections
 * that last ({@link io.github.vertxnghttp2.soak.SharedConnections}), and workers, each of which does one
 * {@link io.github.vertxnghttp2.soak.Job} again and again. {@link io.github.vertxnghttp2.soak.Tally} counts how each
 * ended. From time to time all rest, and a {@link io.github.vertxnghttp2.soak.Sample} is taken;
 * {@link io.github.vertxnghttp2.soak.Flatness} judges.
 */
package io.github.vertxnghttp2.soak;
