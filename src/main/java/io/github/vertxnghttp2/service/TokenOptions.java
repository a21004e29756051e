package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.json.StrictJson;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The keys of bearer tokens, and what the server verifies. {@code keyStore}, {@code pubSecKeys}, {@code jwks} and
 * {@code jwtOptions} have the JSON form of {@code JWTAuthOptions} of {@code io.vertx:vertx-auth-jwt}, which has to be
 * on the class path. Error messages do not contain values, since they may be secret.
 */
@DataObject
public class TokenOptions {

  /** Whether a route verifies the bearer token of a request. */
  public enum Check {
    /** No token is verified. The field {@code authorization} goes to the handler unread. */
    NONE,
    /** A request may have no token. If it has one, the token must be valid. */
    OPTIONAL,
    /** A request must have a valid token. */
    REQUIRED;

    /** The name in JSON: {@code none}, {@code optional}, {@code required}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Characters. */
  public static final int DEFAULT_MAX_LENGTH = 8_192;
  /** Verified tokens that are remembered. */
  public static final int DEFAULT_MAX_CACHED = 1_000;

  /** The members of a key that have to be strings, and whether they are required. */
  private static final Map<String, Boolean> PEM_KEY = new TreeMap<>(Map.of("algorithm", true, "buffer", true, "id",
    false));
  private static final Map<String, Boolean> STORE = new TreeMap<>(Map.of("type", false, "provider", false, "path", true,
    "password", true));
  private static final String PROTECTION = "passwordProtection";
  private static final Set<String> CHECKED = new TreeSet<>(Set.of("issuer", "audience", "leeway"));

  private JsonObject keyStore;
  private List<JsonObject> pubSecKeys = new ArrayList<>();
  private List<JsonObject> jwks = new ArrayList<>();
  private JsonObject jwtOptions = new JsonObject();
  private int maxLength = DEFAULT_MAX_LENGTH;
  private int maxCached = DEFAULT_MAX_CACHED;

  /** Creates options without keys. */
  public TokenOptions() {
  }

  /** A deep copy. */
  public TokenOptions(TokenOptions other) {
    keyStore = other.keyStore == null ? null : other.keyStore.copy();
    pubSecKeys = copy(other.pubSecKeys);
    jwks = copy(other.jwks);
    jwtOptions = other.jwtOptions.copy();
    maxLength = other.maxLength;
    maxCached = other.maxCached;
  }

  /** @throws IllegalArgumentException if a key is unknown, a value is not allowed, or there is no key */
  public TokenOptions(JsonObject json) {
    StrictJson.check(json, TokenOptions.class, "");
    if (json.containsKey("keyStore")) {
      setKeyStore(json.getJsonObject("keyStore"));
    }
    setPubSecKeys(objects(json, "pubSecKeys"));
    setJwks(objects(json, "jwks"));
    setJwtOptions(json.getJsonObject("jwtOptions", jwtOptions));
    setMaxLength(json.getInteger("maxLength", maxLength));
    setMaxCached(json.getInteger("maxCached", maxCached));
    checkComplete();
  }

  private static List<JsonObject> objects(JsonObject json, String name) {
    JsonArray array = json.getJsonArray(name, new JsonArray());
    List<JsonObject> objects = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      objects.add(array.getJsonObject(i));
    }
    return objects;
  }

  private static List<JsonObject> copy(List<JsonObject> objects) {
    return new ArrayList<>(objects.stream().map(JsonObject::copy).toList());
  }

  /** Checks the conditions that involve several options. */
  private void checkComplete() {
    if (keyStore == null && pubSecKeys.isEmpty() && jwks.isEmpty()) {
      throw new IllegalArgumentException("there is no key: set keyStore, pubSecKeys or jwks");
    }
  }

  /** All options that have a value, including default values. It contains the keys, which may be secret. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject()
      .put("pubSecKeys", new JsonArray(new ArrayList<>(copy(pubSecKeys))))
      .put("jwks", new JsonArray(new ArrayList<>(copy(jwks))))
      .put("jwtOptions", jwtOptions.copy())
      .put("maxLength", maxLength)
      .put("maxCached", maxCached);
    return keyStore == null ? json : json.put("keyStore", keyStore.copy());
  }

  /** {@code null}, the default, for none. */
  public JsonObject getKeyStore() {
    return keyStore;
  }

