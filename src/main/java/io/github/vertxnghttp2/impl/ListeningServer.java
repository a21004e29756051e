package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.impl.handshake.ServerHandshakes;
import io.github.vertxnghttp2.impl.limits.Admission;
import io.github.vertxnghttp2.impl.limits.LimitLog;
import io.github.vertxnghttp2.impl.limits.TotalUnreadBytes;
import io.github.vertxnghttp2.impl.telemetry.ConnectionEndLog;
import io.github.vertxnghttp2.impl.telemetry.FrameLogs;
import io.github.vertxnghttp2.impl.telemetry.ServerTelemetry;
import io.github.vertxnghttp2.impl.telemetry.SessionCounters;
import io.github.vertxnghttp2.limits.Limit;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.LimitReached;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.SocketAddress;

/**
 * A listening server and the objects that its connections share.
 *
 * @param telemetry {@code null} if there are no metrics, no tracer and no access log
 */
record ListeningServer(ContextInternal context, ServerOptions options, Handler<ServerRequest> handler, FrameLogs logs,
                 SessionCounters counters, ServerTelemetry telemetry, LimitLog limits, ConnectionEndLog ends,
                 Admission admission, TotalUnreadBytes totalUnread) implements ServerHandshakes {
  @Override
  public void begin(NetSocketInternal socket) {
    new ServerTransport(socket, this).start();
  }

  @Override
  public void beginUpgraded(NetSocketInternal socket, byte[] settingsPayload, HeaderList head, ByteBuf body) {
    new ServerTransport(socket, this).startUpgraded(settingsPayload, head, body);
  }


  void onLimit(SocketAddress peer, LimitReached limit) {
    onLimit(peer, limit, "");
  }

  /** @param recording text that names a recording of the connection; or "" */
  void onLimit(SocketAddress peer, LimitReached limit, String recording) {
    counters.limitReached(limit);
    limits.log(peer, limit, recording);
  }

  /** @param streams how many streams were open */
  void onEnd(SocketAddress peer, ConnectionEnd end, int streams) {
    counters.ended(end.cause());
    ends.log(peer, end, streams);
  }

  @Override
  public LimitReached timedOut(SocketAddress peer, String missing) {
    LimitReached limit = LimitReached.of(Limit.HANDSHAKE_TIMEOUT, options.getHttp2().getHandshakeTimeout(), missing);
    onLimit(peer, limit);
    return limit;
  }
}
