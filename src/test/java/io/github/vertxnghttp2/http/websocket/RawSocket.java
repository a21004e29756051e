package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.testing.Repeat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.internal.http.WebSocketInternal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One side of a WebSocket over HTTP/2 whose octets a test writes and reads itself. The socket was opened by Vert.x, and
 * its handlers were taken away.
 */
final class RawSocket {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;
  static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};
  /** Netty takes the decoder away itself. */
  private static final Set<String> KEPT = Set.of("streamOutput", ConnectResponseDecoder.NAME);
  private static final byte[] END = new byte[0];

  /** A frame that was received. */
  record Frame(int firstOctet, boolean masked, byte[] payload) {
    int opcode() {
      return firstOctet & 0x0f;
    }

    /** The status of a Close frame, or 0 if it has none. */
    int status() {
      return payload.length < 2 ? 0 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    }

    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return "first octet " + Integer.toHexString(firstOctet) + ", " + (opcode() == CLOSE ? "status " + status()
        : payload.length > 100 ? payload.length + " octets" : text());
    }
  }

  private final Channel channel;
  private final boolean masks;
  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  private byte[] rest = END;

  private RawSocket(Channel channel, boolean client) {
    this.channel = channel;
    this.masks = client;
  }

  /** Called on the socket's event loop before anything was read. */
  static RawSocket over(WebSocketBase socket, boolean client) {
    Channel channel = ((WebSocketInternal) socket).channelHandlerContext().channel();
    RawSocket raw = new RawSocket(channel, client);
    for (Map.Entry<String, ChannelHandler> handler : List.copyOf(channel.pipeline().toMap().entrySet())) {
      if (!KEPT.contains(handler.getKey()) && !(handler.getValue() instanceof SslHandler)) {
        channel.pipeline().remove(handler.getValue());
      }
    }
    channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        raw.received.add(ByteBufUtil.getBytes((ByteBuf) message));
        ((ByteBuf) message).release();
      }

      @Override
      public void channelInactive(ChannelHandlerContext ctx) {
        raw.received.add(END);
      }
    });
    channel.config().setAutoRead(true);
    return raw;
  }

  Channel channel() {
    return channel;
  }

  /** Sends octets as they are. */
  RawSocket octets(byte... octets) {
    channel.writeAndFlush(Unpooled.wrappedBuffer(octets));
    return this;
  }

  /** Sends a frame, masked if this is the client. */
  RawSocket frame(int firstOctet, byte... payload) {
    return octets(bytes(firstOctet, payload, masks));
  }

  RawSocket frame(int firstOctet, String payload) {
    return frame(firstOctet, payload.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a Close frame with that status and reason. */
  RawSocket close(int status, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (status >> 8);
    payload[1] = (byte) status;
    System.arraycopy(text, 0, payload, 2, text.length);
    return frame(FIN | CLOSE, payload);
  }

  /** Sends a frame that is masked although it must not be, or the other way round. */
  RawSocket wronglyMasked(int firstOctet, String payload) {
    return octets(bytes(firstOctet, payload.getBytes(StandardCharsets.UTF_8), !masks));
  }

  static byte[] bytes(int firstOctet, byte[] payload, boolean masked) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(firstOctet);
    int mask = masked ? MASKED : 0;
    if (payload.length < 126) {
      out.write(mask | payload.length);
    } else if (payload.length < 1 << 16) {
      out.write(mask | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.length >> shift));
      }
    }
    if (masked) {
      out.writeBytes(MASK);
    }
    for (int i = 0; i < payload.length; i++) {
      out.write(masked ? payload[i] ^ MASK[i % MASK.length] : payload[i]);
    }
    return out.toByteArray();
  }

  /** The next frame, or {@code null} if the stream has ended. */
  Frame read() throws InterruptedException {
    if (!fill(2)) {
      return null;
    }
    int length = rest[1] & 0x7f;
    int head = 2;
    if (length == 126) {
      fill(head = 4);
      length = (rest[2] & 0xff) << 8 | rest[3] & 0xff;
    } else if (length == 127) {
      fill(head = 10);
      length = (rest[6] & 0xff) << 24 | (rest[7] & 0xff) << 16 | (rest[8] & 0xff) << 8 | rest[9] & 0xff;
    }
    boolean masked = (rest[1] & MASKED) != 0;
    int mask = masked ? head : -1;
    head += masked ? MASK.length : 0;
    fill(head + length);
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (rest[head + i] ^ (masked ? rest[mask + i % MASK.length] : 0));
    }
    Frame frame = new Frame(rest[0] & 0xff, masked, payload);
    rest = Arrays.copyOfRange(rest, head + length, rest.length);
    return frame;
  }

  private boolean fill(int length) throws InterruptedException {
    while (rest.length < length) {
      byte[] next = received.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing comes");
      }
      if (next == END) {
        return false;
      }
      byte[] longer = Arrays.copyOf(rest, rest.length + next.length);
      System.arraycopy(next, 0, longer, rest.length, next.length);
      rest = longer;
    }
    return true;
  }
}
