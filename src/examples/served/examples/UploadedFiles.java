package examples;

import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Responds to a form with what was in it. Files are read while they come, and not stored. */
final class UploadedFiles {

  private UploadedFiles() {
  }

  static void handle(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    JsonArray files = new JsonArray();
    request.setExpectMultipart(true);
    request.uploadHandler(file -> read(file, files));
    request.exceptionHandler(ctx::fail);
    request.endHandler(v -> {
      JsonObject values = new JsonObject();
      request.formAttributes().forEach(values::put);
      ctx.json(Arrival.of(request).toJson().put("values", values).put("files", files));
    });
  }

  private static void read(HttpServerFileUpload file, JsonArray files) {
    MessageDigest digest = sha256();
    long[] size = new long[1];
    file.handler(chunk -> {
      size[0] += chunk.length();
      digest.update(chunk.getBytes());
    });
    file.endHandler(v -> files.add(new JsonObject().put("name", file.filename()).put("type", file.contentType())
      .put("size", size[0]).put("sha256", HexFormat.of().formatHex(digest.digest()))));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
