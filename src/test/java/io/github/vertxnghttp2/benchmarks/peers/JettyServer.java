package io.github.vertxnghttp2.benchmarks.peers;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Jetty with handlers that do not block. Argument: the port. System property: loops. */
public final class JettyServer extends Handler.Abstract.NonBlocking {
  private final ByteBuffer greeting = ServedContent.direct(ServedContent.greeting());
  private final ByteBuffer longBody = ServedContent.direct(ServedContent.longBody());
  private final List<String[]> fields;

  private JettyServer(List<String[]> fields) {
    this.fields = fields;
  }

  public static void main(String[] args) throws Exception {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendDateHeader(false);
    configuration.setSendServerVersion(false);
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, 1, ServedContent.LOOPS, new HTTP2CServerConnectionFactory(
      configuration));
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(args[0]));
    server.addConnector(connector);
    server.setHandler(new JettyServer(ServedContent.fields()));
    server.start();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = request.getHttpURI().getPath();
    HttpFields.Mutable head = response.getHeaders();
    if (path.equals("/headers")) {
      for (String[] field : fields) {
        head.put(field[0], field[1]);
      }
      head.put(ServedContent.ID, ServedContent.nextId());
      response.write(true, greeting.slice(), callback);
      return true;
    }
    head.put(HttpHeader.CONTENT_TYPE, ServedContent.TEXT);
    if (path.equals("/hello")) {
      response.write(true, greeting.slice(), callback);
    } else if (path.equals("/upload")) {
      new Upload(request, response, callback).run();
    } else if (path.startsWith("/bytes/")) {
      int length = ServedContent.length(path);
      head.put(HttpHeader.CONTENT_LENGTH, length);
      new Download(response, longBody.slice(0, length), callback).iterate();
    } else {
      Response.writeError(request, response, callback, 404);
    }
    return true;
  }

  /** Writes a long body piece by piece. */
  private static final class Download extends IteratingCallback {
    private final Response response;
    private final ByteBuffer body;
    private final Callback callback;

    Download(Response response, ByteBuffer body, Callback callback) {
      this.response = response;
      this.body = body;
      this.callback = callback;
    }

    @Override
    protected Action process() {
      if (!body.hasRemaining()) {
        return Action.SUCCEEDED;
      }
      ByteBuffer piece = body.slice(body.position(), Math.min(ServedContent.PIECE, body.remaining()));
      body.position(body.position() + piece.remaining());
      response.write(!body.hasRemaining(), piece, this);
      return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
      callback.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
      callback.failed(cause);
    }
  }

  /** Counts the bytes of a body. */
  private static final class Upload implements Runnable {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private long received;

    Upload(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = callback;
    }

    @Override
    public void run() {
      boolean last = false;
      while (!last) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) {
          callback.failed(new IOException(chunk.getFailure()));
          return;
        }
        received += chunk.remaining();
        last = chunk.isLast();
        chunk.release();
      }
      byte[] count = Long.toString(received).getBytes(StandardCharsets.US_ASCII);
      response.write(true, ByteBuffer.wrap(count), callback);
    }
  }
}
