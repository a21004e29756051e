package io.github.vertxnghttp2.binding.jni;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Lets one thread at a time into native memory that has no lock: a second one gets an exception in place of memory that the
 * first one changes or frees.
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

  /** @param what is used */
  public NativeUse(String what) {
    this.what = what;
  }

  /** To be followed by {@link #end}, whatever happens in between. */
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
