package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** A server's cost of a request and its 13-byte response, bytes in to bytes out, 32 requests in a read. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ServerBoundaryBenchmark.STREAMS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = {
  LoopThreads.EXECUTOR, LoopThreads.EXECUTOR_CLASS, LoopThreads.NO_LEAK_DETECTION, "-Xms1g", "-Xmx1g"})
public class ServerBoundaryBenchmark {
  static final int STREAMS = 32;
  static final int EXCHANGES = 512;
  private static final ByteBuf GREETING = Unpooled.unreleasableBuffer(
    Unpooled.directBuffer().writeBytes(Traffic.GREETING).asReadOnly());

  private static Traffic.Shape shape(int fields) {
    return new Traffic.Shape(fields, STREAMS, EXCHANGES, 0, true, 0);
  }

  public static class OursServer extends Ours {
    @Param({"4", "12"})
    public int fields;

    @Override
    Traffic.Shape shape() {
      return ServerBoundaryBenchmark.shape(fields);
    }

    @Override
    SessionType type() {
      return SessionType.SERVER;
    }

    @Override
    public void onHeaders(int streamId, HeadersCategory category, HeaderList headers, boolean endStream) {
      hole.consume(headers.get(":method"));
      hole.consume(headers.get(":path"));
      session.submitResponse(streamId, 200, Words.response(), false);
      session.submitData(streamId, GREETING, true);
    }

    @Override
    public void onStreamClosed(int streamId, int errorCode, ClosedBy by) {
      responses++;
    }
  }

  public static class NettyServer extends Nettys {
    @Param({"4", "12"})
    public int fields;

    @Override
    Traffic.Shape shape() {
      return ServerBoundaryBenchmark.shape(fields);
    }

    @Override
    boolean server() {
      return true;
    }

    @Override
    Http2FrameListener listener() {
      return new Http2FrameAdapter() {
        @Override
        public void onHeadersRead(ChannelHandlerContext ctx, int streamId, Http2Headers headers, int streamDependency,
                                  short weight, boolean exclusive, int padding, boolean endStream) {
          hole.consume(headers.method());
          hole.consume(headers.path());
          encoder.writeHeaders(ctx, streamId, Words.nettyResponse(), 0, false, ctx.newPromise());
          encoder.writeData(ctx, streamId, GREETING.duplicate(), 0, true, ctx.newPromise())
            .addListener(done -> responses++);
        }

        @Override
        public void onHeadersRead(ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding,
                                  boolean endStream) {
          onHeadersRead(ctx, streamId, headers, 0, (short) 16, false, padding, endStream);
        }
      };
    }
  }

  public static class CodecServer extends Contender {
    @Param({"4", "12"})
    public int fields;

    @Override
    Traffic.Shape shape() {
      return ServerBoundaryBenchmark.shape(fields);
    }

    @Override
    void open() {
      channel = new Sink(
        Http2FrameCodecBuilder.forServer().initialSettings(Nettys.settings(traffic.shape, true)).build(),
        new ChannelInboundHandlerAdapter() {
          @Override
          public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Http2HeadersFrame frame) {
              respond(ctx, frame);
            } else {
              ReferenceCountUtil.release(message);
            }
          }
        });
      channel.read(traffic.clientOpening.retainedDuplicate());
    }

    private void respond(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
      hole.consume(frame.headers().method());
      hole.consume(frame.headers().path());
      Http2FrameStream stream = frame.stream();
      ctx.write(new DefaultHttp2HeadersFrame(Words.nettyResponse(), false).stream(stream));
      ctx.write(new DefaultHttp2DataFrame(GREETING.duplicate(), true).stream(stream)).addListener(done -> responses++);
    }

    @Override
    void close() {
    }
  }

  @Benchmark
  public void ours(OursServer server) {
    server.receive(server.next(server.traffic.requests));
    server.flush();
  }

  @Benchmark
  public void nettyConnectionHandler(NettyServer server) {
    server.receive(server.next(server.traffic.requests));
  }

  @Benchmark
  public void nettyFrameCodec(CodecServer server) {
    server.channel.read(server.next(server.traffic.requests));
  }
}
