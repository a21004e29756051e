/**
 * The league table: this library and its peers, measured side by side. {@code League} of the package above runs it, and
 * the README there tells how to read it. The package needs the JDK alone, so that each build compiles it; the servers
 * and clients that need more are in the packages {@code benchmarks} and {@code benchmarks.peers}.
 */
package io.github.vertxnghttp2.benchmarks.league;
