package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Node handles requests over the TCP bridge. */
@Timeout(180)
@NeedsPeer("node")
class NodeTcpHandlersIT extends NodeHandlers {
  @RegisterExtension
  static final BusBridge bridge = BusBridge.tcp();

  @Override
  BusBridge bridge() {
    return bridge;
  }
}
