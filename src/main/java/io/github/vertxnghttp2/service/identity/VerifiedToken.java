package io.github.vertxnghttp2.service.identity;

import io.vertx.core.json.JsonObject;

/**
 * A bearer token that is valid.
 *
 * @param claims never changed
 * @param expires seconds since 1970; {@link Long#MAX_VALUE} if it does not expire
 * @param identity of requests without a certificate
 */
public record VerifiedToken(JsonObject claims, long expires, RequestIdentity identity) {

  /** @throws IllegalArgumentException if {@code exp} is not a number, RFC 7519 section 4.1.4 */
  static VerifiedToken of(JsonObject claims) {
    Object expires = claims.getValue("exp");
    if (claims.containsKey("exp") && !(expires instanceof Number)) {
      throw new IllegalArgumentException("exp is not a number");
    }
    return new VerifiedToken(claims, expires == null ? Long.MAX_VALUE : ((Number) expires).longValue(),
      RequestIdentity.of(new JsonObject().put(RequestIdentity.CLAIMS, claims)));
  }
}
