package io.github.vertxnghttp2.it;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Node opens streams and calls the client service over a bridge: the scenarios are in the scripts. */
abstract class NodeCalls {

  abstract BusBridge bridge();

  @ParameterizedTest
  @ValueSource(strings = {"echo", "withoutBodies", "slowReaderThere", "slowReaderHere", "parallel", "informational", "resetThere",
    "resetHere", "restNotRead", "restNotWanted", "refused", "answeredAtOnce", "notAccepted", "malformedOpen", "violations",
    "goneWithoutAFarewell", "lostFramesThere", "lostFramesHere", "bothEndsHere", "bridgeIsGone",
    "notPermitted", "closing"})
  void streams_that_node_opens(String scenario) {
    bridge().play("streams.mjs", scenario);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inJson", "binaryBody", "largeResponse", "failures", "streamsBothWays", "slowServer", "slowReader",
    "informational", "streamReset", "restNotRead", "streamNotOpened"})
  void requests_that_node_sends_through_the_client_service(String scenario) {
    bridge().play("client.mjs", scenario);
  }
}
