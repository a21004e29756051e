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
 * @param maxBufferedBytes bytes of credit that the streams of the endpoint may hold together
 * @param maxNodeBufferedBytes bytes of credit that the streams of all endpoints of the node may hold together
 */
public record EndpointSettings(int initialCredit, int maxChunkSize, int pingInterval, int pingTimeout, int maxStreams,
                               long maxBufferedBytes, long maxNodeBufferedBytes) {
  /** The maximum heap of the JVM is divided by this for the default of {@code maxNodeBufferedBytes}. */
  private static final int PARTS_OF_HEAP = 8;

  public static EndpointSettings of(StreamOptions options) {
    return new EndpointSettings(options.getInitialCredit(), options.getMaxChunkSize(), options.getPingInterval(),
      options.getPingTimeout(), options.getMaxStreams(), options.getMaxBufferedBytes(),
      options.getMaxNodeBufferedBytes() > 0 ? options.getMaxNodeBufferedBytes()
        : Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP);
  }
}
