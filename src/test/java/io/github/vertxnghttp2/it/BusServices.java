package io.github.vertxnghttp2.it;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.service.RequestConsumer;
import io.github.vertxnghttp2.service.RoutedRequest;
import io.github.vertxnghttp2.service.RoutedResponse;
import io.github.vertxnghttp2.service.StreamOptions;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;

/** The consumers that clients of a bridge open streams to: some follow the protocol, others break it. */
final class BusServices {
  static final List<String> ADDRESSES = List.of("good", "written", "open", "refusing", "replying", "silent", "nobody",
    "odd", "odd.told");
  private static final int CREDIT = 64 << 10;

  private final Vertx vertx;
  private final RequestConsumer good;
  private int written;

  private BusServices(Vertx vertx) {
    this.vertx = vertx;
    good = RequestConsumer.create(vertx, "good", new StreamOptions().setInitialCredit(CREDIT), this::onRequest);
  }

  static Future<Void> start(Vertx vertx) {
    BusServices services = new BusServices(vertx);
    vertx.eventBus().consumer("written", message -> message.reply(services.written));
    vertx.eventBus().consumer("open", message -> message.reply(services.good.openStreams()));
    vertx.eventBus().consumer("refusing", message -> message.fail(503, "no more of them"));
    vertx.eventBus().consumer("replying", message -> message.reply(new JsonObject().put("status", 404)
      .put("headers", new JsonObject().put("x-kind", "whole")).put("text", "not here")));
    vertx.eventBus().consumer("silent", message -> { });
    new OddPeer(vertx).start();
    return services.good.listen().mapEmpty();
  }

  private void onRequest(RoutedRequest request) {
    RoutedResponse response = request.response();
    switch (request.path()) {
      case "/echo" -> echo(request, response);
      case "/slow" -> readSlowly(request, response);
      case "/bytes" -> write(response, Integer.parseInt(request.query()));
      case "/early" -> response.inform(103, MultiMap.caseInsensitiveMultiMap().add("link", "</a>")).end("late");
      case "/head" -> response.setStatus(204).end();
      case "/reset" -> request.handler(data -> response.reset(ErrorCode.ENHANCE_YOUR_CALM.code()));
      case "/never" -> { }
      case "/ignored" -> response.setStatus(413).end("too large");
      default -> throw new IllegalArgumentException(request.path());
    }
  }

  private static void echo(RoutedRequest request, RoutedResponse response) {
    response.headers().setAll(request.headers());
    request.pipe().endOnSuccess(false).to(response).onSuccess(v -> {
      response.trailers().setAll(request.trailers());
      response.end();
    });
  }

  /** One message in a millisecond. */
  private void readSlowly(RoutedRequest request, RoutedResponse response) {
    Buffer body = Buffer.buffer();
    request.pause().handler(data -> {
      body.appendBuffer(data);
      vertx.setTimer(1, id -> request.fetch(1));
    }).endHandler(v -> response.end(body.length() + " " + Bodies.sha256(body.getBytes())));
    request.fetch(1);
  }

  private void write(RoutedResponse response, int length) {
    Buffer body = Buffer.buffer(Bodies.numbered(length));
    written = 0;
    response.drainHandler(v -> writeOn(response, body));
    writeOn(response, body);
  }

  private void writeOn(RoutedResponse response, Buffer body) {
    while (written < body.length() && !response.writeQueueFull()) {
      int next = Math.min(body.length(), written + 10_000);
      response.write(body.slice(written, next));
      written = next;
    }
    if (written == body.length() && !response.isEnded()) {
      response.putTrailer("x-count", Integer.toString(written)).end();
    }
  }

  /** Accepts streams, and then does what it must not: the request's path says what. It tells what it was told, too. */
  private static final class OddPeer {
    private static final int STREAM = 7;
    private final Vertx vertx;
    private final List<JsonObject> told = new ArrayList<>();

    OddPeer(Vertx vertx) {
      this.vertx = vertx;
    }

    void start() {
      vertx.eventBus().<JsonObject>consumer("odd", this::onOpen);
      vertx.eventBus().<JsonObject>consumer("nghttp2.node.-.odd", frame -> told.add(frame.body()));
      vertx.eventBus().<JsonObject>consumer("nghttp2.node.-.forgetful", ping -> vertx.eventBus().send(
        ping.body().getString("address"), new JsonObject().put("type", "PONG").put("token", ping.body().getString(
          "token"))
          .put("gone", new JsonArray().add(STREAM))));
      vertx.eventBus().consumer("odd.told", message -> {
        message.reply(new JsonArray(List.copyOf(told)));
        told.clear();
      });
    }

    private void onOpen(Message<JsonObject> message) {
      JsonObject open = message.body();
      message.reply(new JsonObject().put("type", "ACCEPT").put("version", 2)
        .put("address", "nghttp2.node.-." + open.getString("peer", "odd"))
        .put("stream", STREAM).put("credit", 10));
      for (Object each : open.getJsonArray("frames")) {
        JsonObject frame = ((JsonObject) each).put("stream", open.getLong("stream"));
        if (frame.containsKey("size")) {
          frame.put("data", Buffer.buffer(new byte[(Integer) frame.remove("size")]));
        }
        if (frame.containsKey("next")) {
          frame.put("streams", new JsonArray().add(new JsonArray().add(frame.remove("stream")).add(frame.remove(
            "next"))));
        }
        vertx.eventBus().send(open.getString("address"), frame);
      }
    }
  }
}
