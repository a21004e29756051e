/** What sessions count of HTTP/2, as meters of Micrometer. Needs {@code micrometer-core}, which nothing else here does. */
package io.github.vertxnghttp2.micrometer;
