package io.github.vertxnghttp2.doctor.probe;

import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.binding.Session;
import io.github.vertxnghttp2.binding.SessionException;
import io.github.vertxnghttp2.binding.SessionListener;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.binding.SessionOutput;
import io.github.vertxnghttp2.binding.SessionType;
import io.github.vertxnghttp2.doctor.exam.CheckFailedException;
import io.github.vertxnghttp2.doctor.exam.Exam;
import io.github.vertxnghttp2.doctor.probe.Dialer.Sni;
import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.PingFrame;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.frame.SettingsFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * An HTTP/2 connection whose frames are seen. The library acknowledges SETTINGS and PING by itself. The connection
 * lives on its event loop; the methods are for the thread of the command, which waits for frames.
 */
public final class FrameProbe implements AutoCloseable, FrameListener {
  /** More frames than this a server does not need to send here; the connection is closed then. */
  private static final int MAX_FRAMES = 1000;
  /** Bytes of the output buffer; a flush needs at least 20 KiB. */
  private static final int OUTPUT = 32 << 10;
  private static final int BEGINNING = 5;
  private static final int TLS_ALERT = 21;
  private static final SessionListener NOTHING_MORE = new SessionListener() {
  };

  /**
   * A frame of the server.
   *
   * @param at when its last byte had come, by {@link System#nanoTime}
   */
  public record Seen(Frame frame, long at) {
  }

  private final NetClient client;
  private final NetSocket socket;
  private final Context context;
  private final Session session;
  /** When the preface was sent, by {@link System#nanoTime}. */
  private final long opened = System.nanoTime();
  private final List<Seen> seen = new ArrayList<>();
  private final StringBuilder beginning = new StringBuilder();
  private String end;
  private long pings;

  /** On the event loop. */
  private FrameProbe(NetClient client, NetSocket socket) {
    this.client = client;
    this.socket = socket;
    context = Vertx.currentContext();
    session = new Session(SessionType.CLIENT, new SessionOptions());
    socket.handler(this::receive).exceptionHandler(cause -> ended(String.valueOf(cause.getMessage())));
    socket.closeHandler(v -> closed());
    session.frameListener(this);
    session.submitSettings(SettingId.ENABLE_PUSH.id(), 0);
    flush();
  }

  /**
   * Connects, and sends the preface and SETTINGS.
   *
   * @throws CheckFailedException if the socket or TLS fails
   */
  public static FrameProbe open(Exam exam) throws CheckFailedException {
    return exam.await(Dialer.open(exam, Dialer.H2, exam.options().trust(), Sni.SENT, FrameProbe::new), "connecting");
  }

  /** @throws RuntimeException that says why if there is no libnghttp2 here: then this machine has the problem */
  public static void checkLibrary() {
    Nghttp2.version();
  }

  // --- on the event loop ---

  private void receive(Buffer bytes) {
    if (session.isClosed()) {
      return;
    }
    remember(bytes);
    ByteBuf input = Unpooled.directBuffer(bytes.length()).writeBytes(bytes.getBytes());
    try {
      session.receive(input, NOTHING_MORE);
    } catch (SessionException e) {
      ended(e.getMessage());
      flush();
      socket.close();
      return;
    } finally {
      input.release();
    }
    flush();
  }

  private synchronized void remember(Buffer bytes) {
    int wanted = Math.min(BEGINNING - beginning.length(), bytes.length());
    if (wanted > 0) {
      beginning.append(new String(bytes.getBytes(0, wanted), StandardCharsets.ISO_8859_1));
    }
  }

  private void flush() {
    ByteBuf out = Unpooled.directBuffer(OUTPUT);
    try {
      boolean more;
      do {
        out.clear();
        more = session.flush(out, OUTPUT, NOTHING_MORE, new SessionOutput() {
          @Override
          public void frames(ByteBuf from, int offset, int length) {
            byte[] frames = new byte[length];
            from.getBytes(offset, frames);
            socket.write(Buffer.buffer(frames));
          }

          @Override
          public void body(int streamId, int length) {
            throw new IllegalStateException("the doctor sends no bodies here");
          }
        });
      } while (more);
    } catch (SessionException e) {
      ended(e.getMessage());
      socket.close();
    } finally {
      out.release();
    }
  }

  @Override
  public synchronized void received(Frame frame) {
    if (seen.size() < MAX_FRAMES) {
      seen.add(new Seen(frame, System.nanoTime()));
      notifyAll();
    } else if (end == null) {
      ended("the server sent more than " + MAX_FRAMES + " frames");
      socket.close();
    }
  }

  @Override
  public void sent(Frame frame) {
    // only what the server does is of interest
  }

  @Override
  public synchronized void ended(String why) {
    if (end == null) {
      end = why;
      notifyAll();
    }
  }

  private void closed() {
    ended("the server closed the connection");
    session.close();
    client.close();
  }

  // --- for the thread of the command ---

  /** Calls the session on its event loop, and sends what it has to send. No effect when the connection has ended. */
  public void submit(Consumer<Session> command) {
    context.runOnContext(v -> {
      if (!session.isClosed()) {
        command.accept(session);
        flush();
      }
    });
  }

  /** From the preface of this side to a frame. */
  public Duration since(Seen frame) {
    return Duration.ofNanos(frame.at() - opened);
  }

  /** Why the connection has ended; {@code null} if it has not. */
  public synchronized String end() {
    return end;
  }

  /** Whether the server replied in HTTP/1. */
  public synchronized boolean spokeHttp1() {
    return beginning.toString().startsWith("HTTP/");
  }

  /** Whether the server replied with a record of TLS. */
  public synchronized boolean spokeTls() {
    return beginning.length() > 1 && beginning.charAt(0) == TLS_ALERT && beginning.charAt(1) == 3;
  }

  /** The frames that have come so far. */
  public synchronized List<Seen> seen() {
    return List.copyOf(seen);
  }

  /** Waits for a frame; returns {@code null} if the time is over or the connection has ended. */
  public synchronized Seen await(Predicate<Frame> wanted, Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    for (int next = 0; ; ) {
      for (; next < seen.size(); next++) {
        if (wanted.test(seen.get(next).frame())) {
          return seen.get(next);
        }
      }
      if (end != null || !sleep(deadline)) {
        return null;
      }
    }
  }

  /** Waits for the end of the connection, and returns whether it has come. */
  public synchronized boolean awaitEnd(Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    while (end == null) {
      if (!sleep(deadline)) {
        return false;
      }
    }
    return true;
  }

  private boolean sleep(long deadline) {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      return false;
    }
    try {
      wait(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits for the first SETTINGS of the server; {@code null} as for {@link #await}. */
  public Seen awaitSettings(Duration most) {
    return await(frame -> frame instanceof SettingsFrame settings && !settings.isAck(), most);
  }

  /** Sends a PING and waits for its acknowledgement; {@code null} as for {@link #await}. */
  public Duration ping(Duration most) {
    long data = ++pings;
    AtomicLong sent = new AtomicLong();
    submit(session -> {
      sent.set(System.nanoTime());
      session.submitPing(data);
    });
    Seen ack = await(frame -> frame instanceof PingFrame ping && ping.isAck() && ping.data() == data, most);
    return ack == null ? null : Duration.ofNanos(ack.at() - sent.get());
  }

  /** Says GOAWAY with NO_ERROR, and closes. */
  @Override
  public void close() {
    submit(session -> {
      session.terminate(0);
      context.runOnContext(v -> socket.close());
    });
  }
}
