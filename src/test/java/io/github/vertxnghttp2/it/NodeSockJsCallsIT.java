package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Node calls over the SockJS bridge, with the client from npm. */
@Timeout(60)
@NeedsPeer({"node", "npm"})
class NodeSockJsCallsIT extends NodeCalls {
  @RegisterExtension
  static final BusBridge bridge = BusBridge.sockJs();

  @Override
  BusBridge bridge() {
    return bridge;
  }
}
