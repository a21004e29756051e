package io.github.vertxnghttp2.service;

import io.github.vertxnghttp2.ClientRequest;
import io.github.vertxnghttp2.ClientResponse;
import io.github.vertxnghttp2.frame.HeaderList;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Routes of mode unary and form buffer. */
class UnaryBufferIT extends ServerVerticleCase {

  @Test
  void the_handler_sees_the_head_in_the_headers_of_the_message_and_the_body_as_a_buffer() {
    Promise<Message<Buffer>> seen = Promise.promise();
    handle("orders", (Message<Buffer> message) -> {
      seen.complete(message);
      message.reply(Buffer.buffer("done"), headers(":status", "201", "content-type", "text/x", "set-cookie", "a=1",
        ":trailer.x-sum", "77"));
    });
    serve(route("/orders/:id/*", "orders").put("method", "POST").put("id", "r1"));
    ClientRequest request = connect().request(new HeaderList().add(":method", "POST").add(":path", "/orders/a%20b/c?q=1")
      .add(":authority", "shop.example.org").add("accept", "x").add("accept", "y"));
    request.putTrailer("x-end", "yes");
    ClientResponse response = await(request.send(Buffer.buffer("body")));
    assertAnswer(201, "done", response);
    assertEquals("text/x a=1", response.header("content-type") + " " + response.header("set-cookie"));
    assertEquals("77", response.trailers().get("x-sum"));
    MultiMap headers = await(seen.future()).headers();
    assertEquals("POST http shop.example.org /orders/a%20b/c?q=1 r1 [a b] yes", String.join(" ", headers.get(":method"),
      headers.get(":scheme"), headers.get(":authority"), headers.get(":path"), headers.get(":route"),
      "[" + headers.get(":param.id") + "]", headers.get(":trailer.x-end")));
    assertTrue(headers.get(":remote").matches("127\\.0\\.0\\.1:\\d+"), headers.get(":remote"));
    assertEquals(List.of("x", "y"), headers.getAll("accept"));
    assertEquals("body", await(seen.future()).body().toString());
  }
}
