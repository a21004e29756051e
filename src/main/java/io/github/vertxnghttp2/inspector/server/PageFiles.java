package io.github.vertxnghttp2.inspector.server;

import io.github.vertxnghttp2.inspector.Inspector;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files of the page. They are the same for everybody, and contain nothing of any connection. */
final class PageFiles {
  /** In the folder {@code page} beside {@link Inspector}. */
  static final List<String> NAMES = List.of("index.html", "inspector.css", "api.js", "app.js", "cluster.js",
    "connections.js", "control.js", "details.js", "dom.js", "findings.js", "format.js", "frames.js", "kept.js",
    "location.js", "login.js", "rows.js", "waterfall.js", "windows.js");
  private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8",
    "css", "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8");

  private final Map<String, Buffer> files = new HashMap<>();

  PageFiles() {
    for (String name : NAMES) {
      files.put("/" + name, read(name));
    }
    files.put("/", files.get("/index.html"));
  }

  private static Buffer read(String name) {
    try (InputStream in = Inspector.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the page has no file " + name);
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a file. @return whether there is one of that path */
  boolean send(String path, HttpServerResponse response) {
    Buffer file = files.get(path);
    if (file != null) {
      String name = path.equals("/") ? "index.html" : path;
      Responses.send(response, TYPES.get(name.substring(name.lastIndexOf('.') + 1)), file);
    }
    return file != null;
  }
}
