/**
 * HTTP/2 as a module of Vert.x: verticles that own the connections, and services on the event bus in front of them. Handlers
 * of requests may be on any node of a cluster, in any language.
 */
package io.github.vertxnghttp2.service;
