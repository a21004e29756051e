package io.github.vertxnghttp2.impl.recording;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.protocol.Connection;
import io.github.vertxnghttp2.recording.Side;
import io.netty.channel.Channel;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;

/**
 * What does not change while a connection is open.
 *
 * @param channel    of the connection
 * @param local      address of this side
 * @param remote     address of the peer
 * @param serverName that the client asked for by SNI; {@code null} if it is not known
 */
public record RecordedPeer(VertxInternal vertx, Side side, Channel channel, SocketAddress local, SocketAddress remote,
                           String serverName) {
  /** What people may do with a connection. Methods are called on the event loop. */
  public interface Control {
    /** Sends GOAWAY; the connection closes when its streams have ended. */
    void drain();

    /** Closes the connection with its streams. */
    void close();
  }

  /** Begins to record a connection, if the options ask for it. */
  public ConnectionRecording record(Connection connection, Http2Options options, Control control) {
    return options.getRecorder().getBytes() == 0 ? ConnectionRecording.OFF
      : new LiveRecording(this, connection, options, control);
  }
}
