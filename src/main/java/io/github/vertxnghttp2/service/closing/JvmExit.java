package io.github.vertxnghttp2.service.closing;

import java.util.Map;
import java.util.stream.Stream;

/** Where the JVM was told to end. The code that calls {@code System.exit} does not return. */
enum JvmExit {
  /** By a signal, by the end of the last thread, or on a thread that is not one of Vert.x. */
  ELSEWHERE,
  /** On a worker thread or a virtual thread: its context runs no other task, but all others do. */
  ON_A_CONTEXT,
  /** On an event loop, which many contexts and the endpoint of streams may share. */
  ON_AN_EVENT_LOOP;

  private static final String SHUTDOWN = "java.lang.Shutdown";
  private static final String EVENT_LOOP = "vert.x-eventloop";
  private static final String VERTX_THREAD = "io.vertx.core.impl.VertxThread";
  /** Of a virtual thread. */
  private static final String CARRIER = "jdk.internal.misc.CarrierThread";

  /** Called while the JVM ends. The stacks of virtual threads cannot be read: without another thread it is one. */
  static JvmExit find() {
    return Thread.getAllStackTraces().entrySet().stream().filter(each -> isExiting(each.getValue()))
      .map(Map.Entry::getKey).findAny().map(JvmExit::of).orElse(ON_A_CONTEXT);
  }

  private static boolean isExiting(StackTraceElement[] frames) {
    return Stream.of(frames).anyMatch(frame -> frame.getClassName().equals(SHUTDOWN));
  }

  static JvmExit of(Thread thread) {
    String type = thread.getClass().getName();
    if (thread.getName().startsWith(EVENT_LOOP)) {
      return ON_AN_EVENT_LOOP;
    }
    return type.equals(VERTX_THREAD) || type.equals(CARRIER) ? ON_A_CONTEXT : ELSEWHERE;
  }
}
