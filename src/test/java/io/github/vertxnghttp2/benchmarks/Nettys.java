package io.github.vertxnghttp2.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Settings;

/** Netty's connection handler, used as the layer that {@link Ours} stands for: a listener for frames, an encoder. */
public abstract class Nettys extends Contender {
  Http2ConnectionEncoder encoder;
  Http2Connection connection;
  ChannelHandlerContext context;

  abstract boolean server();

  abstract Http2FrameListener listener();

  @Override
  void open() {
    Http2ConnectionHandler handler = new Http2ConnectionHandlerBuilder().server(server()).frameListener(listener())
      .initialSettings(settings(traffic.shape, server())).build();
    channel = new Sink(handler);
    encoder = handler.encoder();
    connection = handler.connection();
    context = channel.pipeline().context(handler);
    widen(handler, traffic.shape);
    receive((server() ? traffic.clientOpening : traffic.serverOpening).retainedDuplicate());
  }

  @Override
  void close() {
  }

  static Http2Settings settings(Traffic.Shape shape, boolean server) {
    Http2Settings settings = new Http2Settings().maxConcurrentStreams(Traffic.STREAMS);
    if (!server) {
      settings.pushEnabled(false);
    }
    return shape.window() == 0 ? settings : settings.initialWindowSize(shape.window());
  }

  private static void widen(Http2ConnectionHandler handler, Traffic.Shape shape) {
    if (shape.window() != 0) {
      try {
        Http2Connection connection = handler.connection();
        connection.local().flowController().incrementWindowSize(connection.connectionStream(), Traffic.WINDOW - 65_535);
      } catch (Http2Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  final void receive(ByteBuf bytes) {
    channel.read(bytes);
  }
}
