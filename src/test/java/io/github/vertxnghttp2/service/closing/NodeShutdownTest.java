package io.github.vertxnghttp2.service.closing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.Test;

import static io.github.vertxnghttp2.service.ServerVerticleCase.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is closed before Vert.x and the JVM. {@code LauncherIT} ends JVMs. */
class NodeShutdownTest {
  private final Vertx vertx = Vertx.vertx();

  @Test
  void one_that_cannot_be_closed_does_not_keep_others_open() {
    Promise<Void> first = Promise.promise();
    Promise<Void> second = Promise.promise();
    NodeShutdown shutdown = NodeShutdown.of(vertx);
    for (Promise<Void> each : new Promise[] {first, second}) {
      shutdown.addConsumer(each, vertx.getOrCreateContext(), () -> {
        each.complete();
        throw new IllegalStateException("on purpose");
      });
    }
    shutdown.addServer(this, vertx.getOrCreateContext(), () -> {
      throw new IllegalStateException("on purpose");
    });
    await(vertx.close());
    assertTrue(first.future().succeeded() && second.future().succeeded());
    assertFalse(shutdown.removeHook());
  }

  @Test
  void the_JVM_keeps_no_hook_of_a_Vertx_that_closes() {
    NodeShutdown[] late = new NodeShutdown[1];
    ((VertxInternal) vertx).addCloseHook(completion -> {
      late[0] = NodeShutdown.of(vertx);
      completion.succeed();
    });
    await(vertx.close());
    assertFalse(late[0].removeHook());
  }

  @Test
  void the_JVM_has_a_hook_until_Vertx_is_closed() {
    assertTrue(NodeShutdown.of(vertx).removeHook());
    await(vertx.close());
  }

  @Test
  void the_threads_of_Vertx_are_known() {
    assertEquals(JvmExit.ON_AN_EVENT_LOOP, await(Future.future(promise -> vertx.runOnContext(v -> promise.complete(
      JvmExit.of(Thread.currentThread()))))));
    assertEquals(JvmExit.ON_A_CONTEXT, await(vertx.executeBlocking(() -> JvmExit.of(Thread.currentThread()))));
    assertEquals(JvmExit.ON_A_CONTEXT, await(vertx.createSharedWorkerExecutor("own").executeBlocking(() -> JvmExit.of(
      Thread.currentThread()))));
    assertEquals(JvmExit.ELSEWHERE, JvmExit.of(Thread.currentThread()));
    await(vertx.close());
  }
}
