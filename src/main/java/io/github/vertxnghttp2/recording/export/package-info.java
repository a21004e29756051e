/**
 * Recordings as files: qlog, HAR, and the text of a frame log.
 */
package io.github.vertxnghttp2.recording.export;
