/**
 * Counts and response times of the requests of each route. All event loops of a JVM write them without locks.
 *
 * <p>Imports nothing of this project.
 */
package io.github.vertxnghttp2.service.stats;
