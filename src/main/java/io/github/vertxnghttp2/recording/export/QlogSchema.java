package io.github.vertxnghttp2.recording.export;

import java.util.List;

/**
 * The names of qlog that {@link QlogWriter} and {@link QlogReader} share: those of draft-ietf-quic-qlog-main-schema
 * and of draft-pardue-httpbis-qlog-h2-events-00, and those of our extension.
 *
 * <p>The extension has a namespace {@value #NAMESPACE} of its own with the events {@code recording}, {@code
 * connection}, {@code exchange} and {@code wait}, and adds {@code flags} to the events of frames.
 */
final class QlogSchema {
  static final String FILE = "urn:ietf:params:qlog:file:sequential";
  static final String FORMAT = "application/qlog+json-seq";
  static final String EPOCH = "1970-01-01T00:00:00.000Z";

  static final String NAMESPACE = "vertxnghttp2";
  static final String RECORDING = NAMESPACE + ":recording";
  static final String CONNECTION = NAMESPACE + ":connection";
  static final String EXCHANGE = NAMESPACE + ":exchange";
  static final String WAIT = NAMESPACE + ":wait";
  static final String PARAMETERS = "http2:parameters_set";
  static final String FRAME_SENT = "http2:frame_created";
  static final String FRAME_RECEIVED = "http2:frame_parsed";

  /** The events of drafts have the number of the draft in their URI; those of others have a date in it. */
  static final List<String> EVENTS = List.of("urn:ietf:params:qlog:events:http2-00",
    "https://vertx-nghttp2.github.io/112026/" + NAMESPACE, "https://vertx-nghttp2.github.io/112026/http2#" + NAMESPACE);

  /** The separator of records in a JSON text sequence (RFC 7464). A line feed ends each record. */
  static final char SEPARATOR = 0x1e;

  private QlogSchema() {
  }
}
