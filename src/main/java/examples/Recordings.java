package examples;

import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.github.vertxnghttp2.recording.diagnosis.Diagnosis;
import io.github.vertxnghttp2.recording.diagnosis.Finding;
import io.github.vertxnghttp2.recording.export.HarWriter;
import io.github.vertxnghttp2.recording.export.QlogReader;
import io.github.vertxnghttp2.recording.export.QlogWriter;
import io.github.vertxnghttp2.recording.live.LiveConnection;
import io.github.vertxnghttp2.recording.live.LiveRecordings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.util.List;

/** Recordings of connections, without the inspector. */
final class Recordings {
  private Recordings() {
  }

  static Future<List<Finding>> diagnose(Vertx vertx, long id) {
    // tag::diagnose[]
    LiveConnection connection = LiveRecordings.of(vertx).open(id);
    return connection.record().map(recorded -> Diagnosis.of(recorded, RecordingClock.now()));
    // end::diagnose[]
  }

  static List<Finding> diagnoseKept(Vertx vertx) {
    // tag::kept[]
    RecordedConnection ended = LiveRecordings.of(vertx).kept(17);
    return ended == null ? List.of() : Diagnosis.of(ended, ended.closedAt());
    // end::kept[]
  }

  static Future<Void> export(Vertx vertx) {
    // tag::export[]
    List<Future<RecordedConnection>> open = LiveRecordings.of(vertx).open().stream().map(LiveConnection::record)
      .toList();
    return Future.all(open)
      .map(all -> new Recording("all open connections", RecordingClock.now(), all.list()))
      .compose(recording -> vertx.fileSystem().writeFile("now.sqlog", QlogWriter.write(recording))
        .compose(done -> vertx.fileSystem().writeFile("now.har", HarWriter.write(recording))));
    // end::export[]
  }

  static Future<Recording> open(Vertx vertx) {
    // tag::open[]
    return vertx.fileSystem().readFile("now.sqlog").map(QlogReader::read);
    // end::open[]
  }
}
