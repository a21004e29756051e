/**
 * The connections of a Vert.x instance that are recorded now.
 */
package io.github.vertxnghttp2.recording.live;
