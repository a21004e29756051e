package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;

import java.util.concurrent.TimeUnit;

/** Waits for futures of Vert.x on a thread of a test. */
public final class Futures {

  private Futures() {
  }

  public static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
