package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.service.ServerVerticleCase;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The access log knows the routes. */
class RouteAccessLogIT extends ServerVerticleCase {

  @Test
  void a_line_names_the_route_that_took_the_request() {
    Promise<JsonObject> written = Promise.promise();
    Handler collector = new Handler() {
      @Override
      public void publish(LogRecord entry) {
        written.tryComplete(new JsonObject(entry.getMessage()));
      }

      @Override
      public void flush() {
        // nothing is kept
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
    Logger logger = Logger.getLogger("io.github.vertxnghttp2.access");
    logger.addHandler(collector);
    try {
      handle("orders", message -> message.reply("order"));
      JsonObject listener = new JsonObject().put("host", "127.0.0.1").put("port", -1).put("accessLog", "JSON");
      deploy(1, config(route("/orders/:id", "orders").put("id", "r1")).put("listeners", new JsonArray().add(listener)));
      assertResponse(200, "order", get("/orders/7"));
      JsonObject line = await(written.future());
      assertEquals("r1 /orders/7 200", line.getString("route") + " " + line.getString("uri") + " " + line.getInteger(
        "status"));
    } finally {
      logger.removeHandler(collector);
    }
  }
}
