package io.github.vertxnghttp2.http.engine;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.http.upgrade.ClientUpgradeHandler;
import io.github.vertxnghttp2.impl.handshake.SessionSetup;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.vertx.core.Promise;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.http1.Http1ClientConnection;
import io.vertx.core.http.impl.tcp.Http2UpgradeClientConnection;

/**
 * The upgrade of a client's connection to the engine. The connection of HTTP/1.1 stays in the pipeline until the
 * server's SETTINGS frame has come: if the channel is closed before that, it fails the request.
 */
final class ClientUpgrade {
  private static final String NAME = "nghttp2-handler";

  private final Http1ClientConnection http1;
  private final HttpClientStream request;
  private final Nghttp2ClientConnection.Client client;
  private final Http2Options options;
  private final Http2UpgradeClientConnection.UpgradeResult result;

  ClientUpgrade(Http1ClientConnection http1, HttpClientStream request, Nghttp2ClientConnection.Client client,
                Http2Options options, Http2UpgradeClientConnection.UpgradeResult result) {
    this.http1 = http1;
    this.request = request;
    this.client = client;
    this.options = options;
    this.result = result;
  }

  /**
   * Has the next request ask for the upgrade.
   *
   * @param head whether it is a request for HEAD
   */
  void begin(boolean head, int maxEarlyBytes) {
    byte[] settings = SessionSetup.ofClient(options).settingsPayload();
    ChannelPipeline pipeline = http1.channelHandlerContext().pipeline();
    pipeline.addAfter("codec", null,
      new ClientUpgradeHandler(settings, maxEarlyBytes, new ClientUpgradeHandler.Protocols() {
        @Override
        public void http1() {
          result.upgradeRejected();
        }

        @Override
        public void http2(boolean continued) {
          switchTo(pipeline, settings, head, continued);
        }
      }));
  }

  private void switchTo(ChannelPipeline pipeline, byte[] settings, boolean head, boolean continued) {
    if (pipeline.get(HttpContentDecompressor.class) != null) {
      pipeline.remove(HttpContentDecompressor.class);
    }
    ConnectionHandler handler = new ConnectionHandler();
    pipeline.addBefore(ConnectionHandler.NAME, NAME, handler);
    Promise<HttpClientConnection> connected = Promise.promise();
    Nghttp2ClientConnection connection =
      new Nghttp2ClientConnection(http1.context(), pipeline.context(handler), client, options, connected);
    connected.future().onSuccess(v -> {
      pipeline.remove(ConnectionHandler.NAME);
      handler.connection(connection);
      result.upgradeRejected(); // only notes that the server has decided
      result.upgradeAccepted(connection, connection.upgrade(request, continued));
    });
    connection.startUpgraded(settings, head);
  }
}
