/**
 * What was recorded of HTTP/2 connections: their frames, their exchanges, and what these waited for.
 */
package io.github.vertxnghttp2.recording;
