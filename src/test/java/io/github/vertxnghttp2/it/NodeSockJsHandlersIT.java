package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Node handles requests over the SockJS bridge. */
@Timeout(180)
@NeedsPeer("node")
@ExtendWith(NodeFolder.Installed.class)
class NodeSockJsHandlersIT extends NodeHandlers {
  @RegisterExtension
  static final BusBridge bridge = BusBridge.sockJs();

  @Override
  BusBridge bridge() {
    return bridge;
  }
}
