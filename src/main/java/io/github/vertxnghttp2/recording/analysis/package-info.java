/**
 * What follows from a recording: the waterfall of each stream, and the sizes of the windows over time.
 */
package io.github.vertxnghttp2.recording.analysis;
