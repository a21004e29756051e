package io.github.vertxnghttp2;

import io.vertx.core.MultiMap;

/**
 * An informational response, which comes before the final one, RFC 9110 section 15.2.
 *
 * @param status from 100 to 199
 */
public record InformationalResponse(int status, MultiMap headers) {
}
