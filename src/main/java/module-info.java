/** HTTP/2 for Vert.x on libnghttp2. */
module io.github.vertxnghttp2 {
  requires transitive io.vertx.core;
  requires transitive io.netty.buffer;
  requires static io.vertx.codegen.api;
  requires static io.vertx.codegen.json;
  requires static io.vertx.serviceproxy;
  requires static io.vertx.healthcheck;
  requires static io.vertx.launcher.application; // the main class of the all-in-one jar
  requires static java.logging; // which its commands turn off
  requires static io.vertx.web; // the SockJS bridge
  requires static io.vertx.eventbusbridge.common;
  requires static vertx.tcp.eventbus.bridge;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.handler;
  requires io.netty.codec;
  requires io.netty.codec.compression;
  requires io.netty.codec.http;
  requires io.netty.codec.http2;

  requires static io.vertx.auth.common; // for tokens of requests
  requires static io.vertx.auth.jwt;
  requires static micrometer.core; // who exports our meters to it has it

  exports io.github.vertxnghttp2;
  exports io.github.vertxnghttp2.frame;
  exports io.github.vertxnghttp2.limits;
  exports io.github.vertxnghttp2.binding;
  exports io.github.vertxnghttp2.http;
  exports io.github.vertxnghttp2.http.engine to io.vertx.core;
  exports io.github.vertxnghttp2.inspector;
  exports io.github.vertxnghttp2.micrometer;
  exports io.github.vertxnghttp2.recording;
  exports io.github.vertxnghttp2.recording.analysis;
  exports io.github.vertxnghttp2.recording.diagnosis;
  exports io.github.vertxnghttp2.recording.export;
  exports io.github.vertxnghttp2.recording.json;
  exports io.github.vertxnghttp2.recording.live;
  exports io.github.vertxnghttp2.service;
  exports io.github.vertxnghttp2.service.bridge;

  provides io.vertx.core.spi.VerticleFactory with io.github.vertxnghttp2.service.Http2VerticleFactory;
  provides io.vertx.core.spi.VertxServiceProvider with io.github.vertxnghttp2.http.EngineServiceProvider;
}
