package io.github.vertxnghttp2.impl.telemetry;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.FrameLog;
import io.netty.channel.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.net.SocketAddress;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Switches the frame log on and off, for the open and the future connections of a server. Thread-safe. */
public final class FrameLogs {
  /** A connection of the server. */
  public interface Target {
    EventLoop loop();

    SocketAddress peer();

    /** Called on the event loop. @param listener {@code null} for none */
    void frameListener(FrameListener listener);
  }

  private static final System.Logger LOG = System.getLogger("io.github.vertxnghttp2.frames");

  private final Http2Options options;
  private final Set<Target> open = ConcurrentHashMap.newKeySet();
  private volatile Choice choice;

  /** @param lines {@code null} for no log */
  private record Choice(Predicate<SocketAddress> peers, Handler<String> lines) {
  }

  public FrameLogs(Http2Options options) {
    this.options = options;
  }

  /** Returns the frame log of a connection, if the options have {@code logFrames}. */
  public static FrameListener ofOptions(Http2Options options, SocketAddress peer) {
    return log(options, line -> LOG.log(System.Logger.Level.DEBUG, "{0} {1}", padded(peer), line));
  }

  /** @param lines {@code null} for no log; an exception of the handler is logged */
  public static FrameListener log(Http2Options options, Handler<String> lines) {
    return lines == null ? null : new FrameLog(line -> {
      try {
        lines.handle(line);
      } catch (Throwable e) {
        LOG.log(System.Logger.Level.WARNING, "the handler of a frame log failed", e);
      }
    }).showSecrets(options.isLogSecrets());
  }

  private static String padded(SocketAddress peer) {
    return String.format("%-21s", peer);
  }

  public void switchTo(Predicate<SocketAddress> peers, Handler<String> lines) {
    choice = new Choice(peers, lines);
    for (Target connection : open) {
      connection.loop().execute(() -> apply(connection));
    }
  }

  /** Called on the event loop of the connection. The same holds for {@link #closed}. */
  public void opened(Target connection) {
    open.add(connection);
    if (choice != null || options.isLogFrames()) {
      apply(connection);
    }
  }

  public void closed(Target connection) {
    open.remove(connection);
  }

  /** Whether the predicate chooses the connection. If the predicate throws, the connection gets no frame log. */
  private static boolean isChosen(Choice made, SocketAddress peer) {
    try {
      return made.peers.test(peer);
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.WARNING, "the predicate of a frame log failed for " + peer, e);
      return false;
    }
  }

  private void apply(Target connection) {
    SocketAddress peer = connection.peer();
    Choice made = choice;
    if (made == null) {
      connection.frameListener(ofOptions(options, peer));
    } else if (made.lines == null || !isChosen(made, peer)) {
      connection.frameListener(null);
    } else {
      connection.frameListener(log(options, line -> made.lines.handle(padded(peer) + " " + line)));
    }
  }
}
