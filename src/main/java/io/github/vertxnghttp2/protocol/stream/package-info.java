/**
 * Parts of a stream that know nothing of the stream itself: how far a message has come, why the stream ends early,
 * and for how long its peer has made no progress.
 *
 * <p>It uses {@code frame}. Only {@code protocol} uses it.
 */
package io.github.vertxnghttp2.protocol.stream;
