package io.github.vertxnghttp2.benchmarks.peers;

import io.github.vertxnghttp2.benchmarks.EngineLoadProcess;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps so many requests in flight until all that were asked for have their responses. Any thread may report. */
final class InFlight {

  /** Sends one request. Its response is reported to {@link InFlight#done} or {@link InFlight#failed}. */
  interface Sender {
    void send(InFlight load);
  }

  private final Sender sender;
  private final int most;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger missing = new AtomicInteger();
  private volatile CountDownLatch end;

  InFlight(int most, Sender sender) {
    this.most = most;
    this.sender = sender;
  }

  /** Serves commands, each of which is a number of requests. The first ones are sent by the starter. */
  void serve(Executor starter) throws IOException, InterruptedException {
    System.out.println("listening to commands");
    EngineLoadProcess.serveCommands(requests -> {
      end = new CountDownLatch(1);
      waiting.set(requests);
      missing.set(requests);
      starter.execute(() -> {
        for (int i = 0; i < most; i++) {
          next();
        }
      });
      end.await();
    });
  }

  private void next() {
    if (waiting.getAndDecrement() > 0) {
      sender.send(this);
    }
  }

  /** A response has ended. */
  void done() {
    next();
    if (missing.decrementAndGet() == 0) {
      end.countDown();
    }
  }

  void failed(Throwable cause) {
    cause.printStackTrace();
    Runtime.getRuntime().halt(1);
  }
}
