/**
 * The inspector: a page that shows the HTTP/2 connections of a Vert.x instance, their streams and windows, and why
 * something waits. It runs as the verticle {@code nghttp2:inspector}, or by {@link Inspector#create}.
 */
package io.github.vertxnghttp2.inspector;

/*
 * The packages below this one are hidden from users:
 *
 *   server     HTTP: who may see what, the page, events, exports
 *   cluster    other nodes, over the event bus
 *   view       connections as rows and as reports: what is sampled, sorted, filtered and searched
 */
