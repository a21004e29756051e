package io.github.vertxnghttp2.inspector;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

import java.lang.ref.Reference;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Requests of a test to an inspector. */
public final class InspectorClient {
  private static final long SECONDS = 30;

  /** A response with its body. */
  public record Reply(int status, MultiMap headers, String body) {
    public JsonObject json() {
      try {
        return new JsonObject(body);
      } catch (DecodeException e) {
        throw new AssertionError(status + " " + headers + " " + body, e);
      }
    }
  }

  /** A server-sent event; {@code null} for its name at the end of the stream. */
  public record Event(String name, JsonObject data) {
  }

  /** Events as they come. */
  public static final class Events {
    private final BlockingQueue<Event> received = new LinkedBlockingQueue<>();
    /** Kept, because a client that is collected closes its connections. */
    private final HttpClientAgent client;
    private String unread = "";

    private Events(HttpClientAgent client) {
      this.client = client;
    }

    private void read(Buffer chunk) {
      String[] blocks = (unread + chunk).split("\n\n", -1);
      unread = blocks[blocks.length - 1];
      for (int i = 0; i < blocks.length - 1; i++) {
        String[] lines = blocks[i].split("\n");
        if (lines[0].startsWith("event: ")) {
          received.add(new Event(lines[0].substring(7), new JsonObject(lines[1].substring(6))));
        }
      }
    }

    /** The next one. */
    public Event next() {
      try {
        Event event = received.poll(SECONDS, TimeUnit.SECONDS);
        if (event == null) {
          throw new AssertionError("no event within " + SECONDS + " s");
        }
        return event;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** Whether none has come that was not taken. */
    public boolean isEmpty() {
      return received.isEmpty();
    }

    /** Closes the stream. */
    public void close() {
      client.close();
    }
  }

  private final Vertx vertx;
  private final int port;
  private final HttpClientAgent client;

  public InspectorClient(Vertx vertx, int port) {
    this.vertx = vertx;
    this.port = port;
    client = vertx.createHttpClient();
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.await(SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static HttpClientRequest with(HttpClientRequest request, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.putHeader(headers[i], headers[i + 1]);
    }
    return request;
  }

  /** @param headers names and values */
  public Reply get(String path, String... headers) {
    return send(HttpMethod.GET, path, Buffer.buffer(), headers);
  }

  /** @param headers names and values */
  public Reply post(String path, String body, String... headers) {
    return send(HttpMethod.POST, path, Buffer.buffer(body), headers);
  }

  public Reply send(HttpMethod method, String path, Buffer body, String... headers) {
    // The body is asked for where the response comes: later, on this thread, a part of it may have been dropped.
    Reply reply = await(client.request(method, port, "127.0.0.1", path)
      .compose(request -> with(request, headers).send(body)
        .compose(response -> response.body().map(all -> new Reply(response.statusCode(), response.headers(),
          all.toString())))));
    Reference.reachabilityFence(this); // a client that is collected closes its connections
    return reply;
  }

  /** Opens a stream of events, over a connection of its own. */
  public Events events(String path, String... headers) {
    HttpClientAgent own = vertx.createHttpClient();
    return await(own.request(HttpMethod.GET, port, "127.0.0.1", path)
      .compose(request -> {
        Events events = new Events(own);
        return with(request, headers).send().map(response -> {
          if (response.statusCode() != 200) {
            throw new AssertionError("status " + response.statusCode());
          }
          response.handler(events::read).exceptionHandler(cause -> { }).endHandler(v -> events.received.add(new Event(
            null, null)));
          return events;
        });
      }));
  }
}
