/**
 * What is recorded of a connection's streams: their exchanges, and what they waited for.
 */
package io.github.vertxnghttp2.protocol.recorder;
