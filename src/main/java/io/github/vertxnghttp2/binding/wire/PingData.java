package io.github.vertxnghttp2.binding.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The 8 opaque bytes of a PING as a big-endian number. */
public final class PingData {
  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private PingData() {
  }

  public static long read(byte[] from, int at) {
    return (long) LONG.get(from, at);
  }

  static void write(byte[] to, int at, long data) {
    LONG.set(to, at, data);
  }
}
