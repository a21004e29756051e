/**
 * HTTP/2 as a module of Vert.x: verticles that own the connections, and services on the event bus in front of them. Handlers
 * of requests may be on any node of a cluster, in any language.
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
