package io.github.vertxnghttp2.http;

import com.google.protobuf.StringValue;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Servers and clients of vertx-grpc: unary and streamed calls, statuses, deadlines, cancelled calls. */
class GrpcIT {
  private static final ServiceName SERVICE = ServiceName.create("test", "Texts");
  private static final GrpcMessageEncoder<StringValue> ENCODER = GrpcMessageEncoder.encoder();
  private static final GrpcMessageDecoder<StringValue> DECODER = GrpcMessageDecoder.decoder(StringValue.newBuilder());
  private static final int MANY = 500;

  @RegisterExtension
  final EngineComparison compare = new EngineComparison();

  /** One call of the server. */
  private interface Call {
    void handle(GrpcServerRequest<StringValue, StringValue> request, Events events);
  }

  private static StringValue text(String value) {
    return StringValue.of(value);
  }

  private static Handler<HttpServerRequest> application(Vertx vertx, Events events) {
    GrpcServer server = GrpcServer.server(vertx, new GrpcServerOptions().setScheduleDeadlineAutomatically(true));
    Promise<String> cancelled = Promise.promise();
    Map<String, Call> calls = Map.of(
      "Unary", GrpcIT::unary,
      "Down", GrpcIT::down,
      "Up", GrpcIT::up,
      "Both", GrpcIT::both,
      "Fail", GrpcIT::fail,
      "Silent", (request, seen) -> {
        seen.add("timeout " + request.timeout());
        request.exceptionHandler(failure -> seen.add("failed " + failure));
      },
      "Endless", (request, seen) -> {
        request.response().exceptionHandler(failure -> cancelled.tryComplete(failure.toString()));
        request.exceptionHandler(failure -> cancelled.tryComplete(failure.toString()));
        request.response().write(text("first"));
      },
      "Cancelled", (request, seen) -> cancelled.future().onSuccess(how -> request.response().end(text(how))),
      "Cancel", (request, seen) -> request.response().write(text("first"))
        .onComplete(written -> request.response().cancel()));
    calls.forEach((name, call) -> server.callHandler(ServiceMethod.server(SERVICE, name, ENCODER, DECODER), request -> {
      events.add(request.fullMethodName() + " " + request.headers().get("x-sent"));
      call.handle(request, events);
    }));
    return server;
  }

  private static void unary(GrpcServerRequest<StringValue, StringValue> request, Events events) {
    request.response().headers().set("x-head", "1");
    request.response().trailers().set("x-trailer", "2");
    request.handler(message -> request.response().end(text("hello " + message.getValue())));
    request.endHandler(v -> events.add("end"));
  }

  private static void down(GrpcServerRequest<StringValue, StringValue> request, Events events) {
    request.last().onSuccess(message -> writeFrom(0, message.getValue(), request, events));
  }

  private static void writeFrom(int first, String what, GrpcServerRequest<StringValue, StringValue> request,
                                Events events) {
    for (int i = first; i < MANY; i++) {
      if (request.response().writeQueueFull()) {
        int next = i;
        request.response().drainHandler(v -> writeFrom(next, what, request, events));
        return;
      }
      request.response().write(text(what.repeat(i)));
    }
    request.response().end().onComplete(done -> events.add("ended " + done.succeeded()));
  }

  private static void up(GrpcServerRequest<StringValue, StringValue> request, Events events) {
    int[] seen = new int[2];
    request.handler(message -> {
      seen[0]++;
      seen[1] += message.getValue().length();
    });
    request.endHandler(v -> request.response().end(text(seen[0] + " messages, " + seen[1] + " characters")));
  }

  private static void both(GrpcServerRequest<StringValue, StringValue> request, Events events) {
    request.handler(message -> request.response().write(text("echo " + message.getValue())));
    request.endHandler(v -> request.response().end());
  }

  private static void fail(GrpcServerRequest<StringValue, StringValue> request, Events events) {
    request.handler(message -> {
      int code = Integer.parseInt(message.getValue());
      if (code >= 100) { // after a message
        request.response().write(text("before the failure"));
      }
      request.response().status(GrpcStatus.valueOf(code % 100)).statusMessage("status ä " + code).end();
    });
  }

  private static Future<GrpcClientRequest<StringValue, StringValue>> request(RecordingClient client, String method) {
    return GrpcClient.client(client.vertx(), client.http())
      .request(SocketAddress.inetSocketAddress(client.port(), "localhost"),
        ServiceMethod.client(SERVICE, method, ENCODER, DECODER));
  }

  /** Makes a call, and records its messages, its status and its fields. */
  private static void call(RecordingClient client, String method,
                           Function<GrpcClientRequest<StringValue, StringValue>,
                             Future<GrpcClientResponse<StringValue, StringValue>>> program) throws Exception {
    client.onContext(() -> request(client, method).compose(request -> {
      request.headers().set("x-sent", method);
      return program.apply(request);
    }).compose(response -> record(client, response)).recover(failure -> {
      client.events().add(method + " failed: " + failure);
      return Future.succeededFuture();
    }));
  }

