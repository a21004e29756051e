package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.service.StreamOptions;
import io.github.vertxnghttp2.service.bus.wire.BusFrame;

/**
 * The settings of an endpoint: its limits, and when it sends PING.
 *
 * @param initialCredit bytes of DATA that a peer may send on a stream before more is granted
 * @param maxChunkSize bytes of DATA in one frame that this side sends; at most {@link BusFrame.Data#MAX_SIZE}
 * @param pingInterval milliseconds between PINGs to a peer with open streams
 * @param pingTimeout milliseconds without PONG after which a peer counts as gone
 * @param maxStreams streams that may be open at a time
 */
public record EndpointSettings(int initialCredit, int maxChunkSize, int pingInterval, int pingTimeout, int maxStreams) {
  public static EndpointSettings of(StreamOptions options) {
    return new EndpointSettings(options.getInitialCredit(), options.getMaxChunkSize(), options.getPingInterval(),
      options.getPingTimeout(), options.getMaxStreams());
  }
}
