package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.conformance.ServerScript;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;

import java.util.Arrays;
import java.util.Map;

/** Uploads on all streams of a connection at once, as fast as its windows allow. */
final class Uploads {
  private static final int INITIAL_WINDOW = 65_535;
  private static final int FRAME = 16_384;

  private final FramePeer peer;
  private final int[] windows;
  private final byte[][] bodies;
  private final int[] sent;
  private long connection = INITIAL_WINDOW;

  /** @param window of each stream, as the server announced it */
  Uploads(FramePeer peer, int streams, int window, int size) {
    this.peer = peer;
    windows = new int[streams];
    Arrays.fill(windows, window);
    sent = new int[streams];
    bodies = new byte[streams][];
    for (int i = 0; i < streams; i++) {
      bodies[i] = body(i, size);
      peer.send(RawFrame.headers(stream(i), false, HpackBlock.post("/" + i)));
    }
  }

  static int stream(int i) {
    return 2 * i + 1;
  }

  /** Tells its place, and its stream. */
  static byte[] body(int i, int size) {
    byte[] body = new byte[size];
    for (int at = 0; at < size; at++) {
      body[at] = (byte) (at * 31 + (at >> 8) * 7 + i);
    }
    return body;
  }

  /** Sends all that the server takes: until it opens no window any more, although it has dealt with everything. */
  void push() {
    look();
    while (sendSome()) {
      look();
    }
  }

  private void look() {
    for (Map.Entry<Integer, Integer> credit : ServerScript.credits(peer).entrySet()) {
      if (credit.getKey() == 0) {
        connection += credit.getValue();
      } else {
        windows[credit.getKey() / 2] += credit.getValue();
      }
    }
  }

  private boolean sendSome() {
    boolean some = false;
    for (int i = 0; i < bodies.length; i++) {
      int length = (int) Math.min(Math.min(connection, windows[i]), Math.min(FRAME, bodies[i].length - sent[i]));
      if (length > 0) {
        byte[] part = Arrays.copyOfRange(bodies[i], sent[i], sent[i] + length);
        sent[i] += length;
        windows[i] -= length;
        connection -= length;
        peer.send(RawFrame.data(stream(i), part, sent[i] == bodies[i].length));
        some = true;
      }
    }
    return some;
  }

  long sent() {
    return Arrays.stream(sent).asLongStream().sum();
  }

  boolean isComplete() {
    return sent() == (long) bodies.length * bodies[0].length;
  }

  void cancel() {
    for (int i = 0; i < bodies.length; i++) {
      peer.send(RawFrame.rst(stream(i), ErrorCode.CANCEL));
    }
  }
}
