package io.github.vertxnghttp2.impl;

import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.testing.LogLines;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a server logs of connections that fail before HTTP/2 begins. */
class ServerSessionLogTest {
  private static final String WHY = "it is not as it should be";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private List<String> lines(Throwable cause) {
    try (LogLines log = LogLines.of(ServerSession.class.getName())) {
      new ServerSessionImpl(vertx, new ServerOptions()).log(cause);
      return log.lines();
    }
  }

  /** As Netty reports a malformed PROXY header. */
  @Test
  void bytes_that_cannot_be_decoded_are_reported_as_a_lost_connection() {
    assertEquals(List.of("a connection failed: " + WHY), lines(new DecoderException(WHY)));
    assertEquals(List.of("a connection failed: " + WHY), lines(new IOException(WHY)));
  }

  @Test
  void other_failures_are_logged_unchanged() {
    assertEquals(List.of(WHY), lines(new IllegalStateException(WHY)));
  }
}
