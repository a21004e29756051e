package io.github.vertxnghttp2.conformance;

import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Servers that fail: afterwards each future has completed once, no stream is open, and no memory is held. */
abstract class ClientFaults extends ClientScript {
  static final byte[] RESPONSE = HpackBlock.concat(RawFrame.headers(1, false, HpackBlock.status(200, "x", "y")).bytes(),
    RawFrame.data(1, "hello", false).bytes(), RawFrame.headers(1, true, HpackBlock.of("x-sum", "5")).bytes());

  private final List<AtomicInteger> completions = new ArrayList<>();
  private long memoryBefore;

  @BeforeEach
  void measure() {
    memoryBefore = Nghttp2.memoryUsed();
  }

  /** To be looked at in the end. */
  final <T> Future<T> once(Future<T> future) {
    AtomicInteger completed = new AtomicInteger();
    completions.add(completed);
    return future.onComplete(result -> completed.incrementAndGet());
  }

  @AfterEach
  void nothingIsLeft() {
    if (session != null) {
      await(session.close());
      assertEquals(0, session.metrics().connections(), "connections");
      assertEquals(0, session.metrics().openStreams(), "open streams");
      assertEquals(0, session.metrics().pendingRequests(), "pending requests");
    }
    Repeat.until("native bytes are given back", () -> Nghttp2.memoryUsed() <= memoryBefore, Thread::onSpinWait);
    on(() -> null); // behind what was to be told on the context
    completions.forEach(each -> assertEquals(1, each.get(), "completions of a future"));
  }

  final Future<ClientResponse> get(String path) {
    return once(session.get(path).send());
  }

  final void respond(int streamId) {
    peer.send(RawFrame.headers(streamId, true, HpackBlock.status(204)));
  }

  final void assertServed(Future<ClientResponse> response) {
    assertEquals(204, await(response).status());
  }
}
