/**
 * Why a connection or a stream is slow, in sentences.
 */
package io.github.vertxnghttp2.recording.diagnosis;
