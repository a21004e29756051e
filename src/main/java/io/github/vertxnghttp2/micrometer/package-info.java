/**
 * Publishes the HTTP/2 counts of sessions, and the counts of routes, as meters of Micrometer. Only this package needs
 * {@code micrometer-core}.
 */
package io.github.vertxnghttp2.micrometer;