  private static Future<Void> record(RecordingClient client, GrpcClientResponse<StringValue, StringValue> response) {
    Events events = client.events();
    fields(events, "", response.headers().entries());
    long[] seen = new long[2];
    response.handler(message -> {
      seen[0]++;
      seen[1] = 31 * seen[1] + message.hashCode();
      if (message.getValue().length() < 100) {
        events.add("message " + message.getValue());
      }
    });
    return response.end().onSuccess(v -> {
      events.add(seen[0] + " messages, hash " + seen[1] + ", status " + response.status() + " "
        + response.statusMessage());
      fields(events, "trailer ", response.trailers().entries());
    });
  }

  private static void fields(Events events, String prefix, Iterable<Map.Entry<String, String>> fields) {
    fields.forEach(field -> {
      if (!field.getKey().equals("date")) {
        events.add(prefix + field);
      }
    });
  }

  @Test
  void unary_calls() throws Exception {
    compare.ofPairs(GrpcIT::application, client -> {
      call(client, "Unary", request -> request.send(text("world")));
      call(client, "Unary", request -> request.send(text("x".repeat(200_000))));
      call(client, "Unary", request -> request.encoding("gzip").send(text("x".repeat(2_000))));
      call(client, "Missing", request -> request.send(text("world")));
    });
  }

  @Test
  void statuses_come_in_the_trailers() throws Exception {
    compare.ofPairs(GrpcIT::application, client -> {
      for (String code : new String[]{"5", "16", "107", "113"}) {
        call(client, "Fail", request -> request.send(text(code)));
      }
    });
  }

  @Test
  void messages_from_the_server() throws Exception {
    compare.ofPairs(GrpcIT::application, client -> call(client, "Down", request -> request.send(text("abcdefgh"))));
  }

  @Test
  void messages_from_the_client() throws Exception {
    compare.ofPairs(GrpcIT::application, client -> {
      call(client, "Up", request -> {
        for (int i = 0; i < MANY; i++) {
          request.write(text("x".repeat(i)));
        }
        request.end();
        return request.response();
      });
      call(client, "Up", request -> {
        request.end();
        return request.response();
      });
    });
  }

  @Test
  void messages_in_both_directions() throws Exception {
    compare.ofPairs(GrpcIT::application, client -> client.onContext(() -> request(client, "Both").compose(request -> {
      request.write(text("0"));
      return request.response().compose(response -> {
        int[] next = {1};
        response.handler(message -> {
          client.events().add(message.getValue());
          if (next[0] < 20) {
            request.write(text(Integer.toString(next[0]++)));
          } else {
            request.end();
          }
        });
        return response.end().onSuccess(v -> client.events().add("status " + response.status()));
      });
    })));
  }

  @Test
  void a_deadline() throws Exception {
    compare.ofPairs(GrpcIT::application, client -> {
      call(client, "Silent", request -> request.timeout(100, TimeUnit.MILLISECONDS).send(text("question")));
      call(client, "Unary", request -> request.timeout(60, TimeUnit.SECONDS).send(text("in time")));
    });
  }

  @Test
  void a_deadline_in_the_middle_of_messages() throws Exception {
    compare.ofPairs(GrpcIT::application, client -> client.onContext(() -> request(client, "Endless")
      .compose(request -> {
        request.timeout(1, TimeUnit.SECONDS).write(text("question"));
        return request.response();
      }).compose(response -> {
        Promise<Void> ended = Promise.promise();
        response.handler(message -> client.events().add(message.getValue()));
        response.endHandler(v -> ended.tryComplete());
        response.exceptionHandler(ended::tryFail);
        return ended.future();
      }).transform(ended -> {
        client.events().add("ended " + ended.succeeded());
        return Future.succeededFuture();
      })));
  }

  @Test
  void a_call_that_the_client_cancels() throws Exception {
    compare.ofPairs(GrpcIT::application, client -> {
      client.onContext(() -> request(client, "Endless").compose(request -> {
        request.write(text("question"));
        return request.response().compose(response -> {
          Promise<Void> cancelled = Promise.promise();
          response.handler(message -> {
            client.events().add(message.getValue());
            request.cancel();
            cancelled.complete();
          });
          return cancelled.future();
        });
      }));
      call(client, "Cancelled", request -> request.send(text("question")));
    });
  }

  @Test
  @DisabledIfSystemProperty(named = "vertx.version", matches = "5\\.1\\..*",
    disabledReason = "the call never ends on the own engine of Vert.x 5.1")
  void a_call_that_the_server_cancels() throws Exception {
    compare.ofPairs(GrpcIT::application, client -> call(client, "Cancel", request -> request.send(text("question"))));
  }
}
