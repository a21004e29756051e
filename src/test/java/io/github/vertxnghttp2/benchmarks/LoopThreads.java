package io.github.vertxnghttp2.benchmarks;

import io.netty.util.concurrent.DefaultThreadFactory;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Gives JMH threads of the kind event loops run on: Netty's pools and thread-locals are slower on any other. */
public final class LoopThreads extends ThreadPoolExecutor {
  /** What a fork needs to use this executor, and to run Netty as Vert.x does. */
  static final String EXECUTOR = "-Djmh.executor=CUSTOM";
  static final String EXECUTOR_CLASS = "-Djmh.executor.class=io.github.vertxnghttp2.benchmarks.LoopThreads";
  static final String NO_LEAK_DETECTION = "-Dio.netty.leakDetection.level=disabled";

  public LoopThreads(int threads, String prefix) {
    super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory(prefix, true));
  }
}
