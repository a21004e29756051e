package io.github.vertxnghttp2.service.bus;

import io.github.vertxnghttp2.service.bus.wire.JsonFields;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Records the events of a stream, in order. */
final class Recorder implements BusStreamListener, NotAcceptedHandler {
  final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  final CompletableFuture<Void> closed = new CompletableFuture<>();
  final Buffer body = Buffer.buffer();
  volatile BusStream stream;
  volatile BusReset reset;
  volatile boolean consumes;
  volatile boolean complete;
  volatile Runnable onCredit = () -> told.add("credit");
  volatile Runnable onData = () -> { };
  volatile Throwable refused;

  Recorder consuming() {
    consumes = true;
    return this;
  }

  @Override
  public void onAccepted() {
    told.add("accepted");
  }

  @Override
  public void onHead(int status, MultiMap headers) {
    told.add("head " + status + " " + JsonFields.write(headers).encode());
  }

  @Override
  public void onData(Buffer data) {
    body.appendBuffer(data);
    if (consumes) {
      stream.consumed(data.length());
    } else {
      told.add("data " + data);
    }
    onData.run();
  }

  @Override
  public void onEnd(MultiMap trailers) {
    complete = true;
    told.add("end " + JsonFields.write(trailers).encode());
  }

  @Override
  public void onCredit() {
    onCredit.run();
  }

  @Override
  public void onReset(BusReset reset) {
    this.reset = reset;
    told.add("reset " + reset.code() + " " + reset.cause());
  }

  @Override
  public void onClosed() {
    told.add("closed");
    closed.complete(null);
  }

  @Override
  public void onTimeout(long milliseconds) {
    told.add("timeout " + milliseconds);
  }

  @Override
  public void onFailure(Throwable cause) {
    refused = cause;
    told.add("failure " + cause.getClass().getSimpleName());
  }

  @Override
  public void onReply(Message<Object> reply) {
    told.add("reply " + reply.body());
  }

  void expect(String... lines) throws InterruptedException {
    for (String line : lines) {
      assertEquals(line, told.poll(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
  }

  void awaitClosed() throws Exception {
    closed.get(Repeat.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
