package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;
import org.junit.jupiter.api.AfterEach;

/** Two sessions that have exchanged their SETTINGS, which a test may open anew with other options. */
abstract class OpenSessions {
  static final HeaderList GET =
    HeaderList.of(":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/");
  static final HeaderList POST =
    HeaderList.of(":method", "POST", ":scheme", "http", ":authority", "localhost", ":path", "/");
  static final HeaderList TEXT = HeaderList.of("content-type", "text/plain");

  SessionPair pair = new SessionPair();

  @AfterEach
  void close() {
    pair.close();
  }

  void open(SessionOptions client, SessionOptions server, int... serverSettings) {
    pair.close();
    pair = new SessionPair(client, server, serverSettings);
    pair.client.events.takeLines();
    pair.server.events.takeLines();
  }
}
