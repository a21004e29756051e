package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Node opens streams and calls the client service over a bridge: the scenarios are in the scripts. */
abstract class NodeCalls {

  abstract BusBridge bridge();

  @ParameterizedTest
  @ValueSource(strings = {"echo", "withoutBodies", "slowReaderThere", "slowReaderHere", "parallel", "informational",
    "resetThere",
    "resetHere", "restNotRead", "restNotWanted", "refused", "respondedAtOnce", "notAccepted", "malformedOpen",
    "violations", "reports", "unread", "lateRequests", "otherVersions", "goneWithoutAFarewell",
    "lostFramesThere", "lostFramesHere", "bothEndsHere", "bridgeIsGone",
    "bridgeIsGoneAtTheStart", "notPermitted", "closing"})
  void streams_that_node_opens(String scenario) {
    bridge().play("streams.mjs", scenario);
  }

  @Test
  void an_address_that_the_bridge_does_not_let_out_is_named() {
    String output = bridge().play("streams.mjs", "notPermittedToListen");
    assertTrue(output.contains("\"access_denied\": outbound it does not permit printed"), output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inJson", "binaryBody", "largeResponse", "failures", "streamsBothWays", "slowServer",
    "slowReader", "informational", "streamReset", "restNotRead", "streamNotOpened"})
  void requests_that_node_sends_through_the_client_service(String scenario) {
    bridge().play("client.mjs", scenario);
  }
}
