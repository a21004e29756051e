package io.github.vertxnghttp2.service.identity;

import io.github.vertxnghttp2.service.ListenerLog;
import io.github.vertxnghttp2.service.ServerVerticle;
import io.github.vertxnghttp2.service.TokenOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import javax.crypto.spec.SecretKeySpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tokens that a real signer has signed, and such that it has not. */
class BearerTokensTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final SignedTokens SIGNER = new SignedTokens(VERTX);
  private static final JsonObject CLAIMS = new JsonObject().put("sub", "alice").put("roles", new JsonArray().add("a"));

  private final AtomicInteger verified = new AtomicInteger();
  private long now = System.currentTimeMillis();

  @AfterAll
  static void close() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private BearerTokens tokens(JsonObject options) {
    TokenOptions read = new TokenOptions(options);
    TokenVerifier verifier = new JwtVerifier(VERTX, read);
    return new BearerTokens(token -> {
      verified.incrementAndGet();
      return verifier.verify(token);
    }, read, () -> now);
  }

  private static Future<VerifiedToken> verify(BearerTokens tokens, String token) {
    return tokens.verify(List.of("Bearer " + token), true);
  }

  private static void assertInvalid(Future<VerifiedToken> future) {
    RejectedTokenException cause = assertInstanceOf(RejectedTokenException.class, future.cause());
    assertEquals("Bearer error=\"invalid_token\"", cause.challenge());
  }

  private long seconds() {
    return now / 1000;
  }

  @Test
  void the_claims_of_a_valid_token_are_those_that_were_signed() {
    VerifiedToken token = verify(tokens(SIGNER.options()), SIGNER.sign(CLAIMS)).result();
    assertEquals(CLAIMS, token.claims());
    assertEquals(new JsonObject().put("claims", CLAIMS), token.identity().json());
    assertEquals(token.identity().json(), new JsonObject(token.identity().text()));
  }

  @Test
  void the_scheme_is_read_in_any_case() {
    assertTrue(tokens(SIGNER.options()).verify(List.of("bEARER  " + SIGNER.sign(CLAIMS)), true).succeeded());
  }

  @Test
  void without_a_bearer_token_there_are_no_claims_or_a_challenge_without_an_error() {
    BearerTokens tokens = tokens(SIGNER.options());
    for (List<String> fields : List.of(List.<String>of(), List.of("Basic YTpi"), List.of("Bearer"))) {
      Future<VerifiedToken> optional = tokens.verify(fields, false);
      assertTrue(optional.succeeded());
      assertNull(optional.result());
      RejectedTokenException cause = (RejectedTokenException) tokens.verify(fields, true).cause();
      assertEquals("Bearer realm=\"api\"", cause.challenge());
    }
  }

  @Test
  void a_second_authorization_field_is_rejected() {
    assertInvalid(tokens(SIGNER.options()).verify(List.of("Bearer " + SIGNER.sign(CLAIMS), "Basic YTpi"), false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "HS256", "ES384", ""})
  void another_algorithm_than_that_of_the_key_is_rejected(String algorithm) {
    BearerTokens tokens = tokens(SIGNER.options());
    String header = new JsonObject().put("alg", algorithm).encode();
    String signature = SIGNER.sign(CLAIMS).split("\\.")[2];
    assertInvalid(verify(tokens, SignedTokens.forge(header, CLAIMS.encode(), "")));
    assertInvalid(verify(tokens, SignedTokens.forge(header, CLAIMS.encode(), signature)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a.b", "a.b.c", "a.b.c.d", "e30.e30.e30", "bm90IGpzb24.e30.AA", "W10.e30.AA",
    "a b.c.d", "\u00e4.b.c", "eyJhbGciOiJFUzI1NiJ9.e30.AA", "eyJhbGciOiJFUzI1NiJ9.W10.AA", "eyJhbGciOjF9.e30.AA"})
  void what_is_not_a_signed_token_is_rejected(String token) {
    assertInvalid(verify(tokens(SIGNER.options()), token));
  }

  @Test
  void changed_claims_and_a_key_that_is_not_known_are_rejected() {
    BearerTokens tokens = tokens(SIGNER.options());
    String[] parts = SIGNER.sign(CLAIMS).split("\\.");
    String changed = SignedTokens.encode(CLAIMS.copy().put("sub", "root").encode());
    assertInvalid(verify(tokens, parts[0] + "." + changed + "." + parts[2]));
    assertInvalid(verify(tokens, new SignedTokens(VERTX).sign(CLAIMS)));
  }

  @Test
  void critical_extensions_are_rejected_because_none_is_known() {
    String[] parts = SIGNER.sign(CLAIMS).split("\\.");
    String header = "{\"alg\":\"ES256\",\"crit\":[\"x\"],\"x\":1}";
    assertInvalid(verify(tokens(SIGNER.options()), SignedTokens.forge(header, CLAIMS.encode(), parts[2])));
    assertEquals(0, verified.get());
  }

  @Test
  void an_expired_token_and_one_that_is_not_valid_yet_are_rejected() {
    BearerTokens tokens = tokens(SIGNER.options().put("jwtOptions", new JsonObject().put("leeway", 10)));
    assertInvalid(verify(tokens, SIGNER.sign(CLAIMS.copy().put("exp", seconds() - 20))));
    assertInvalid(verify(tokens, SIGNER.sign(CLAIMS.copy().put("nbf", seconds() + 60))));
    assertInvalid(verify(tokens, SIGNER.sign(CLAIMS.copy().put("exp", "never"))));
    assertInvalid(verify(tokens, SIGNER.sign(CLAIMS.copy().put("exp", (Object) null))));
    assertTrue(verify(tokens, SIGNER.sign(CLAIMS.copy().put("exp", seconds() - 5))).succeeded());
  }

  @Test
  void issuer_and_audience_are_verified_if_they_are_set() {
    BearerTokens tokens = tokens(SIGNER.options().put("jwtOptions", new JsonObject().put("issuer", "i")
      .put("audience", new JsonArray().add("a").add("b"))));
    assertTrue(verify(tokens, SIGNER.sign(CLAIMS.copy().put("iss", "i").put("aud", "b"))).succeeded());
    assertInvalid(verify(tokens, SIGNER.sign(CLAIMS.copy().put("iss", "x").put("aud", "b"))));
    assertInvalid(verify(tokens, SIGNER.sign(CLAIMS.copy().put("iss", "i").put("aud", "c"))));
    assertInvalid(verify(tokens, SIGNER.sign(CLAIMS)));
  }

  @Test
  void a_longer_token_is_rejected_unread() {
    BearerTokens tokens = tokens(SIGNER.options().put("maxLength", 100));
    Future<VerifiedToken> rejected = verify(tokens, SIGNER.sign(CLAIMS.copy().put("x", "y".repeat(100))));
    assertInvalid(rejected);
    assertEquals("the bearer token is longer than 100 characters (tokens.maxLength)", rejected.cause().getMessage());
    assertEquals(0, verified.get());
  }

  @Test
  void a_token_is_verified_once_until_it_expires() {
    BearerTokens tokens = tokens(SIGNER.options());
    String token = SIGNER.sign(CLAIMS.copy().put("exp", seconds() + 60));
    VerifiedToken first = verify(tokens, token).result();
    now += 59_000;
    assertSame(first, verify(tokens, token).result());
    assertEquals(1, verified.get());
    now += 1_000;
    assertInvalid(verify(tokens, token));
    assertInvalid(verify(tokens, token));
  }

  @Test
  void as_many_tokens_are_remembered_as_the_options_say() {
    BearerTokens tokens = tokens(SIGNER.options().put("maxCached", 2));
    String first = SIGNER.sign(CLAIMS);
    verify(tokens, first);
    verify(tokens, SIGNER.sign(CLAIMS));
    verify(tokens, first);
    verify(tokens, SIGNER.sign(CLAIMS)); // in place of the second
    verify(tokens, first);
    assertEquals(3, verified.get());
    BearerTokens none = tokens(SIGNER.options().put("maxCached", 0));
    verify(none, first);
    verify(none, first);
    assertEquals(5, verified.get());
  }

  @Test
  void a_token_that_is_not_valid_is_not_remembered() {
    BearerTokens tokens = tokens(SIGNER.options());
    String token = new SignedTokens(VERTX).sign(CLAIMS);
    assertInvalid(verify(tokens, token));
    assertInvalid(verify(tokens, token));
    assertEquals(2, verified.get());
  }

  @Test
  void keys_may_be_json_web_keys_and_secrets() {
    String secret = "a secret of thirty-two bytes or more";
    JsonObject jwk = new JsonObject().put("kty", "oct").put("alg", "HS256").put("k", SignedTokens.encode(secret));
    JWTAuth signer = JWTAuth.create(VERTX, new JWTAuthOptions().addPubSecKey(new PubSecKeyOptions()
      .setAlgorithm("HS256").setBuffer(secret)));
    String token = signer.generateToken(CLAIMS.copy(), new JWTOptions().setAlgorithm("HS256"));
    assertTrue(verify(tokens(new JsonObject().put("jwks", new JsonArray().add(jwk))), token).succeeded());
    JsonObject pem = new JsonObject().put("algorithm", "HS256").put("buffer", SignedTokens.encode(secret));
    assertTrue(verify(tokens(new JsonObject().put("pubSecKeys", new JsonArray().add(pem))), token).succeeded());
    assertInvalid(verify(tokens(SIGNER.options()), token));
  }

  @Test
  void a_key_store_needs_no_type(@TempDir Path folder) throws GeneralSecurityException, IOException {
    byte[] secret = "a secret of thirty-two bytes or more".getBytes(StandardCharsets.US_ASCII);
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry("HS256", new SecretKeySpec(secret, "HmacSHA256"), "password".toCharArray(), null);
    Path file = folder.resolve("keys.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "password".toCharArray());
    }
    JWTAuth signer = JWTAuth.create(VERTX, new JWTAuthOptions().addPubSecKey(new PubSecKeyOptions()
      .setAlgorithm("HS256").setBuffer(Buffer.buffer(secret))));
    JsonObject options = new JsonObject().put("keyStore", new JsonObject().put("path", file.toString()).put("password",
      "password"));
    assertTrue(verify(tokens(options), signer.generateToken(CLAIMS.copy())).succeeded());
    assertFalse(options.getJsonObject("keyStore").containsKey("type"));
  }

  private static String refusal(JsonObject options) {
    return assertThrows(IllegalArgumentException.class, () -> new JwtVerifier(VERTX, new TokenOptions(options)))
      .getMessage();
  }

  @Test
  void a_key_that_cannot_be_used_is_reported_with_its_path_and_without_the_key() {
    JsonObject broken = new JsonObject().put("algorithm", "ES256").put("buffer", "-----BEGIN PUBLIC KEY-----\nS3CRET\n"
      + "-----END PUBLIC KEY-----");
    String refusal = refusal(SIGNER.options().put("pubSecKeys", SIGNER.options().getJsonArray("pubSecKeys").add(
      broken)));
    assertTrue(refusal.startsWith("tokens.pubSecKeys[1] cannot be used: "), refusal);
    assertFalse(refusal.contains("S3CRET"), refusal);
    refusal = refusal(new JsonObject().put("jwks", new JsonArray().add(new JsonObject().put("kty", "nonsense").put("k",
      "S3CRET"))));
    assertTrue(refusal.startsWith("tokens.jwks[0] cannot be used: "), refusal);
    assertFalse(refusal.contains("S3CRET"), refusal);
    refusal = refusal(new JsonObject().put("keyStore", new JsonObject().put("path", "/nowhere.p12").put("type",
      "pkcs12").put("password", "S3CRET")));
    assertTrue(refusal.startsWith("tokens.keyStore cannot be used: "), refusal);
    assertFalse(refusal.contains("S3CRET"), refusal);
  }

  @Test
  void a_public_key_is_not_taken_as_the_secret_of_an_hmac() {
    String pem = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n";
    String base64 = Base64.getUrlEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    for (String buffer : List.of(pem, base64)) {
      JsonObject key = new JsonObject().put("algorithm", "HS256").put("buffer", buffer);
      JsonObject options = new JsonObject().put("pubSecKeys", new JsonArray().add(key));
      IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> tokens(options));
      assertTrue(e.getMessage().startsWith("tokens.pubSecKeys[0] cannot be used: ") && e.getMessage().endsWith(
        "a key in PEM is no secret for the algorithm HS256"), e.getMessage());
    }
  }

  @Test
  void the_log_has_the_reason_at_debug_in_one_line_and_without_the_token() {
    ListenerLog log = ListenerLog.open(ServerVerticle.class, Level.FINE);
    try {
      String token = new SignedTokens(VERTX).sign(CLAIMS);
      verify(tokens(SIGNER.options()), token);
      String line = log.line("a bearer token is rejected");
      assertEquals("a bearer token is rejected: Signature verification failed", line);
      verify(tokens(SIGNER.options()), SignedTokens.forge("{\"alg\":\"x\\ny\"}", "{}", "AA"));
      assertFalse(log.line("a bearer token is rejected").contains("\n"));
    } finally {
      log.close();
    }
  }
}
