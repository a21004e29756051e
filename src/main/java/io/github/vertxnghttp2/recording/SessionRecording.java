package io.github.vertxnghttp2.recording;

import io.github.vertxnghttp2.frame.SettingId;

import java.util.List;
import java.util.Map;

/**
 * What the session of a connection has recorded until a moment.
 *
 * @param lostFrames      that were overwritten
 * @param bytesReceived   with frame heads, without TLS
 * @param bytesSent       likewise
 * @param framesReceived  each CONTINUATION frame counts
 * @param framesSent      a header block counts as one
 * @param fieldBytes      of names and values in heads, sent and received, before HPACK
 * @param blockBytes      of the same after HPACK
 * @param sendWindow      bytes that the peer's window of the connection has left
 * @param receiveWindow   bytes that this side's window of the connection has left
 * @param localSettings   of this side that the peer has acknowledged. Those with their initial value are missing
 * @param remoteSettings  of the peer, likewise
 * @param roundTrip       microseconds: the shortest from a PING or SETTINGS of this side to its acknowledgement; 0 if
 *                        there was none
 * @param frames          in order; empty if they were not asked for
 */
public record SessionRecording(long lostFrames, long bytesReceived, long bytesSent, long framesReceived,
  long framesSent, long fieldBytes, long blockBytes, int sendWindow, int receiveWindow,
  Map<SettingId, Long> localSettings, Map<SettingId, Long> remoteSettings, long roundTrip,
  List<RecordedFrame> frames) {
}
