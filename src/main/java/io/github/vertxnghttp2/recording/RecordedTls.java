package io.github.vertxnghttp2.recording;

/**
 * The TLS of a connection.
 *
 * @param version  such as TLSv1.3
 * @param cipher   the cipher suite
 * @param protocol that ALPN has chosen; empty if none was negotiated
 * @param serverName that the client asked for by SNI; {@code null} if it is not known
 */
public record RecordedTls(String version, String cipher, String protocol, String serverName) {
}
