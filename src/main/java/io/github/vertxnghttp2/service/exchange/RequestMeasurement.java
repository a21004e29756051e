package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.Http2Exception;
import io.github.vertxnghttp2.Http2Exception.Initiator;
import io.github.vertxnghttp2.ServerResponse;
import io.github.vertxnghttp2.service.stats.RequestEnd;
import io.github.vertxnghttp2.service.stats.RouteRecorder;
import io.github.vertxnghttp2.service.stats.RouteStats;
import io.vertx.core.Completable;

/** Counts one request of a route, from the head of the request to the end of the response. */
final class RequestMeasurement implements Completable<Void> {
  private final ServerResponse response;
  private final RouteRecorder recorder;
  private final long begun;

  private RequestMeasurement(ServerResponse response, RouteRecorder recorder) {
    this.response = response;
    this.recorder = recorder;
    begun = recorder.begun();
  }

  /** Called when the route is known, which is at once after the head has arrived. */
  static void begin(ServerResponse response, RouteStats stats) {
    response.sent().onComplete(new RequestMeasurement(response, stats.recorder()));
  }

  /** The response has been sent, or its stream was reset before. */
  @Override
  public void complete(Void sent, Throwable failure) {
    recorder.ended(failure == null ? RequestEnd.ofStatus(response.status()) : end(failure), begun);
  }

  private static RequestEnd end(Throwable failure) {
    boolean byClient = failure instanceof Http2Exception reset
      && (reset.initiator() != Initiator.LOCAL || !reset.hasCode());
    return byClient ? RequestEnd.CANCELLED : RequestEnd.RESET;
  }
}
