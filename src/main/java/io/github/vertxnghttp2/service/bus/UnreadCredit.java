package io.github.vertxnghttp2.service.bus;

import io.vertx.core.internal.ContextInternal;

import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * The credit of streams of one endpoint that have ended, and whose last bytes are still in memory. They hold it until
 * the bytes are read or dropped, or until the reader is garbage. Methods are called on the event loop of the node,
 * unless they say otherwise.
 */
final class UnreadCredit {
  private static final System.Logger LOG = System.getLogger(BusEndpoint.class.getName());

  private final ContextInternal loop;
  private final Set<StreamCredit> held = ConcurrentHashMap.newKeySet();

  /** Its thread starts when it is needed. */
  private static final class Garbage {
    private static final Cleaner CLEANER = Cleaner.create();

    private Garbage() {
    }
  }

  UnreadCredit(ContextInternal loop) {
    this.loop = loop;
  }

  /** The number of streams that hold credit. From any thread. */
  int streams() {
    return held.size();
  }

  /** A stream has ended. */
  void add(StreamCredit credit) {
    if (credit.held() > 0) {
      held.add(credit);
    }
  }

  /** Bytes of a stream that has ended were read or dropped. */
  void update(StreamCredit credit) {
    if (credit.held() == 0) {
      held.remove(credit);
    }
  }

  /** Gives back the credit of all streams: nobody accounts for their bytes any more. */
  void release() {
    held.forEach(StreamCredit::giveBackAll);
    held.clear();
  }

  /** Gives back the credit of a stream when the reader of its bytes is garbage. From any thread. */
  void releaseWithout(Object reader, StreamCredit credit) {
    Garbage.CLEANER.register(reader, () -> release(credit));
  }

  private void release(StreamCredit credit) {
    try {
      loop.runOnContext(v -> {
        credit.giveBackAll();
        held.remove(credit);
      });
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "Vert.x is closed", e);
    }
  }
}
