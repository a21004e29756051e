package io.github.vertxnghttp2.frame;

import java.util.Set;

/**
 * A frame, RFC 9113 section 4.1, with the fields of its payload. Numbers that the peer chose are kept as they are.
 * Another accessor returns the enum constant of the number, or {@code null} if the number is unknown. If a frame type
 * defines no flags, {@link #flags()} is 0, because undefined bits have no meaning.
 */
public sealed interface Frame permits DataFrame, HeadersFrame, PriorityFrame, RstStreamFrame, SettingsFrame,
  PushPromiseFrame, PingFrame, GoAwayFrame, WindowUpdateFrame, ContinuationFrame, AltSvcFrame, OriginFrame,
  PriorityUpdateFrame, UnknownFrame {

  /** The type's number on the wire. */
  int type();

  /** The flags octet. */
  int flags();

  /** Octets of the payload, which come after the nine of the frame header. */
  int length();

  /** The stream, or 0 for the connection. */
  int streamId();

  /** The type, or {@code null} if it is unknown. */
  default FrameType frameType() {
    return FrameType.of(type());
  }

  /** The flags that this type defines and that are set. */
  default Set<Flag> flagSet() {
    return Flag.of(frameType(), flags());
  }

  /** Whether a flag is defined for this type and set. */
  default boolean has(Flag flag) {
    return flag.isSet(frameType(), flags());
  }
}
