package io.github.vertxnghttp2.testing;

import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Predicate;

/** The frames that a {@link FramePeer} has received and not yet looked at, and the ways of getting at them. */
final class FrameQueue {
  private final FrameSocket socket;
  private final Deque<RawFrame> frames = new ArrayDeque<>();
  /** DATA in the queue for which no WINDOW_UPDATE went out. */
  private final Set<RawFrame> uncredited = Collections.newSetFromMap(new IdentityHashMap<>());
  private Set<Integer> skipped = Set.of();
  private boolean acknowledging = true;

  FrameQueue(FrameSocket socket) {
    this.socket = socket;
  }

  void skipping(Set<Integer> types) {
    skipped = types;
  }

  void acknowledging(boolean response) {
    acknowledging = response;
  }

  void clear() {
    frames.clear();
    uncredited.clear();
  }

  /** The next frame. */
  RawFrame take(String wanted) {
    RawFrame frame = frames.poll();
    uncredited.remove(frame);
    return frame != null ? frame : receive(wanted);
  }

  /** The next frame that is not skipped, which has to be the wanted one. */
  RawFrame expect(Predicate<RawFrame> wanted, String description) {
    while (true) {
      RawFrame frame = take(description);
      if (wanted.test(frame)) {
        return frame;
      }
      if (!skipped.contains(frame.type())) {
        throw socket.failure("expected " + description + ", got " + frame);
      }
      respond(frame);
    }
  }

  /** The first wanted frame; those before it are gone. */
  RawFrame dropUntil(Predicate<RawFrame> wanted, String description) {
    while (true) {
      RawFrame frame = take(description);
      if (wanted.test(frame)) {
        return frame;
      }
      respond(frame);
    }
  }

  /** The first wanted frame; all others stay. */
  RawFrame pick(Predicate<RawFrame> wanted, String description) {
    return pick(wanted, Set.of(), false, description);
  }

  /** The first wanted frame; all others stay but those that are skipped. */
  RawFrame pickSkipping(Predicate<RawFrame> wanted, String description) {
    return pick(wanted, skipped, false, description);
  }

  /** As {@link #pickSkipping}, with credit for all DATA on the way. */
  RawFrame pickCrediting(Predicate<RawFrame> wanted, String description) {
    return pick(wanted, skipped, acknowledging, description);
  }

  /** The fields that start with this frame; takes the CONTINUATION frames that follow it. */
  HeaderList fields(RawFrame frame) {
    HeaderList fields = socket.fieldsOf(frame);
    while (fields == null) {
      receive("CONTINUATION after " + frame);
      fields = socket.fieldsOf(frame);
    }
    frames.removeIf(each -> each.is(FrameType.CONTINUATION) && each.streamId() == frame.streamId());
    return fields;
  }

  private RawFrame pick(Predicate<RawFrame> wanted, Set<Integer> skip, boolean credit, String description) {
    if (credit) {
      uncredited.forEach(this::credit);
      uncredited.clear();
    }
    for (Iterator<RawFrame> each = frames.iterator(); each.hasNext();) {
      RawFrame frame = each.next();
      if (wanted.test(frame)) {
        each.remove();
        return frame;
      }
    }
    while (true) {
      RawFrame frame = receive(description);
      // Frames of other streams too: what fills their windows or the connection's can hold up the wanted stream.
      if (credit) {
        credit(frame);
      }
      if (wanted.test(frame)) {
        return frame;
      }
      if (skip.contains(frame.type())) {
        respond(frame);
        continue;
      }
      frames.add(frame);
      if (!credit && frame.is(FrameType.DATA)) {
        uncredited.add(frame);
      }
    }
  }

  private RawFrame receive(String wanted) {
    RawFrame frame = socket.receive(wanted);
    if (frame == null) {
      throw socket.failure("the peer closed the connection, waiting for " + wanted);
    }
    return frame;
  }

  // Acknowledgements that cannot be sent are no failure: the end of the connection shows when reading.

  private void respond(RawFrame frame) {
    if (!acknowledging || frame.has(Flag.ACK)) {
      return;
    }
    if (frame.is(FrameType.SETTINGS)) {
      socket.write(RawFrame.settingsAck());
    } else if (frame.is(FrameType.PING)) {
      socket.write(frame.with(Flag.ACK));
    }
  }

  private void credit(RawFrame frame) {
    if (!frame.is(FrameType.DATA) || frame.length() == 0) {
      return;
    }
    RawFrame connection = RawFrame.windowUpdate(0, frame.length());
    if (frame.has(Flag.END_STREAM)) {
      socket.write(connection);
    } else {
      socket.write(connection, RawFrame.windowUpdate(frame.streamId(), frame.length()));
    }
  }
}
