package io.github.vertxnghttp2.recording;

import io.github.vertxnghttp2.frame.SettingId;

import java.util.List;
import java.util.Map;

/**
 * What was recorded of a connection until a moment. A recorder keeps the latest frames, waits and exchanges only:
 * before the first of each there may have been others.
 *
 * @param id             unique on its node; in handlers {@code Http2Connection.recordingId()}
 * @param side           which end has recorded it
 * @param node           the id of the node in a cluster; empty outside of one
 * @param localAddress   host and port
 * @param remoteAddress  host and port
 * @param tls            {@code null} without TLS
 * @param openedAt       microseconds since the epoch
 * @param closedAt       microseconds since the epoch; 0 while it is open
 * @param end            why it ended, for people; {@code null} while it is open
 * @param localSettings  SETTINGS of this side that the peer has acknowledged; those with their initial value are
 *                       missing
 * @param remoteSettings SETTINGS of the peer, likewise
 * @param roundTrip      microseconds; 0 if it was not measured
 * @param bytesReceived  by the connection, with frame heads, without TLS
 * @param bytesSent      likewise
 * @param streamsOpened  until now
 * @param streamsOpen    now
 * @param sendWindow     bytes that the peer's window of the connection has left
 * @param receiveWindow  bytes that this side's window of the connection has left
 * @param fieldBytes     of names and values in heads, sent and received, before HPACK; 0 if it is not known
 * @param blockBytes     of the same after HPACK
 * @param limits         limits that were exceeded, as text for people: name, value, and the setting to change
 * @param lostFrames     frames that were overwritten
 * @param frames         in order
 * @param waits          in order of their beginning
 * @param exchanges      in order of their beginning
 */
public record RecordedConnection(long id, Side side, String node, String localAddress, String remoteAddress,
  RecordedTls tls, long openedAt, long closedAt, String end, Map<SettingId, Long> localSettings,
  Map<SettingId, Long> remoteSettings, long roundTrip, long bytesReceived, long bytesSent, long streamsOpened,
  int streamsOpen, int sendWindow, int receiveWindow, long fieldBytes, long blockBytes, List<String> limits,
  long lostFrames, List<RecordedFrame> frames, List<RecordedWait> waits, List<RecordedExchange> exchanges) {
  public RecordedConnection {
    localSettings = Map.copyOf(localSettings);
    remoteSettings = Map.copyOf(remoteSettings);
    limits = List.copyOf(limits);
    frames = List.copyOf(frames);
    waits = List.copyOf(waits);
    exchanges = List.copyOf(exchanges);
  }

  /** The same connection with other frames, waits and exchanges. */
  public RecordedConnection with(List<RecordedFrame> frames, List<RecordedWait> waits,
    List<RecordedExchange> exchanges) {
    return new RecordedConnection(id, side, node, localAddress, remoteAddress, tls, openedAt, closedAt, end,
      localSettings, remoteSettings, roundTrip, bytesReceived, bytesSent, streamsOpened, streamsOpen, sendWindow,
      receiveWindow, fieldBytes, blockBytes, limits, lostFrames, frames, waits, exchanges);
  }

  /** Whether it was open when the recording was made. */
  public boolean isOpen() {
    return closedAt == 0;
  }
}
