package io.github.vertxnghttp2.binding;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;

/** Says when a session was collected without having been closed. It does not free it: no other thread may touch one. */
final class LeakReport implements Runnable {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final System.Logger LOG = System.getLogger(LeakReport.class.getName());

  private final AtomicBoolean closed = new AtomicBoolean();
  private Cleaner.Cleanable cleanable;

  private LeakReport() {
  }

  static LeakReport watch(Session session) {
    LeakReport report = new LeakReport();
    report.cleanable = CLEANER.register(session, report);
    return report;
  }

  void closed() {
    closed.set(true);
    cleanable.clean();
  }

  @Override
  public void run() {
    if (!closed.get()) {
      LOG.log(System.Logger.Level.ERROR,
        "LEAK: a Session was garbage-collected without close(); its native memory is lost. Close every session on its thread.");
    }
  }
}
