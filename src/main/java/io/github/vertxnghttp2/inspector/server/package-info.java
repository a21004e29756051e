/**
 * The inspector over HTTP: who may see what, the page, updates by server-sent events, exports and control.
 */
package io.github.vertxnghttp2.inspector.server;
