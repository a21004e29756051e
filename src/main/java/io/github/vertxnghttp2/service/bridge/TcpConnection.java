package io.github.vertxnghttp2.service.bridge;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Set;

/** A connection to the TCP bridge. It ends when the program sends a message that is too long, or does not read. */
final class TcpConnection {
  private static final System.Logger LOG = System.getLogger(BridgeVerticle.class.getName());
  /** Characters of an address that a program handles: as many as the address of an endpoint may have. */
  private static final int MAX_ADDRESS_LENGTH = 512;

  private final NetSocket socket;
  private final NetSocket seen;
  private final BridgeVerticleOptions options;
  private final MessageLengths lengths;
  private final Set<String> handled = new HashSet<>();
  private boolean ending;

  TcpConnection(NetSocket socket, BridgeVerticleOptions options) {
    this.socket = socket;
    this.options = options;
    lengths = new MessageLengths(options.getMaxMessageSize());
    seen = TcpBridge.proxy(NetSocket.class, (self, method, args) -> switch (method.getName()) {
      case "hashCode" -> System.identityHashCode(self);
      case "equals" -> self == args[0];
      case "handler" -> {
        @SuppressWarnings("unchecked")
        Handler<Buffer> handler = (Handler<Buffer>) args[0];
        socket.handler(data -> receive(data, handler));
        yield self;
      }
      case "write" -> write(method, args);
      default -> call(method, args);
    });
  }

  /** The socket as the bridge sees it. */
  NetSocket seen() {
    return seen;
  }

  /** Whether a further address may be handled. The bridge would forget the first of two consumers of an address. */
  boolean register(String address) {
    return address.length() <= MAX_ADDRESS_LENGTH && handled.size() < options.getMaxHandlers() && handled.add(address);
  }

  void unregister(String address) {
    handled.remove(address);
  }

  private void receive(Buffer data, Handler<Buffer> handler) {
    if (ending) {
      return;
    }
    if (!lengths.accept(data)) {
      end("a message is longer than " + options.getMaxMessageSize() + " bytes, which is maxMessageSize");
      return;
    }
    try {
      handler.handle(data);
    } catch (RuntimeException e) { // the bridge has lost the place where the next message begins
      end("malformed message: " + e.getMessage());
    }
  }

  private Object write(Method method, Object[] args) throws Throwable {
    if (!ending && socket.writeQueueFull()) {
      end("it does not read " + options.getMaxQueuedBytes() + " bytes, which is maxQueuedBytes");
    }
    return ending ? Future.failedFuture("the connection ends") : call(method, args);
  }

  private Object call(Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(socket, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void end(String reason) {
    ending = true;
    LOG.log(System.Logger.Level.WARNING, "connection from {0} closed: {1}", socket.remoteAddress(), reason);
    // NetSocket.close would wait until the program reads.
    ((NetSocketInternal) socket).channelHandlerContext().close();
  }
}
