package io.github.vertxnghttp2.inspector.server;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Who has the token. It comes with each request as a bearer token, or once, for a cookie that no script can read. It is
 * used on one context.
 */
final class TokenCheck {
  /** Browsers that are logged in at a time. The one that logged in first has to do it again. */
  static final int MAX_LOGINS = 64;
  /** How long a login lasts. */
  static final long LOGIN_MILLIS = 12 * 3_600_000L;
  /** The port follows, because a browser sends cookies to all ports of a host. */
  private static final String COOKIE = "nghttp2-inspector-";
  private static final String BEARER = "Bearer ";
  private static final int ID_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  /** The SHA-256 of the token; {@code null} if there is none. */
  private final byte[] token;
  private final LongSupplier millis;
  private final FailedAttempts failures;
  /** When each login ends, by the cookie's value. */
  private final Map<String, Long> logins = new LinkedHashMap<>();

  /**
   * @param token  {@code null} if there is none
   * @param millis a clock that only goes on
   */
  TokenCheck(String token, LongSupplier millis) {
    this.token = token == null ? null : digest(token);
    this.millis = millis;
    failures = new FailedAttempts(millis);
  }

  boolean hasToken() {
    return token != null;
  }

  /** Whether a host has failed so often that it has to wait. */
  boolean mustWait(HttpServerRequest request) {
    return failures.areTooMany(peer(request));
  }

  /** What the sender of a request may do. */
  Access access(HttpServerRequest request) {
    if (token == null) {
      return Access.LOOK;
    }
    Cookie cookie = request.getCookie(cookieName(request));
    if (cookie != null && isLogin(cookie.getValue())) {
      return Access.CONTROL;
    }
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Access.NONE;
    }
    return isToken(request, authorization.substring(BEARER.length()).strip()) ? Access.CONTROL : Access.NONE;
  }

  /** Compares a token, in a time that tells nothing, and counts a failure. False if the host has to wait. */
  private boolean isToken(HttpServerRequest request, String given) {
    if (mustWait(request)) {
      return false;
    }
    boolean same = MessageDigest.isEqual(token, digest(given));
    if (!same) {
      failures.add(peer(request));
    }
    return same;
  }

  /** Exchanges the token for a cookie, which is put into the response. @return false if the token is wrong */
  boolean logIn(HttpServerRequest request, String given) {
    if (token == null || !isToken(request, given)) {
      return false;
    }
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    String value = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    logins.put(value, millis.getAsLong() + LOGIN_MILLIS);
    if (logins.size() > MAX_LOGINS) {
      Iterator<String> oldest = logins.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    request.response().addCookie(cookie(request, value).setMaxAge(LOGIN_MILLIS / 1000));
    return true;
  }

  /** Ends a login. */
  void logOut(HttpServerRequest request) {
    Cookie cookie = request.getCookie(cookieName(request));
    if (cookie != null) {
      logins.remove(cookie.getValue());
    }
    request.response().addCookie(cookie(request, "").setMaxAge(0));
  }

  private static String cookieName(HttpServerRequest request) {
    return COOKIE + (request.localAddress() == null ? 0 : request.localAddress().port());
  }

  private static Cookie cookie(HttpServerRequest request, String value) {
    return Cookie.cookie(cookieName(request), value).setHttpOnly(true).setSameSite(CookieSameSite.STRICT).setPath("/")
      .setSecure(request.isSSL());
  }

  /** Looking up 256 random bits tells nothing about others by its time. */
  private boolean isLogin(String value) {
    Long end = logins.get(value);
    if (end != null && end - millis.getAsLong() <= 0) {
      logins.remove(value);
      return false;
    }
    return end != null;
  }

  private static String peer(HttpServerRequest request) {
    return request.remoteAddress() == null ? "" : String.valueOf(request.remoteAddress().hostAddress());
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each JVM has it
    }
  }
}
