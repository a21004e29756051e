package io.github.vertxnghttp2.http;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Custom frames, which no window limits, to an application on worker threads. */
class CustomFramesIT {
  private static final int TYPE = 0x20;
  private static final int PAYLOAD = 16_384;

  @RegisterExtension
  final EngineComparison compare = new EngineComparison();
  private final CountDownLatch busy = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger received = new AtomicInteger();
  private final Semaphore taken = new Semaphore(0);
  private final Promise<Integer> port = Promise.promise();

  /** Handles the first request until it is released. */
  private final class Worker extends VerticleBase {
    @Override
    public Future<?> start() {
      return Engine.OURS.server(vertx, new HttpServerOptions()).requestHandler(this::handle).listen(0, "localhost")
        .onSuccess(server -> port.complete(server.actualPort()));
    }

    private void handle(HttpServerRequest request) {
      request.customFrameHandler(frame -> {
        received.incrementAndGet();
        taken.release();
      });
      busy.countDown();
      try {
        assertTrue(released.await(60, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      request.endHandler(v -> request.response().end("received " + received));
    }
  }

  private FramePeer connect() throws Exception {
    await(compare.vertx().deployVerticle(Worker::new,
      new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
    FramePeer peer = FramePeer.connect(await(port.future()));
    peer.handshake();
    peer.send(RawFrame.headers(1, false, HpackBlock.get("/")));
    assertTrue(busy.await(60, TimeUnit.SECONDS));
    return peer;
  }

  private static RawFrame[] frames(int count) {
    RawFrame[] frames = new RawFrame[count];
    Arrays.fill(frames, RawFrame.unknown(TYPE, 0, 1, new byte[PAYLOAD]));
    return frames;
  }

  @Test
  void a_stream_is_reset_when_too_many_bytes_of_them_wait() throws Exception {
    try (FramePeer peer = connect()) {
      peer.send(frames(100));
      peer.expectRst(1, ErrorCode.ENHANCE_YOUR_CALM);
      released.countDown();
      peer.send(RawFrame.headers(3, true, HpackBlock.get("/")));
      assertEquals(200, peer.response(3).status());
    } finally {
      released.countDown();
    }
    assertTrue(received.get() < 100);
  }

  @Test
  void they_may_be_any_number_if_the_application_takes_them() throws Exception {
    try (FramePeer peer = connect()) {
      for (int i = 0; i < 10; i++) {
        peer.send(frames(40));
        released.countDown();
        peer.send(RawFrame.unknown(TYPE, 0, 1, new byte[1]));
        assertTrue(taken.tryAcquire(41, 60, TimeUnit.SECONDS));
        peer.roundTrip(); // the event loop knows of it, too
      }
      peer.send(RawFrame.data(1, "", true));
      assertEquals("received 410", peer.response(1).text());
    } finally {
      released.countDown();
    }
  }
}
