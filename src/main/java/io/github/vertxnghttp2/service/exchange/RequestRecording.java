package io.github.vertxnghttp2.service.exchange;

import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.recording.LabelNames;
import io.github.vertxnghttp2.recording.RequestId;
import io.github.vertxnghttp2.service.RouteMode;
import io.github.vertxnghttp2.service.routing.Route;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;

/** What recordings tell of a request on its way to its handler. Without a recorder it does nothing. */
final class RequestRecording {
  /** The id of this node; empty outside of a cluster. */
  private final String node;

  RequestRecording(Vertx vertx) {
    node = vertx.isClustered() ? ((VertxInternal) vertx).clusterManager().getNodeId() : "";
  }

  /** The id by which the request is followed to its handler; {@code null} if its connection is not recorded. */
  String id(ServerRequest request) {
    long connection = request.connection().recordingId();
    return connection == 0 ? null : new RequestId(node, connection, request.streamId()).toString();
  }

  /** The request waits in the queue of its route. */
  static void queued(ServerRequest request) {
    if (isOn(request)) {
      request.label(LabelNames.QUEUED, LabelNames.STILL_QUEUED);
    }
  }

  /** The request has waited in the queue of its route. */
  static void unqueued(ServerRequest request, long milliseconds) {
    if (isOn(request)) {
      request.label(LabelNames.QUEUED, Long.toString(milliseconds));
    }
  }

  /** The request is about to be sent over the event bus. */
  static void forwarded(ServerRequest request, Route route) {
    if (isOn(request)) {
      request.label(LabelNames.HANDLER, route.address()).label(LabelNames.KIND,
        route.mode() == RouteMode.UNARY ? LabelNames.UNARY : LabelNames.STREAM);
    }
  }

  /** @param nodeId of the node that handles the request; {@code null} if it is not known */
  static void chosen(ServerRequest request, String nodeId) {
    if (isOn(request)) {
      request.label(LabelNames.NODE, nodeId);
    }
  }

  private static boolean isOn(ServerRequest request) {
    return request.connection().recordingId() != 0;
  }
}
