package io.github.vertxnghttp2.service.identity;

import io.vertx.core.json.JsonObject;

/**
 * What the server has verified about the sender of a request, as its handler gets it. Requests share these objects.
 *
 * @param json {@code certificate} and {@code claims}, or one of them; never changed
 * @param text the same as text
 */
public record RequestIdentity(JsonObject json, String text) {
  static final String CERTIFICATE = "certificate";
  static final String CLAIMS = "claims";

  static RequestIdentity of(JsonObject json) {
    return new RequestIdentity(json, json.encode());
  }

  /**
   * @param certificate {@code null} for none
   * @param token {@code null} for none
   * @return {@code null} without both
   */
  public static RequestIdentity of(ClientCertificate certificate, VerifiedToken token) {
    if (token == null) {
      return certificate == null ? null : certificate.identity();
    }
    return certificate == null ? token.identity() : of(new JsonObject()
      .put(CERTIFICATE, certificate.identity().json().getValue(CERTIFICATE))
      .put(CLAIMS, token.claims()));
  }
}
