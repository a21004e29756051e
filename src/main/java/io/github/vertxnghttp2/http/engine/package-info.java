/**
 * The HTTP/2 connections that Vert.x's server and client use in place of their own. Vert.x keeps requests, responses,
 * pools, redirects, metrics and HTTP/1.1. A connection of this package lies between its streams, those of {@code
 * http.stream} or with Vert.x 5.1 Vert.x's own, and {@code protocol}. Not for users.
 *
 * <p>The classes stand on types of Vert.x that are public and not exported. {@link
 * io.github.vertxnghttp2.http.engine.EngineSwitch} checks that they fit the Vert.x that is present.
 */
package io.github.vertxnghttp2.http.engine;
