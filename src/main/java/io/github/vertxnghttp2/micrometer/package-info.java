/** Publishes the HTTP/2 counts of sessions as meters of Micrometer. Only this package needs {@code micrometer-core}. */
package io.github.vertxnghttp2.micrometer;
