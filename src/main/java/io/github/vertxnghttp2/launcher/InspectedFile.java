package io.github.vertxnghttp2.launcher;

import io.github.vertxnghttp2.inspector.Inspector;
import io.github.vertxnghttp2.inspector.InspectorOptions;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The page of the inspector over the recording of a file, on the loopback address.
 *
 * @param url with the token in its fragment, which browsers send to no server
 */
record InspectedFile(String url) {
  private static final int TOKEN_BYTES = 24;

  /**
   * Serves the page until Vert.x is closed.
   *
   * @param vertx used for nothing else, because the page shows all of its connections
   */
  static Future<InspectedFile> serve(Vertx vertx, Recording recording) {
    LiveRecordings shown = LiveRecordings.of(vertx);
    for (RecordedConnection connection : recording.connections()) {
      shown.opened(new FileConnection(connection, shown.nextId(), recording.takenAt()));
    }
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    InspectorOptions options = new InspectorOptions().setPort(0).setToken(token);
    return Inspector.create(vertx, options).listen().map(inspector ->
      new InspectedFile("http://" + options.getHost() + ":" + inspector.actualPort() + "/#token=" + token));
  }
}
