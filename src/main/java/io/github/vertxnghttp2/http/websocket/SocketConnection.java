package io.github.vertxnghttp2.http.websocket;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.vertx.core.Handler;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** A client's connection on which WebSockets can be opened. */
public interface SocketConnection {

  /** The connection as Vert.x has it. */
  ConnectionBase base();

  /** Whether the server has sent ENABLE_CONNECT_PROTOCOL = 1, RFC 8441 section 3. */
  boolean isConnectProtocolEnabled();

  /** How many streams the server accepts at a time; 0 after a GOAWAY. */
  long maxStreams();

  /** Sends the head of a request that has a body. */
  Stream request(HeaderList head, StreamListener listener);

  OpenSockets sockets();

  /** Calls the handler when the connection takes no more streams. */
  HttpClientConnection evictionHandler(Handler<Void> handler);
}
