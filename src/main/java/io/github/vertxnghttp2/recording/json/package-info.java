/**
 * Recordings and what follows from them as JSON.
 */
package io.github.vertxnghttp2.recording.json;
