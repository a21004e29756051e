/**
 * HTTP/2 servers and clients as verticles that are used over the event bus. Handlers and callers can run on any node of
 * a cluster. They can be written in any language that reaches the event bus.
 */
package io.github.vertxnghttp2.service;

/*
 * The packages below this one are hidden from users. Each imports only what lies below it; ArchitectureTest holds that.
 *
 *   hello   bridge                             a verticle that users only know by its name; nghttp2:bridge, public
 *   control   exchange   handler   client      what the verticles and consumers are made of
 *        \       |           |     /
 *        nodes (exchange)                      nodes that handle requests, and which one is chosen
 *       routing (control, exchange, nodes)     routes as requests meet them
 *       identity (exchange, routing)           who sent a request
 *       limits (exchange, routing)             how many requests a client may send
 *               bus                            streams over the event bus
 *               service                        this package: options, requests and responses as users see them
 *      health                                  probes
 *      closing (handler)                       the end of Vert.x and of the JVM
 *      stats   syntax   bus.wire               counts; hosts, paths and origins as text; messages as JSON and bytes
 *               cluster (bus, nodes)           nodes that have left the cluster
 *
 * Seven classes of this package make what is hidden, and import it for that: Http2VerticleFactory, ServerVerticle,
 * ClientVerticle, RequestConsumer, Routes, StreamClient and ServerHealth.
 */
