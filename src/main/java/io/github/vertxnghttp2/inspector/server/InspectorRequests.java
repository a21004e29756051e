package io.github.vertxnghttp2.inspector.server;

import io.github.vertxnghttp2.inspector.InspectorOptions;
import io.github.vertxnghttp2.inspector.cluster.NodeQuestions;
import io.github.vertxnghttp2.inspector.cluster.Nodes;
import io.github.vertxnghttp2.recording.RecordingClock;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

import java.util.List;

/** Requests to the inspector: who may send them, and who responds. */
final class InspectorRequests implements Handler<HttpServerRequest> {
  private static final List<String> TYPES = List.of(Responses.JSON, "application/octet-stream");
  private static final int MAX_LOGIN_BODY = 4 << 10;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNSUPPORTED_TYPE = 415;
  private static final int TOO_MANY = 429;

  private final InspectorOptions options;
  private final HostCheck hosts;
  private final TokenCheck tokens;
  private final PageFiles files = new PageFiles();
  private final Recordings recordings;
  private final Nodes nodes;
  private final Viewers viewers;
  private final Controls controls;

  InspectorRequests(InspectorOptions options, HostCheck hosts, TokenCheck tokens, Recordings recordings, Nodes nodes,
                    Viewers viewers, Controls controls) {
    this.options = options;
    this.hosts = hosts;
    this.tokens = tokens;
    this.recordings = recordings;
    this.nodes = nodes;
    this.viewers = viewers;
    this.controls = controls;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Responses.secure(request.response());
    if (!hosts.isAllowed(request)) {
      Responses.fail(request.response(), FORBIDDEN, "this name or origin is not allowed; names are in hostNames");
      return;
    }
    boolean reads = request.method() == HttpMethod.GET;
    if (!reads && request.method() != HttpMethod.POST) {
      Responses.fail(request.response(), METHOD_NOT_ALLOWED, "only GET and POST are allowed");
    } else if (reads && files.send(request.path(), request.response())) {
      return;
    } else if (!reads && !TYPES.contains(String.valueOf(request.getHeader(HttpHeaders.CONTENT_TYPE)))) {
      // Pages of strangers cannot send these types without asking first.
      Responses.fail(request.response(), UNSUPPORTED_TYPE, "the content-type must be one of " + TYPES);
    } else {
      check(request);
    }
  }

  private void check(HttpServerRequest request) {
    String what = request.method() + " " + request.path();
    if (what.equals("POST /login")) {
      BoundedBody.read(request, MAX_LOGIN_BODY).onSuccess(body -> logIn(request, body.toString()));
      return;
    }
    boolean wait = tokens.mustWait(request);
    Access access = tokens.access(request);
    if (access == Access.NONE) {
      Responses.fail(request.response(), wait ? TOO_MANY : UNAUTHORIZED, wait
        ? "too many wrong tokens: try again in a minute" : "the token is missing or wrong");
      return;
    }
    try {
      if (!look(what, request, access) && !control(what, request, access)) {
        Responses.fail(request.response(), NOT_FOUND, "there is nothing at this path");
      }
    } catch (IllegalArgumentException e) {
      Responses.fail(request.response(), BAD_REQUEST, e.getMessage());
    }
  }

  private void logIn(HttpServerRequest request, String token) {
    boolean wait = tokens.mustWait(request);
    if (tokens.logIn(request, token)) {
      Responses.json(request.response(), "{}");
    } else if (wait) {
      Responses.fail(request.response(), TOO_MANY, "too many wrong tokens: try again in a minute");
    } else {
      Responses.fail(request.response(), UNAUTHORIZED, "the token is wrong");
    }
  }

  /** @return whether it was for this method */
  private boolean look(String what, HttpServerRequest request, Access access) {
    switch (what) {
      case "GET /api/info" -> Responses.json(request.response(), info(access).encode());
      case "GET /api/events" -> viewers.open(request, QueryParams.rows(request));
      case "GET /api/report" -> recordings.report(request, QueryParams.node(request), QueryParams.id(request));
      case "GET /api/export" -> recordings.export(request, QueryParams.id(request), ExportFormat.of(request.getParam(
        "format", "")));
      case "GET /api/recording" -> recordings.shown(request);
      case "POST /api/open" -> recordings.open(request);
      case "GET /api/kept" -> recordings.ask(request, QueryParams.node(request), new JsonObject()
        .put(NodeQuestions.ASK, NodeQuestions.KEPT));
      case "GET /api/nodes" -> recordings.askAll(request, new JsonObject().put(NodeQuestions.ASK,
        NodeQuestions.TOTALS));
      case "GET /api/search" -> recordings.askAll(request, new JsonObject().put(NodeQuestions.ASK,
        NodeQuestions.SEARCH).put("filter", QueryParams.filter(request)));
      case "GET /api/handled" -> recordings.askAll(request, new JsonObject().put(NodeQuestions.ASK,
        NodeQuestions.HANDLED).put("ids", QueryParams.ids(request)));
      case "POST /logout" -> {
        tokens.logOut(request);
        Responses.json(request.response(), "{}");
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** @return whether it was for this method */
  private boolean control(String what, HttpServerRequest request, Access access) {
    Runnable action;
    switch (what) {
      case "GET /api/framelog" -> action = () -> controls.frameLog(request, QueryParams.id(request));
      case "GET /api/routes" -> action = () -> controls.routes(request);
      case "POST /api/drain" -> action = () -> controls.act(request, QueryParams.id(request), "drain");
      case "POST /api/close" -> action = () -> controls.act(request, QueryParams.id(request), "close");
      default -> {
        return false;
      }
    }
    if (access == Access.CONTROL) {
      action.run();
    } else {
      Responses.fail(request.response(), FORBIDDEN, "control needs a token, which this inspector does not have:"
        + " set token");
    }
    return true;
  }

  private JsonObject info(Access access) {
    return new JsonObject().put("access", access.name()).put("token", tokens.hasToken()).put("node", nodes.own())
      .put("cluster", options.isCluster()).put("interval", options.getInterval())
      .put("recording", recordings.isShown())
      .put("routes", options.getRoutesAddress() != null).put("now", RecordingClock.now());
  }
}
