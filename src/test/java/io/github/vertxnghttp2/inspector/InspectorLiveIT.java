package io.github.vertxnghttp2.inspector;

import io.github.vertxnghttp2.ClientOptions;
import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientSession;
import io.github.vertxnghttp2.ServerOptions;
import io.github.vertxnghttp2.ServerSession;
import io.github.vertxnghttp2.testing.Repeat;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.github.vertxnghttp2.inspector.InspectorClient.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The inspector beside real connections. */
@Timeout(120)
class InspectorLiveIT {
  private static final String TOKEN = InspectorOptionsTest.TOKEN;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void a_reader_that_pauses_is_named_and_the_inspector_itself_is_not_shown() {
    ServerSession server = await(ServerSession.create(vertx, new ServerOptions().setHost("127.0.0.1").setPort(0))
      .requestHandler(request -> request.pause()).listen());
    ClientSession session = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1")
      .setPort(server.actualPort())));
    ClientRequest upload = session.post("/upload");
    upload.putHeader("authorization", "Bearer secret-of-the-user");
    upload.write(Buffer.buffer(new byte[400_000]));
    int port = await(Inspector.create(vertx, new InspectorOptions().setPort(0).setToken(TOKEN)).listen()).actualPort();
    ClientSession viewer = await(ClientSession.connect(vertx, new ClientOptions().setHost("127.0.0.1").setPort(port)));

    JsonArray rows = new JsonArray();
    Repeat.until("two sides of one connection", () -> {
      rows.clear().addAll(get(viewer, "/api/search?filter=method:post").getJsonArray("nodes").getJsonObject(0)
        .getJsonObject("reply").getJsonArray("found"));
      return rows.size() == 2;
    }, () -> await(vertx.timer(50)));
    String id = rows.stream().map(row -> ((JsonObject) row).getJsonObject("connection"))
      .filter(row -> row.getString("side").equals("SERVER")).findFirst().orElseThrow().getString("id");
    JsonObject[] report = new JsonObject[1];
    Repeat.until("the finding", () -> {
      report[0] = get(viewer, "/api/report?id=" + id);
      return report[0].getJsonArray("findings").encode().contains("APPLICATION_DOES_NOT_READ");
    }, () -> await(vertx.timer(100)));
    assertTrue(!report[0].encode().contains("secret-of-the-user"), () -> report[0].encode());
    JsonObject totals = get(viewer, "/api/nodes").getJsonArray("nodes").getJsonObject(0).getJsonObject("reply");
    assertEquals(3, totals.getInteger("connections"), "both sides of the upload, and the client's of the viewer");
  }

  private static JsonObject get(ClientSession viewer, String path) {
    Buffer body = await(viewer.get(path).putHeader("authorization", "Bearer " + TOKEN).send()
      .compose(response -> response.body()));
    return new JsonObject(body);
  }
}
