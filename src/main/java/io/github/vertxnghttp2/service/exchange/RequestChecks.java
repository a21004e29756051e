package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.service.RateLimitOptions;
import io.github.vertxnghttp2.service.ServerVerticle;
import io.github.vertxnghttp2.service.TokenOptions;
import io.github.vertxnghttp2.service.identity.BearerTokens;
import io.github.vertxnghttp2.service.identity.ClientCertificate;
import io.github.vertxnghttp2.service.identity.ClientCertificates;
import io.github.vertxnghttp2.service.identity.RejectedTokenException;
import io.github.vertxnghttp2.service.identity.RequestIdentity;
import io.github.vertxnghttp2.service.identity.VerifiedToken;
import io.github.vertxnghttp2.service.limits.ClientKey;
import io.github.vertxnghttp2.service.routing.Route;
import io.github.vertxnghttp2.service.syntax.LimitBy;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Checks who sends a request, and how often, before its route admits it and before any of its body is read. A rate
 * limit is checked before the token, because that costs less, unless the limit needs a claim of the token.
 */
public final class RequestChecks {
  private static final System.Logger LOG = System.getLogger(ServerVerticle.class.getName());

  private final ClientCertificates certificates;
  private final BearerTokens tokens;
  private boolean isMissingLogged;

  /**
   * @param certificates {@code null} if the listener does not ask for them
   * @param tokens {@code null} without keys
   */
  public RequestChecks(ClientCertificates certificates, BearerTokens tokens) {
    this.certificates = certificates;
    this.tokens = tokens;
  }

  /**
   * @param passed called if the request may go on, with what is known about its sender, or {@code null}; otherwise the
   *   response is sent
   */
  void check(ServerRequest request, Route route, Consumer<RequestIdentity> passed) {
    ClientCertificate certificate = certificate(request);
    boolean isByClaim = route.rateLimiter() != null && route.rateLimiter().by().source() == LimitBy.Source.CLAIM;
    if (route.rateLimiter() != null && !isByClaim && isOverLimit(request, route, certificate, null)) {
      return;
    }
    if (route.token() == TokenOptions.Check.NONE) {
      passed.accept(RequestIdentity.of(certificate, null));
    } else if (tokens == null) {
      respondWithoutKeys(request, route);
    } else {
      tokens.verify(request.headers().getAll("authorization"), route.token() == TokenOptions.Check.REQUIRED)
        .onComplete(token -> {
          if (!isByClaim || !isOverLimit(request, route, certificate, token)) {
            passed.accept(RequestIdentity.of(certificate, token));
          }
        }, cause -> respondRejected(request, (RejectedTokenException) cause));
    }
  }

  /** What is known about the sender of a request to a route without checks; may be {@code null}. */
  RequestIdentity identity(ServerRequest request) {
    return RequestIdentity.of(certificate(request), null);
  }

  private ClientCertificate certificate(ServerRequest request) {
    return certificates == null ? null : certificates.of(request.connection());
  }

  /** A route that was added at run time may verify tokens although this server has no keys. */
  private void respondWithoutKeys(ServerRequest request, Route route) {
    if (!isMissingLogged) {
      isMissingLogged = true;
      LOG.log(System.Logger.Level.WARNING, "route {0} verifies tokens, but tokens of this server is not set: requests"
        + " get 500", route.id());
    }
    ErrorResponse.send(request, 500, "the server has no keys to verify tokens");
  }

  private static void respondRejected(ServerRequest request, RejectedTokenException cause) {
    request.response().putHeader("www-authenticate", cause.challenge());
    ErrorResponse.send(request, 401, cause.getMessage());
  }

  private static boolean isOverLimit(ServerRequest request, Route route, ClientCertificate certificate,
                                     VerifiedToken token) {
    long wait = route.rateLimiter().take(client(request, route.rateLimiter().by(), certificate, token));
    if (wait == 0) {
      return false;
    }
    route.stats().limited();
    RateLimitOptions limit = route.options().getRateLimit();
    long seconds = (wait + TimeUnit.SECONDS.toNanos(1) - 1) / TimeUnit.SECONDS.toNanos(1);
    request.response().putHeader("retry-after", Long.toString(seconds));
    ErrorResponse.send(request, 429, "route " + route.id() + " takes " + limit.getRequests() + " requests in "
      + limit.getPeriod() + " ms from a client");
    return true;
  }

  /** By address if the request does not have what the limit asks for. */
  private static String client(ServerRequest request, LimitBy by, ClientCertificate certificate, VerifiedToken token) {
    switch (by.source()) {
      case CERTIFICATE -> {
        if (certificate != null) {
          return ClientKey.of('c', certificate.name());
        }
      }
      case CLAIM -> {
        Object claim = token == null ? null : token.claims().getValue(by.name());
        if (claim != null) {
          return ClientKey.of('t', claim.toString());
        }
      }
      case HEADER -> {
        String value = request.headers().get(by.name());
        if (value != null) {
          return ClientKey.of('h', value);
        }
      }
      default -> {
      }
    }
    return ClientKey.ofAddress(request.remoteAddress());
  }
}
