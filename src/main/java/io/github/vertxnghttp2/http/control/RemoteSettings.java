package io.github.vertxnghttp2.http.control;

import io.github.vertxnghttp2.protocol.PeerSettings;
import io.vertx.core.Handler;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpSettings;
import io.vertx.core.internal.ContextInternal;

/** The peer's settings in Vert.x's form. They are updated on the event loop, and read on any thread. */
final class RemoteSettings {
  private volatile Http2Settings known = new Http2Settings();
  private volatile Handler<HttpSettings> handler;

  void handler(Handler<HttpSettings> handler) {
    this.handler = handler;
  }

  Http2Settings get() {
    return new Http2Settings(known);
  }

  void update(PeerSettings peer, ContextInternal context) {
    Http2Settings settings = new Http2Settings(); // what the peer did not send has Vert.x's default there
    peer.sent().forEach((id, value) -> settings.set(id.id(), value));
    peer.unknown().forEach(settings::set);
    known = settings;
    Handler<HttpSettings> notified = handler;
    if (notified != null) {
      context.dispatch(get(), notified);
    }
  }
}
