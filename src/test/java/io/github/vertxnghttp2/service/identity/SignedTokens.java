package io.github.vertxnghttp2.service.identity;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Signs tokens with a key of its own, as an identity provider does. */
public final class SignedTokens {
  private final KeyPair keys;
  private final JWTAuth signer;

  public SignedTokens(Vertx vertx) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    signer = JWTAuth.create(vertx, new JWTAuthOptions().addPubSecKey(new PubSecKeyOptions().setAlgorithm("ES256")
      .setBuffer(pem("PRIVATE KEY", keys.getPrivate()))));
  }

  private static String pem(String kind, Key key) {
    return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded()) + "\n-----END "
      + kind + "-----\n";
  }

  String publicKey() {
    return pem("PUBLIC KEY", keys.getPublic());
  }

  /** The option {@code tokens} of a server that accepts these tokens. */
  public JsonObject options() {
    return new JsonObject().put("pubSecKeys", new JsonArray().add(new JsonObject().put("algorithm", "ES256").put(
      "buffer", publicKey())));
  }

  public String sign(JsonObject claims) {
    return signer.generateToken(claims.copy(), new JWTOptions().setAlgorithm("ES256").setNoTimestamp(true));
  }

  /** A token with any header, and with a signature that is not its own. */
  static String forge(String header, String claims, String signature) {
    return encode(header) + "." + encode(claims) + "." + signature;
  }

  static String encode(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
