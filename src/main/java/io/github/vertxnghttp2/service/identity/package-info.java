/**
 * Who sent a request: the client's certificate, which TLS has verified, and its bearer token, which is verified here.
 *
 * <p>Imports {@code service} for the options of tokens. Only {@code JwtVerifier} needs vertx-auth-jwt.
 */
package io.github.vertxnghttp2.service.identity;
