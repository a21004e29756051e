package io.github.vertxnghttp2.benchmarks;

import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
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

/**
 * A client's cost of a request and of the 13-byte response to it, 32 in a write and in a read. Netty's frame codec
 * opens streams for its own package only, so it has no part in this.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ClientBoundaryBenchmark.STREAMS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = {
  LoopThreads.EXECUTOR, LoopThreads.EXECUTOR_CLASS, LoopThreads.NO_LEAK_DETECTION, "-Xms1g", "-Xmx1g"})
public class ClientBoundaryBenchmark {
  static final int STREAMS = 32;
  static final int EXCHANGES = 512;

  private static Traffic.Shape shape(int fields) {
    return new Traffic.Shape(fields, STREAMS, EXCHANGES, 0, true, 0);
  }

  public static class OursClient extends Ours {
    @Param({"4", "12"})
    public int fields;
    private String[] paths;

    @Override
    Traffic.Shape shape() {
      return ClientBoundaryBenchmark.shape(fields);
    }

    @Override
    SessionType type() {
      return SessionType.CLIENT;
    }

    @Override
    void open() {
      paths = Words.paths(STREAMS * EXCHANGES);
      super.open();
    }

    void request() {
      for (int i = 0; i < STREAMS; i++) {
        session.submitRequest(Words.request(fields, paths[exchange() * STREAMS + i]), true);
      }
      flush();
    }

    @Override
    public void onHeaders(int streamId, HeadersCategory category, HeaderList headers, boolean endStream) {
      hole.consume(headers.get(":status"));
      hole.consume(headers.get("content-type"));
    }

    @Override
    public void onData(int streamId, ByteBuf input, int offset, int length, boolean endStream) {
      hole.consume(input.getByte(offset));
      session.consume(streamId, length);
    }

    @Override
    public void onStreamClosed(int streamId, int errorCode, ClosedBy by) {
      if (errorCode == 0) {
        responses++;
      }
    }
  }

  public static class NettyClient extends Nettys {
    @Param({"4", "12"})
    public int fields;
    private String[] paths;

    @Override
    Traffic.Shape shape() {
      return ClientBoundaryBenchmark.shape(fields);
    }

    @Override
    boolean server() {
      return false;
    }

    @Override
    void open() {
      paths = Words.paths(STREAMS * EXCHANGES);
      super.open();
    }

    void request() {
      for (int i = 0; i < STREAMS; i++) {
        encoder.writeHeaders(context, connection.local().incrementAndGetNextStreamId(),
          Words.nettyRequest(fields, paths[exchange() * STREAMS + i]), 0, true, context.newPromise());
      }
      channel.flush();
    }

    @Override
    Http2FrameListener listener() {
      return new Http2FrameAdapter() {
        @Override
        public void onHeadersRead(ChannelHandlerContext ctx, int streamId, Http2Headers headers, int streamDependency,
                                  short weight, boolean exclusive, int padding, boolean endStream) {
          hole.consume(headers.status());
          hole.consume(headers.get("content-type"));
        }

        @Override
        public void onHeadersRead(ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding,
                                  boolean endStream) {
          onHeadersRead(ctx, streamId, headers, 0, (short) 16, false, padding, endStream);
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endStream) {
          hole.consume(data.getByte(data.readerIndex()));
          responses++;
          return data.readableBytes() + padding;
        }
      };
    }
  }

  @Benchmark
  public void ours(OursClient client) {
    client.request();
    client.receive(client.next(client.traffic.responses));
  }

  @Benchmark
  public void nettyConnectionHandler(NettyClient client) {
    client.request();
    client.receive(client.next(client.traffic.responses));
  }
}
