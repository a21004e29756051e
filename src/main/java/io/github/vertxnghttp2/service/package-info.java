/**
 * HTTP/2 servers and clients as verticles that are used over the event bus. Handlers and callers can run on any node of
 * a cluster. They can be written in any language that reaches the event bus.
 */
package io.github.vertxnghttp2.service;

/*
 * The packages below this one are hidden from users. Each imports only what lies below it; ArchitectureTest holds that.
 *
 *   control   exchange   handler   client      what the verticles and consumers are made of
 *        \       |           |     /
 *       routing (control, exchange)            routes as requests meet them
 *               bus                            streams over the event bus
 *               service                        this package: options, requests and responses as users see them
 *          syntax   bus.wire                   hosts, paths and origins as text; messages as JSON and bytes
 *
 * Five classes of this package make what is hidden, and import it for that: ServerVerticle, ClientVerticle,
 * RequestConsumer, Routes and StreamClient.
 */
