package io.github.vertxnghttp2.binding.jni;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Keeps a second thread out of native memory that one thread uses. The second thread gets an exception: otherwise it
 * would read memory that the first one changes or frees.
 */
public final class NativeUse {
  private static final VarHandle USER;

  static {
    try {
      USER = MethodHandles.lookup().findVarHandle(NativeUse.class, "user", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String what;
  private volatile Thread user;

  /** @param what the name of the object, for messages */
  public NativeUse(String what) {
    this.what = what;
  }

  /** {@link #end} must follow in any case. */
  public void begin() {
    if (!USER.compareAndSet(this, null, Thread.currentThread())) {
      Thread other = user;
      throw new IllegalStateException("the " + what + " is in use by " + (other == null ? "another thread"
        : "thread " + other.getName()) + "; it belongs to one thread at a time");
    }
  }

  public void end() {
    USER.setRelease(this, null);
  }
}
