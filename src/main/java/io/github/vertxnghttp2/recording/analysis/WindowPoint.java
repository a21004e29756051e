package io.github.vertxnghttp2.recording.analysis;

/**
 * The size of a window from a moment until the next point.
 *
 * @param time  microseconds since the epoch
 * @param bytes that the sender may send; negative after the window was made smaller
 */
public record WindowPoint(long time, long bytes) {
}
