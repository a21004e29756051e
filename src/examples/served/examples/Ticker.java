package examples;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/** A server-sent event in each second. */
final class Ticker {
  private static final long PERIOD_MILLIS = 1000;

  private Ticker() {
  }

  static void handle(RoutingContext ctx) {
    HttpServerResponse response = ctx.response().setChunked(true)
      .putHeader("content-type", "text/event-stream").putHeader("cache-control", "no-store");
    JsonObject arrival = Arrival.of(ctx.request()).toJson();
    long[] events = new long[1];
    Runnable tick = () -> {
      if (!response.writeQueueFull()) { // a slow client misses some
        response.write("data: " + arrival.copy().put("event", ++events[0])
          .put("time", LocalTime.now().truncatedTo(ChronoUnit.SECONDS).toString()) + "\n\n");
      }
    };
    tick.run();
    long timer = ctx.vertx().setPeriodic(PERIOD_MILLIS, id -> tick.run());
    ctx.addEndHandler(ended -> ctx.vertx().cancelTimer(timer));
  }
}
