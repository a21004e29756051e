package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.testing.FramePeer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * What tests against a {@link FramePeer} share: one Vert.x for the class, and things that are closed after each test.
 */
@Timeout(60)
public abstract class ScriptedTest {
  protected static final int WAIT_SECONDS = 10;
  protected static Vertx vertx;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    await(vertx.close());
  }

  /** Closes what was opened, the last first. */
  @AfterEach
  void closeAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  protected final <T extends AutoCloseable> T closing(T resource) {
    open.push(resource);
    return resource;
  }

  protected static <T> T await(Future<T> future) {
    try {
      return get(future);
    } catch (ExecutionException e) {
      return fail("it failed: " + e.getCause(), e.getCause());
    }
  }

  /** The failure of a future that has to fail, and in this way. */
  protected static <E extends Throwable> E failure(Class<E> type, Future<?> future) {
    try {
      return fail("expected " + type.getSimpleName() + ", but it succeeded with " + get(future));
    } catch (ExecutionException e) {
      return assertInstanceOf(type, e.getCause());
    }
  }

  private static <T> T get(Future<T> future) throws ExecutionException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return fail("gave up after " + WAIT_SECONDS + " s");
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * The peer sends nothing in return for what was sent so far. Two pings: libnghttp2 acknowledges one before it sends
   * what else is due, so that only the second response comes behind everything.
   */
  protected static void assertSilence(FramePeer peer) {
    peer.roundTrip().expectSilence();
  }

  /** Bytes that tell their place. */
  protected static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8) * 7 + (i >> 16));
    }
    return bytes;
  }

  protected static void assertSameBytes(byte[] expected, byte[] actual) {
    assertEquals(expected.length, actual.length, "length");
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] != actual[i]) {
        fail("octet " + i + " of " + expected.length + " is " + actual[i] + ", expected " + expected[i]);
      }
    }
  }
}
