/**
 * A long run that uses every part of the library at the same time, and looks for leaks and lost messages.
 * {@code mvn -Pbenchmarks test-compile exec:exec@bench -Dbench.args="io.github.vertxnghttp2.soak.Soak 30"} runs for
 * thirty minutes. {@code SoakIT} is a short form.
 *
 * <p>{@link io.github.vertxnghttp2.soak.Load} creates the load: servers
 * ({@link io.github.vertxnghttp2.soak.SoakServers}, {@link io.github.vertxnghttp2.soak.SoakVerticles}), connections
 * that last ({@link io.github.vertxnghttp2.soak.SharedConnections}), and workers, each of which does one
 * {@link io.github.vertxnghttp2.soak.Job} again and again. {@link io.github.vertxnghttp2.soak.Tally} counts how each
 * ended. From time to time all workers pause, and a {@link io.github.vertxnghttp2.soak.Sample} of memory is taken.
 * {@link io.github.vertxnghttp2.soak.Flatness} compares the samples.
 */
package io.github.vertxnghttp2.soak;
