/** Servers and clients that the league table measures, of this library and of others. */
package io.github.vertxnghttp2.benchmarks.peers;
