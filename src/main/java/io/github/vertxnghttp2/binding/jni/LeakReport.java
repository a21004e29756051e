package io.github.vertxnghttp2.binding.jni;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;

/** Logs an object that was garbage-collected without having been closed. It cannot be freed on the cleaner's thread. */
public final class LeakReport implements Runnable {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final System.Logger LOG = System.getLogger(LeakReport.class.getName());

  private final String what;
  private final AtomicBoolean closed = new AtomicBoolean();
  private Cleaner.Cleanable cleanable;

  private LeakReport(String what) {
    this.what = what;
  }

  /** @param what the object is, for the log */
  public static LeakReport watch(Object object, String what) {
    LeakReport report = new LeakReport(what);
    report.cleanable = CLEANER.register(object, report);
    return report;
  }

  public void closed() {
    closed.set(true);
    cleanable.clean();
  }

  @Override
  public void run() {
    if (!closed.get()) {
      LOG.log(System.Logger.Level.ERROR,
        "LEAK: a " + what + " was garbage-collected without close(); its native memory is lost. Close each on its"
          + " thread.");
    }
  }
}
