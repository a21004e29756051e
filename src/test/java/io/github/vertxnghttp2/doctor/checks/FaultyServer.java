package io.github.vertxnghttp2.doctor.checks;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server without TLS that has one fault. It responds to each request with status 200 and a short body. */
final class FaultyServer implements AutoCloseable {
  private static final int PINGS_ALLOWED = 2;

  /** What it does wrong. */
  enum Fault {
    NONE,
    /** Accepts connections, and never sends anything. */
    SILENT,
    /** Sends a record of TLS: its port is that of another protocol. */
    TLS_ALERT,
    HTTP_1_ONLY,
    NO_SETTINGS_ACK,
    NO_PING_ACK,
    /** Ends the connection when more PINGs than two come. */
    FEW_PINGS,
    REFUSES_UNKNOWN_FRAMES,
    /** Keeps the connection open when the client has sent GOAWAY. */
    STAYS_OPEN,
    /** Closes each connection but the first. */
    ONE_CONNECTION,
    /** Each connection has other SETTINGS. */
    UNEQUAL_NODES,
    /** Resets the stream in the middle of the body. */
    BROKEN_BODY,
    /** Sends a part of the body, and no more. */
    ENDLESS_BODY,
    /** Responds to HEAD with status 405. */
    NO_HEAD,
    /** Responds to HEAD with a body. */
    HEAD_BODY
  }

  private final ServerSocket listening = FramePeer.listen();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Fault fault;

  FaultyServer(Fault fault) {
    this.fault = fault;
    start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "faulty-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        sockets.add(socket);
        if (fault == Fault.ONE_CONNECTION && sockets.size() > 1) {
          socket.close();
        } else if (fault != Fault.SILENT) {
          int number = sockets.size();
          start(() -> serve(socket, number));
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket, int number) {
    try (FramePeer peer = FramePeer.over(socket, false)) {
      if (fault == Fault.TLS_ALERT) {
        end(peer.sendBytes(new byte[] {21, 3, 3, 0, 2, 2, 70}));
        return;
      } else if (fault == Fault.HTTP_1_ONLY) {
        end(peer.sendBytes("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".getBytes()));
        return;
      }
      peer.readPreface().send(RawFrame.settings(SettingId.MAX_CONCURRENT_STREAMS.id(),
        fault == Fault.UNEQUAL_NODES ? 100 + number : 100, SettingId.INITIAL_WINDOW_SIZE.id(), 1 << 20),
        RawFrame.windowUpdate(0, 1 << 20));
      int pings = 0;
      while (true) {
        RawFrame frame = peer.read();
        pings += frame.is(FrameType.PING) && !frame.has(Flag.ACK) ? 1 : 0;
        if (isLast(peer, frame, pings)) {
          end(peer);
          return;
        }
      }
    } catch (AssertionError | UncheckedIOException e) {
      // the client has closed the connection, or speaks HTTP/1
    }
  }

  /** Ends the connection so that the client gets all: closing it with unread input would send a TCP reset. */
  private static void end(FramePeer peer) {
    peer.shutdownOutput();
    peer.expectClosed();
  }

  /** Replies to a frame, and returns whether the connection ends. */
  private boolean isLast(FramePeer peer, RawFrame frame, int pings) {
    if (frame.is(FrameType.SETTINGS) && !frame.has(Flag.ACK)) {
      if (fault != Fault.NO_SETTINGS_ACK) {
        peer.send(RawFrame.settingsAck());
      }
    } else if (frame.is(FrameType.PING)) {
      if (fault == Fault.FEW_PINGS && pings > PINGS_ALLOWED) {
        peer.send(RawFrame.goAway(0, ErrorCode.ENHANCE_YOUR_CALM.code(), "too_many_pings"));
        return true;
      } else if (fault != Fault.NO_PING_ACK) {
        peer.send(RawFrame.pingAck(frame.pingData()));
      }
    } else if (frame.is(FrameType.HEADERS)) {
      respond(peer, frame);
    } else if (frame.is(FrameType.GOAWAY)) {
      return fault != Fault.STAYS_OPEN;
    } else if (FrameType.of(frame.type()) == null && fault == Fault.REFUSES_UNKNOWN_FRAMES) {
      peer.send(RawFrame.goAway(0, ErrorCode.PROTOCOL_ERROR));
      return true;
    }
    return false;
  }

  private void respond(FramePeer peer, RawFrame request) {
    int stream = request.streamId();
    boolean head = peer.headers(request).get(":method").equals("HEAD");
    boolean bodiless = head && fault != Fault.HEAD_BODY;
    peer.send(RawFrame.headers(stream, bodiless, HpackBlock.status(head && fault == Fault.NO_HEAD ? 405 : 200)));
    if (bodiless) {
      return;
    }
    switch (fault) {
      case BROKEN_BODY -> peer.send(RawFrame.data(stream, "half", false), RawFrame.rst(stream,
        ErrorCode.INTERNAL_ERROR));
      case ENDLESS_BODY -> peer.send(RawFrame.data(stream, "begun", false));
      default -> peer.send(RawFrame.data(stream, "hello", true));
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
