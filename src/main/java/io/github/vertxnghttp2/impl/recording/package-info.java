/**
 * Recordings of the connections of a Vert.x instance, read from what was captured of them.
 */
package io.github.vertxnghttp2.impl.recording;
