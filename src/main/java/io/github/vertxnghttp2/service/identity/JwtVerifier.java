package io.github.vertxnghttp2.service.identity;

import io.github.vertxnghttp2.service.TokenOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;

import java.security.KeyStore;
import java.util.List;

/** Verifies tokens by means of vertx-auth-jwt. Loaded only if there are keys, since that artifact is optional. */
final class JwtVerifier implements TokenVerifier {
  private static final String KEY_STORE = "keyStore";
  private static final String PEM_KEYS = "pubSecKeys";
  private static final String BUFFER = "buffer";
  private static final String STORE_TYPE = "type";
  private static final String PEM = "-----BEGIN ";
  /** Begins the names of the algorithms of RFC 7518 section 3.2. */
  private static final String HMAC = "HS";
  private static final String JSON_KEYS = "jwks";
  /** A token with the algorithm "none", and without claims and signature. */
  private static final String UNSIGNED = "eyJhbGciOiJub25lIn0.e30.";
  /** The attribute of a user that has all claims. */
  private static final String CLAIMS = "accessToken";

  private final JWTAuth auth;

  /** @throws IllegalArgumentException if a key cannot be used; the message has its path */
  JwtVerifier(Vertx vertx, TokenOptions options) {
    JsonObject all = new JsonObject().put("jwtOptions", options.getJwtOptions())
      .put(PEM_KEYS, new JsonArray(options.getPubSecKeys()))
      .put(JSON_KEYS, new JsonArray(options.getJwks()));
    if (options.getKeyStore() != null) {
      all.put(KEY_STORE, options.getKeyStore());
      check(vertx, KEY_STORE, new JsonObject().put(KEY_STORE, options.getKeyStore()));
    }
    checkEach(vertx, PEM_KEYS, options.getPubSecKeys());
    checkEach(vertx, JSON_KEYS, options.getJwks());
    auth = JWTAuth.create(vertx, read(all));
  }

  private static void checkEach(Vertx vertx, String member, List<JsonObject> keys) {
    for (int i = 0; i < keys.size(); i++) {
      check(vertx, member + "[" + i + "]", new JsonObject().put(member, new JsonArray().add(keys.get(i))));
    }
  }

  /**
   * Reads Vert.x's JSON form, where {@code buffer} is base64. PEM may be there as it is, too. Vert.x needs the type of
   * a key store; without one it is the default of the JDK.
   */
  private static JWTAuthOptions read(JsonObject options) {
    JsonObject json = options.copy();
    JsonObject store = json.getJsonObject(KEY_STORE);
    if (store != null && !store.containsKey(STORE_TYPE)) {
      store.put(STORE_TYPE, KeyStore.getDefaultType());
    }
    JsonArray keys = (JsonArray) json.remove(PEM_KEYS);
    JWTAuthOptions read = new JWTAuthOptions(json);
    for (int i = 0; keys != null && i < keys.size(); i++) {
      JsonObject key = keys.getJsonObject(i);
      String buffer = key.getString(BUFFER);
      if (buffer.stripLeading().startsWith(PEM)) {
        key.remove(BUFFER);
        read.addPubSecKey(new PubSecKeyOptions(key).setBuffer(buffer));
      } else {
        read.addPubSecKey(new PubSecKeyOptions(key));
      }
    }
    return read;
  }

  /** Checks that a key alone can be used. Without a key that it can use, Vert.x would take unsigned tokens. */
  private static void check(Vertx vertx, String path, JsonObject alone) {
    JWTAuth single;
    try {
      JWTAuthOptions options = read(alone);
      checkSecrets(options.getPubSecKeys());
      single = JWTAuth.create(vertx, options);
    } catch (RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new IllegalArgumentException("tokens." + path + " cannot be used: " + cause, e);
    }
    if (single.authenticate(new TokenCredentials(UNSIGNED)).succeeded()) {
      throw new IllegalArgumentException("tokens." + path + " cannot be used: Vert.x has no algorithm for it");
    }
  }

  /** A public key as the secret of an HMAC would let everybody who knows it sign tokens. */
  private static void checkSecrets(List<PubSecKeyOptions> keys) {
    for (PubSecKeyOptions key : keys == null ? List.<PubSecKeyOptions>of() : keys) {
      if (key.getAlgorithm().startsWith(HMAC) && key.getBuffer().toString().stripLeading().startsWith(PEM)) {
        throw new IllegalArgumentException("a key in PEM is no secret for the algorithm " + key.getAlgorithm());
      }
    }
  }

  @Override
  public Future<JsonObject> verify(String token) {
    return auth.authenticate(new TokenCredentials(token)).map(user -> user.attributes().getJsonObject(CLAIMS));
  }
}
