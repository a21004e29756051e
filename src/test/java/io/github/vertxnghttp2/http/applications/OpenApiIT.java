package io.github.vertxnghttp2.http.applications;

import io.github.vertxnghttp2.http.EngineComparison;
import io.github.vertxnghttp2.http.Events;
import io.github.vertxnghttp2.http.RecordingClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.ValidatedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.github.vertxnghttp2.http.Futures.await;

/** A router that vertx-web-openapi-router makes of a contract. */
class OpenApiIT {
  private static final String CONTRACT = """
    {"openapi": "3.1.0", "info": {"title": "Boats", "version": "1"}, "servers": [{"url": "http://localhost/api"}],
    "paths": {
      "/boats/{id}": {
        "get": {"operationId": "readBoat", "parameters": [
            {"name": "id", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1}},
            {"name": "crew", "in": "query", "schema": {"type": "boolean"}},
            {"name": "x-port", "in": "header", "schema": {"type": "string", "maxLength": 5}}],
          "responses": {"200": {"description": "a boat"}}},
        "put": {"operationId": "writeBoat", "parameters": [
            {"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
          "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
            "required": ["name"], "properties": {"name": {"type": "string"}, "sails": {"type": "integer"}}}}}},
          "responses": {"201": {"description": "written"}}}}}}
    """;

  @RegisterExtension
  final EngineComparison compare = new EngineComparison();

  private static Router router(Vertx vertx, Events events) {
    OpenAPIContract contract;
    try {
      contract = await(OpenAPIContract.from(vertx, new JsonObject(CONTRACT)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    RouterBuilder builder = RouterBuilder.create(vertx, contract);
    builder.getRoute("readBoat").addHandler(ctx -> {
      ValidatedRequest request = ctx.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
      ctx.end(request.getPathParameters() + " " + request.getQuery() + " " + request.getHeaders());
    });
    builder.getRoute("writeBoat").addHandler(ctx -> {
      ValidatedRequest request = ctx.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
      events.add("written " + request.getBody());
      ctx.response().setStatusCode(201).end();
    }).addFailureHandler(ctx -> {
      events.add("failed " + ctx.failure());
      ctx.response().setStatusCode(ctx.statusCode()).end(String.valueOf(ctx.failure().getMessage()));
    });
    return builder.createRouter();
  }

  @Test
  void requests_are_validated_against_the_contract() throws Exception {
    compare.ofPairs(OpenApiIT::router, client -> {
      client.get("/api/boats/7");
      client.get("/api/boats/7?crew=true", "x-port", "Kiel");
      client.get("/api/boats/7?crew=7");
      client.get("/api/boats/0");
      client.get("/api/boats/seven");
      client.get("/api/boats/7", "x-port", "Wilhelmshaven");
      client.get("/api/boats");
      client.send(HttpMethod.DELETE, "/api/boats/7", null);
      put(client, "{\"name\":\"Argo\",\"sails\":1}", "application/json");
      put(client, "{\"name\":\"Argo\",\"sails\":\"one\"}", "application/json");
      put(client, "{\"sails\":1}", "application/json");
      put(client, "{\"name\"", "application/json");
      put(client, "name", "text/plain");
      put(client, "", "application/json");
    });
  }

  private static void put(RecordingClient client, String body, String type)
    throws Exception {
    client.send(HttpMethod.PUT, "/api/boats/7", Buffer.buffer(body), "content-type", type);
  }
}
