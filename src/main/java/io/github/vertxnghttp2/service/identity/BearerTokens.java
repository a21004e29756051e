package io.github.vertxnghttp2.service.identity;

import io.github.vertxnghttp2.service.ServerVerticle;
import io.github.vertxnghttp2.service.TokenOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * The bearer tokens (RFC 6750) of the requests of one verticle. Remembers tokens that are valid, so that their
 * signature is not computed for each request. Used on the context of the verticle.
 */
public final class BearerTokens {
  private static final System.Logger LOG = System.getLogger(ServerVerticle.class.getName());
  private static final String SCHEME = "Bearer ";
  /** The compact form, RFC 7515 section 7.1, with a signature. */
  private static final Pattern JWT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
  private static final int LOGGED_MAX = 200;

  private final TokenVerifier verifier;
  private final int maxLength;
  private final int leeway;
  private final LongSupplier clock;
  private final Map<String, VerifiedToken> verified;

  /** @param clock milliseconds since 1970 */
  BearerTokens(TokenVerifier verifier, TokenOptions options, LongSupplier clock) {
    this.verifier = verifier;
    this.clock = clock;
    maxLength = options.getMaxLength();
    leeway = options.getJwtOptions().getInteger("leeway", 0);
    int maxCached = options.getMaxCached();
    verified = new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, VerifiedToken> eldest) {
        return size() > maxCached;
      }
    };
  }

  /**
   * @param options may be {@code null}
   * @return {@code null} without options
   * @throws IllegalArgumentException if a key cannot be used
   * @throws IllegalStateException if vertx-auth-jwt is not on the class path
   */
  public static BearerTokens of(Vertx vertx, TokenOptions options) {
    if (options == null) {
      return null;
    }
    try {
      return new BearerTokens(new JwtVerifier(vertx, options), options, System::currentTimeMillis);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException("tokens is set, but io.vertx:vertx-auth-jwt, which verifies them, is not on the"
        + " class path; add this artifact", e);
    }
  }

  /**
   * Verifies the token of a request.
   *
   * @param authorization the values of the field {@code authorization}
   * @param isRequired whether there must be a token
   * @return {@code null} if there is none; fails with {@link RejectedTokenException}
   */
  public Future<VerifiedToken> verify(List<String> authorization, boolean isRequired) {
    if (authorization.size() > 1) {
      return rejected("there is more than one field authorization");
    }
    String field = authorization.isEmpty() ? "" : authorization.get(0);
    if (!field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return isRequired ? Future.failedFuture(RejectedTokenException.missing()) : Future.succeededFuture();
    }
    String token = field.substring(SCHEME.length()).strip();
    if (token.length() > maxLength) {
      return rejected("the bearer token is longer than " + maxLength + " characters (tokens.maxLength)");
    }
    VerifiedToken known = verified.get(token);
    if (known != null) {
      if (!isExpired(known)) {
        return Future.succeededFuture(known);
      }
      verified.remove(token);
      return invalid("it has expired");
    }
    return verify(token);
  }

  private Future<VerifiedToken> verify(String token) {
    String problem = problem(token);
    if (problem != null) {
      return invalid(problem);
    }
    Future<JsonObject> claims;
    try {
      claims = verifier.verify(token);
    } catch (RuntimeException e) { // the token is not what the verifier expects
      return invalid(e.toString());
    }
    return claims.map(VerifiedToken::of).transform(done -> {
      if (done.failed()) {
        return invalid(String.valueOf(done.cause().getMessage()));
      } else if (isExpired(done.result())) {
        return invalid("it has expired");
      }
      verified.put(token, done.result());
      return Future.succeededFuture(done.result());
    });
  }

  private boolean isExpired(VerifiedToken token) {
    return TimeUnit.MILLISECONDS.toSeconds(clock.getAsLong()) - leeway >= token.expires();
  }

  /** Why a token is not even verified; {@code null} if it can be. */
  private static String problem(String token) {
    if (!JWT.matcher(token).matches()) {
      return "it is not a signed JSON Web Token";
    }
    try {
      JsonObject header = new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(token.substring(0, token.indexOf(
        '.')))));
      if (!(header.getValue("alg") instanceof String algorithm) || algorithm.equalsIgnoreCase("none")) {
        return "it has no algorithm";
      }
      return header.containsKey("crit") ? "it has critical extensions" : null; // RFC 7515 section 4.1.11
    } catch (DecodeException | IllegalArgumentException e) {
      return "its header is malformed";
    }
  }

  private static Future<VerifiedToken> invalid(String reason) {
    if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
      String line = reason.replaceAll("\\p{Cntrl}", " ");
      LOG.log(System.Logger.Level.DEBUG, "a bearer token is rejected: {0}", line.substring(0, Math.min(line.length(),
        LOGGED_MAX)));
    }
    return rejected("the bearer token is not valid");
  }

  private static Future<VerifiedToken> rejected(String message) {
    return Future.failedFuture(RejectedTokenException.invalid(message));
  }
}
