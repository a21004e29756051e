package io.github.vertxnghttp2.http;

import io.vertx.core.http.Http2ClientConfig;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Each option of Vert.x has a place: the engine has it, it is refused, or it concerns what stays Vert.x's with either
 * engine. An option that a new version of Vert.x brings fails this test until somebody has given it its place.
 */
class OptionsOfVertxTest {
  /** Taken over by {@code EngineOptions} and the connections, or given to each connection by Vert.x. */
  private static final String ENGINE = "InitialSettings Http2ConnectionWindowSize ConnectionWindowSize LogActivity"
    + " LogConfig Http2RstFloodMaxRstFramePerWindow Http2RstFloodWindowDuration Http2RstFloodWindowDurationTimeUnit"
    + " RstFloodMaxRstFramePerWindow RstFloodWindowDuration Http2MaxSmallContinuationFrames MaxSmallContinuationFrames"
    + " Http2MultiplexingLimit MultiplexingLimit Http2KeepAliveTimeout KeepAliveTimeout Http2UpgradeMaxContentLength"
    + " UpgradeMaxContentLength CompressionSupported Compression CompressionLevel CompressionConfig Compressors"
    + " CompressionContentSizeThreshold DecompressionSupported DecompressionEnabled TracingPolicy ObservabilityConfig"
    + " Http2Config FollowAlternativeServices";
  /** Refused if they leave no HTTP/2, or choose another engine; otherwise Vert.x decides by them. */
  private static final String CHECKED = "Http2MultiplexImplementation MultiplexImplementation AlpnVersions UseAlpn"
    + " Http2ClearTextEnabled Versions Http2ClearTextUpgrade ClearTextUpgrade ProtocolVersion"
    + " Http2ClearTextUpgradeWithPreflightRequest ClearTextUpgradeWithPreflightRequest";
  /** Of sockets, TLS and time limits below the engine. */
  private static final String BELOW = "SendBufferSize ReceiveBufferSize ReuseAddress ReusePort TrafficClass TcpNoDelay"
    + " TcpKeepAlive SoLinger IdleTimeout ReadIdleTimeout WriteIdleTimeout IdleTimeoutUnit Ssl KeyCertOptions"
    + " TrustOptions TcpFastOpen TcpCork TcpQuickAck TcpUserTimeout AcceptBacklog Port Host TcpPort TcpHost ClientAuth"
    + " SslEngineOptions EnabledSecureTransportProtocols SslHandshakeTimeout SslHandshakeTimeoutUnit Sni"
    + " UseProxyProtocol ProxyProtocolTimeout ProxyProtocolTimeoutUnit TrafficShapingOptions RegisterWriteHandler"
    + " ActivityLogDataFormat ConnectTimeout TrustAll VerifyHost ForceSni ProxyOptions NonProxyHosts LocalAddress"
    + " MetricsName";
  /** Of requests, responses, forms, pools and redirects above the engine. */
  private static final String ABOVE = "Handle100ContinueAutomatically MaxFormAttributeSize MaxFormFields"
    + " MaxFormBufferedBytes FormDecoderConfig QueryParamConfig UseSemicolonAsQueryParamDelimiter StrictThreadMode"
    + " KeepAlive DefaultHost DefaultPort MaxRedirects MaxRedirectBufferedSize SameOriginRedirectBlockedHeaders"
    + " CrossOriginRedirectBlockedHeaders RedirectConfig ResolverConfig Shared Name";
  /** Of HTTP/1.1, HTTP/3 and WebSockets. */
  private static final String OTHERS = "MaxChunkSize MaxInitialLineLength MaxHeaderSize DecoderInitialBufferSize"
    + " Pipelining PipeliningLimit Http1Config Http3Config QuicPort QuicHost AcceptUnmaskedFrames MaxWebSocketFrameSize"
    + " MaxWebSocketMessageSize WebSocketSubProtocols PerFrameWebSocketCompressionSupported"
    + " PerMessageWebSocketCompressionSupported WebSocketCompressionLevel WebSocketAllowServerNoContext"
    + " WebSocketPreferredClientNoContext WebSocketClosingTimeout RegisterWebSocketWriteHandlers WebSocketConfig";
  private static final List<String> PLACES = List.of(ENGINE, CHECKED, BELOW, ABOVE, OTHERS);

  static Stream<Arguments> classes() {
    return Stream.of(HttpServerOptions.class, HttpClientOptions.class, HttpServerConfig.class, HttpClientConfig.class,
      Http2ServerConfig.class, Http2ClientConfig.class).map(type -> arguments(type.getSimpleName(), type));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("classes")
  void each_option_has_one_place(String name, Class<?> type) {
    Set<String> options = Arrays.stream(type.getDeclaredMethods()).map(Method::getName)
      .filter(method -> method.startsWith("set")).map(method -> method.substring("set".length()))
      .collect(Collectors.toCollection(TreeSet::new));
    Set<String> wrong = options.stream().filter(option -> PLACES.stream()
      .filter(place -> List.of(place.split(" ")).contains(option)).count() != 1)
      .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), wrong, "options that have no place, or two");
  }
}
