package io.github.vertxnghttp2.benchmarks.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.AsciiString;

import java.io.IOException;
import java.util.List;

/** Netty's Http2FrameCodec and Http2MultiplexHandler on epoll. Argument: the port. System property: loops. */
public final class NettyServer {
  private static final ByteBuf GREETING = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(
    ServedContent.direct(ServedContent.greeting())));
  private static final ByteBuf LONG_BODY = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(
    ServedContent.direct(ServedContent.longBody())));
  private static final AsciiString OK = AsciiString.cached("200");
  private static final AsciiString TEXT = AsciiString.cached(ServedContent.TEXT);
  private static final AsciiString TYPE = AsciiString.cached("content-type");
  private static final AsciiString LENGTH = AsciiString.cached("content-length");
  private static final AsciiString ID = AsciiString.cached(ServedContent.ID);
  private static final AsciiString GREETING_LENGTH = AsciiString.cached(Integer.toString(GREETING.readableBytes()));
  private static final int STREAMS = 100;

  private final List<AsciiString[]> fields;

  private NettyServer(List<AsciiString[]> fields) {
    this.fields = fields;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    NettyServer server = new NettyServer(ServedContent.fields().stream()
      .map(field -> new AsciiString[] {AsciiString.of(field[0]), AsciiString.of(field[1])}).toList());
    new ServerBootstrap().group(new MultiThreadIoEventLoopGroup(ServedContent.LOOPS, EpollIoHandler.newFactory()))
      .channel(EpollServerSocketChannel.class).childHandler(server.connections())
      .bind("127.0.0.1", Integer.parseInt(args[0])).sync();
  }

  private ChannelInitializer<Channel> connections() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel connection) {
        connection.pipeline().addLast(Http2FrameCodecBuilder.forServer().initialSettings(Http2Settings
          .defaultSettings().maxConcurrentStreams(STREAMS)).build(), new Http2MultiplexHandler(streams()));
      }
    };
  }

  private ChannelInitializer<Channel> streams() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel stream) {
        stream.pipeline().addLast(new Exchange());
      }
    };
  }

  /** A request and its response. */
  private final class Exchange extends SimpleChannelInboundHandler<Http2StreamFrame> {
    private String path;
    private long received;
    private int sent;
    private int length;

    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
      boolean last = false;
      if (frame instanceof Http2HeadersFrame headers) {
        path = headers.headers().path().toString();
        last = headers.isEndStream();
      } else if (frame instanceof Http2DataFrame data) {
        received += data.content().readableBytes();
        last = data.isEndStream();
      }
      if (last) {
        respond(context);
      }
    }

    private void respond(ChannelHandlerContext context) {
      Http2Headers head = new DefaultHttp2Headers(false).status(OK);
      if (path.equals("/hello")) {
        respond(context, head.add(TYPE, TEXT), GREETING_LENGTH, GREETING.duplicate());
      } else if (path.equals("/headers")) {
        for (AsciiString[] field : fields) {
          head.add(field[0], field[1]);
        }
        respond(context, head.add(ID, ServedContent.nextId()), GREETING_LENGTH, GREETING.duplicate());
      } else if (path.equals("/upload")) {
        AsciiString count = AsciiString.of(Long.toString(received));
        respond(context, head.add(TYPE, TEXT), Integer.toString(count.length()), Unpooled.wrappedBuffer(count
          .array()));
      } else if (path.startsWith("/bytes/")) {
        length = ServedContent.length(path);
        context.write(new DefaultHttp2HeadersFrame(head.add(TYPE, TEXT).add(LENGTH, Integer.toString(length))));
        writeBody(context);
      } else {
        context.writeAndFlush(new DefaultHttp2HeadersFrame(head.status("404"), true));
      }
    }

    private void respond(ChannelHandlerContext context, Http2Headers head, CharSequence size, ByteBuf body) {
      context.write(new DefaultHttp2HeadersFrame(head.add(LENGTH, size)));
      context.writeAndFlush(new DefaultHttp2DataFrame(body, true));
    }

    /** As fast as the stream takes it. */
    private void writeBody(ChannelHandlerContext context) {
      while (sent < length && context.channel().isWritable()) {
        int size = Math.min(ServedContent.PIECE, length - sent);
        ByteBuf piece = LONG_BODY.slice(sent, size);
        sent += size;
        context.write(new DefaultHttp2DataFrame(piece, sent == length));
      }
      context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      writeBody(context);
    }
  }
}
