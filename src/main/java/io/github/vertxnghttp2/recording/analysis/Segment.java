package io.github.vertxnghttp2.recording.analysis;

import io.github.vertxnghttp2.recording.Wait;
import io.github.vertxnghttp2.recording.Way;

/**
 * A piece of the waterfall of a stream.
 *
 * @param kind   what happened
 * @param way    who sent, or was to send
 * @param from   microseconds since the epoch
 * @param to     likewise; the same as {@code from} for a single frame
 * @param bytes  of the payloads of the frames, padding included
 * @param frames how many there were
 * @param reason what a gap or a queued request waited for; {@code null} if that is not known, and for other kinds
 */
public record Segment(SegmentKind kind, Way way, long from, long to, long bytes, int frames, Wait reason) {
  /** Microseconds. */
  public long duration() {
    return to - from;
  }
}
