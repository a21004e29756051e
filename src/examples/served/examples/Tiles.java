package examples;

import io.vertx.ext.web.RoutingContext;

/** Small responses, some of which come later than others. */
final class Tiles {
  private static final int STEP_MILLIS = 25;
  private static final int STEPS = 12;
  /** Has no divisor in common with STEPS, so that neighbours wait for different times. */
  private static final int STRIDE = 7;

  private Tiles() {
  }

  static void handle(RoutingContext ctx) {
    int number = Integer.parseInt(ctx.pathParam("number"));
    int millis = STEP_MILLIS * (1 + number * STRIDE % STEPS);
    ctx.response().putHeader("cache-control", "no-store");
    ctx.vertx().setTimer(millis, timer -> ctx.json(Arrival.of(ctx.request()).toJson().put("waited", millis)));
  }
}
