package io.github.vertxnghttp2.inspector;

import io.github.vertxnghttp2.inspector.InspectorClient.Reply;
import io.github.vertxnghttp2.recording.RecordedConnection;
import io.github.vertxnghttp2.recording.Recording;
import io.github.vertxnghttp2.recording.SampleRecording;
import io.github.vertxnghttp2.recording.export.QlogReader;
import io.github.vertxnghttp2.recording.export.QlogWriter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

import static io.github.vertxnghttp2.inspector.InspectorClient.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Recordings that are saved and opened. */
@Timeout(120)
class InspectorFilesIT {
  private static final String[] FILE = {"content-type", "application/octet-stream"};

  private final Vertx vertx = Vertx.vertx();
  private final RecordedConnection upload = Planted.pausedReader(2);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private InspectorClient serve() {
    FakeConnection.open(vertx, upload);
    return client(Inspector.create(vertx, new InspectorOptions().setPort(0)));
  }

  private InspectorClient client(Inspector inspector) {
    return new InspectorClient(vertx, await(inspector.listen()).actualPort());
  }

  @Test
  void a_connection_is_saved_and_opened_again() {
    InspectorClient client = serve();
    Reply saved = client.get("/api/export?id=2&format=qlog");
    assertEquals("attachment; filename=\"connection-2.sqlog\"", saved.headers().get("content-disposition"));
    assertEquals(List.of(upload), QlogReader.read(Buffer.buffer(saved.body())).connections());
    Reply opened = client.send(HttpMethod.POST, "/api/open", Buffer.buffer(saved.body()), FILE);
    JsonObject one = opened.json().getJsonArray("connections").getJsonObject(0);
    assertEquals("APPLICATION_DOES_NOT_READ", one.getJsonArray("findings").getJsonObject(0).getString("code"));
    assertTrue(!opened.body().contains("<"), "markup of a peer is escaped");
  }

  @Test
  void exchanges_are_saved_as_har_and_frames_as_text() {
    InspectorClient client = serve();
    assertEquals("1.2", client.get("/api/export?id=2&format=har").json().getJsonObject("log").getString("version"));
    Reply log = client.get("/api/export?id=2&format=log");
    assertEquals("text/plain; charset=utf-8 nosniff", log.headers().get("content-type") + " " + log.headers().get(
      "x-content-type-options"));
    assertTrue(log.body().contains("HEADERS"), log::body);
  }

  @Test
  void what_is_no_recording_is_refused_with_its_reason() {
    InspectorClient client = serve();
    for (int i = 0; i < 4; i++) {
      Reply refused = client.send(HttpMethod.POST, "/api/open", Buffer.buffer("<html>"), FILE);
      assertEquals(422, refused.status(), refused::body);
    }
    assertEquals(415, client.send(HttpMethod.POST, "/api/open", Buffer.buffer("x"), "content-type", "text/plain")
      .status());
  }

  @Test
  void the_page_can_begin_with_a_recording() {
    Recording sample = SampleRecording.make();
    InspectorClient client = client(Inspector.create(vertx, new InspectorOptions().setPort(0))
      .recording(QlogWriter.write(sample)));
    assertEquals(true, client.get("/api/info").json().getBoolean("recording"));
    JsonObject shown = client.get("/api/recording").json();
    assertEquals(sample.title() + " 2", shown.getString("title") + " " + shown.getJsonArray("connections").size());
    assertEquals(404, serve().get("/api/recording").status());
  }

  @Test
  void a_file_that_is_no_recording_is_not_shown() {
    Inspector inspector = Inspector.create(vertx, new InspectorOptions().setPort(0));
    assertThrows(IllegalArgumentException.class, () -> inspector.recording(Buffer.buffer("{}")));
  }
}
