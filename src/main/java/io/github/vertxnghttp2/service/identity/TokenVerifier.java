package io.github.vertxnghttp2.service.identity;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Verifies signature, issuer, audience and times of a JSON Web Token, RFC 7519. */
interface TokenVerifier {
  /** @return its claims; fails if the token is not valid */
  Future<JsonObject> verify(String token);
}
