package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Node calls over the SockJS bridge, with the client from npm. */
@Timeout(180)
@NeedsPeer("node")
@ExtendWith(NodeFolder.Installed.class)
class NodeSockJsCallsIT extends NodeCalls {
  @RegisterExtension
  static final BusBridge bridge = BusBridge.sockJs();

  @Override
  BusBridge bridge() {
    return bridge;
  }
}
