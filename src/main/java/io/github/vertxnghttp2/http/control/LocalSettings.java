package io.github.vertxnghttp2.http.control;

import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.protocol.Connection;
import io.vertx.core.Promise;
import io.vertx.core.http.Http2Settings;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The settings of this side, and the changes that the peer has not acknowledged. Changes are made on the event loop.
 * They may be read from any thread.
 */
final class LocalSettings {
  /** A change that was sent. */
  private record Change(Http2Settings settings, Promise<Void> acknowledged) {
  }

  private final Connection connection;
  private final boolean server;
  private final Deque<Change> changes = new ArrayDeque<>();
  /** Sent last. It may not be acknowledged. */
  private Http2Settings sent;
  private volatile Http2Settings inForce;

  LocalSettings(Connection connection, boolean server, Http2Settings initial) {
    this.connection = connection;
    this.server = server;
    sent = new Http2Settings(initial);
    inForce = sent;
    changes.add(new Change(sent, null)); // the first SETTINGS frame
  }

  Http2Settings inForce() {
    return new Http2Settings(inForce);
  }

  /** Sends the settings that differ from those that were sent last. */
  void change(Http2Settings wanted, Promise<Void> acknowledged) {
    Map<Integer, Long> before = numbers(sent);
    Map<Integer, Long> after = numbers(wanted);
    after.entrySet().removeIf(setting -> setting.getValue().equals(before.get(setting.getKey())));
    int[] idsAndValues = after.entrySet().stream()
      .flatMapToInt(setting -> IntStream.of(setting.getKey(), (int) (long) setting.getValue())).toArray();
    connection.settings(idsAndValues);
    sent = new Http2Settings(wanted);
    changes.add(new Change(sent, acknowledged));
  }

  void acknowledged() {
    Change change = changes.poll();
    if (change != null) {
      inForce = change.settings;
      if (change.acknowledged != null) {
        change.acknowledged.tryComplete();
      }
    }
  }

  /** The connection is closed. */
  void end(Throwable cause) {
    for (Change change; (change = changes.poll()) != null; ) {
      if (change.acknowledged != null) {
        change.acknowledged.tryFail(cause);
      }
    }
  }

  /** Values by identifier, RFC 9113 section 6.5.2. Servers do not send ENABLE_PUSH. */
  private Map<Integer, Long> numbers(Http2Settings settings) {
    Map<Integer, Long> numbers = new TreeMap<>();
    for (SettingId id : SettingId.values()) {
      Long value = settings.get(id.id());
      if (value != null && !(server && id == SettingId.ENABLE_PUSH)) {
        numbers.put(id.id(), value);
      }
    }
    if (settings.getExtraSettings() != null) {
      numbers.putAll(settings.getExtraSettings());
    }
    return numbers;
  }
}