  /** @param keyStore the keys in a file: {@code path}, {@code password}, and perhaps {@code type} */
  public TokenOptions setKeyStore(JsonObject keyStore) {
    checkMembers("keyStore", keyStore, STORE, Set.of(PROTECTION));
    if (keyStore.containsKey(PROTECTION) && !(keyStore.getValue(PROTECTION) instanceof JsonObject)) {
      throw new IllegalArgumentException("keyStore." + PROTECTION + " must be an object");
    }
    this.keyStore = keyStore;
    return this;
  }

  public List<JsonObject> getPubSecKeys() {
    return pubSecKeys;
  }

  /**
   * @param keys each with {@code algorithm}, such as {@code ES256}, with {@code buffer}, which is a public key in
   *   PEM or the secret of an algorithm such as {@code HS256} in base64url, and perhaps with {@code id}
   */
  public TokenOptions setPubSecKeys(List<JsonObject> keys) {
    for (int i = 0; i < keys.size(); i++) {
      checkMembers("pubSecKeys[" + i + "]", keys.get(i), PEM_KEY, Set.of());
    }
    pubSecKeys = new ArrayList<>(keys);
    return this;
  }

  public List<JsonObject> getJwks() {
    return jwks;
  }

  /** @param keys JSON Web Keys, RFC 7517 section 4 */
  public TokenOptions setJwks(List<JsonObject> keys) {
    for (int i = 0; i < keys.size(); i++) {
      if (!(keys.get(i).getValue("kty") instanceof String)) {
        throw new IllegalArgumentException("jwks[" + i + "].kty must be a string, RFC 7517 section 4.1");
      }
    }
    jwks = new ArrayList<>(keys);
    return this;
  }

  public JsonObject getJwtOptions() {
    return jwtOptions;
  }

  /**
   * @param options what a token must have: {@code issuer}, a string; {@code audience}, an array of strings, one of
   *   which is enough; {@code leeway}, the seconds that clocks may differ. Other options of Vert.x concern the creation
   *   of tokens, or turn the check of the time off, and are not allowed.
   */
  public TokenOptions setJwtOptions(JsonObject options) {
    for (String name : options.fieldNames()) {
      String place = "jwtOptions." + name;
      Object value = options.getValue(name);
      switch (name) {
        case "issuer" -> require(value instanceof String, place, "a string");
        case "audience" -> require(value instanceof JsonArray array && !array.isEmpty()
          && array.stream().allMatch(String.class::isInstance), place, "an array of at least one string");
        case "leeway" -> require(value instanceof Integer seconds && seconds >= 0, place,
          "a number of seconds, at least 0");
        default -> throw new IllegalArgumentException(place + " is unknown; allowed are "
          + String.join(", ", CHECKED));
      }
    }
    jwtOptions = options;
    return this;
  }

  public int getMaxLength() {
    return maxLength;
  }

  /** @param characters the maximum length of a token; a longer one is rejected unread */
  public TokenOptions setMaxLength(int characters) {
    maxLength = within(64, 1 << 20, "maxLength", characters);
    return this;
  }

  public int getMaxCached() {
    return maxCached;
  }

  /**
   * @param tokens the number of tokens that a verticle instance remembers as verified until they expire, so that it
   *   does not compute their signature for each request; 0 for none
   */
  public TokenOptions setMaxCached(int tokens) {
    maxCached = within(0, 1_000_000, "maxCached", tokens);
    return this;
  }

  private static void checkMembers(String path, JsonObject json, Map<String, Boolean> strings, Set<String> others) {
    for (String name : json.fieldNames()) {
      if (!strings.containsKey(name) && !others.contains(name)) {
        Set<String> allowed = new TreeSet<>(strings.keySet());
        allowed.addAll(others);
        throw new IllegalArgumentException(path + "." + name + " is unknown; allowed are "
          + String.join(", ", allowed));
      }
    }
    strings.forEach((name, isRequired) -> {
      Object value = json.getValue(name);
      require(value == null ? !isRequired : value instanceof String, path + "." + name, "a string");
    });
  }

  private static void require(boolean condition, String place, String allowed) {
    if (!condition) {
      throw new IllegalArgumentException(place + " must be " + allowed);
    }
  }

  private static int within(int min, int max, String name, int value) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be from " + min + " to " + max);
    }
    return value;
  }
}
