package io.github.vertxnghttp2.http.stream;

import io.github.vertxnghttp2.testing.Repeat;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import static io.github.vertxnghttp2.http.Futures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** A response whose user is on the event loop of the connection, where the messages need no queue of Vert.x. */
class InboundMessagesTest {
  private static final int MESSAGES = 50_000;

  private final List<String> events = new ArrayList<>();
  private Vertx vertx;
  private ContextInternal context;
  private EventLoop loop;
  private ClientStream stream;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    context = ((VertxInternal) vertx).createEventLoopContext();
    loop = context.nettyEventLoop();
    ClientStreamConnection connection = (ClientStreamConnection) Proxy.newProxyInstance(getClass().getClassLoader(),
      new Class<?>[] {ClientStreamConnection.class},
      (proxy, method, args) -> method.getName().equals("context") ? context : null);
    stream = new ClientStream(connection, context, 1, null).dataHandler(data -> events.add(data.toString()))
      .trailersHandler(trailers -> events.add("trailers")).endHandler(v -> events.add("end"));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private void onLoop(Runnable task) {
    loop.submit(task).syncUninterruptibly();
  }

  /** After the tasks that the event loop has now. */
  private List<String> events() throws Exception {
    return loop.submit(() -> List.copyOf(events)).get();
  }

  private void receive(String text) {
    stream.onData(Buffer.buffer(text));
  }

  @Test
  void a_user_who_never_pauses_gets_each_message_at_once() throws Exception {
    onLoop(() -> {
      receive("a");
      events.add("after a");
      stream.onTrailers();
    });
    assertEquals(List.of("a", "after a", "trailers", "end"), events());
  }

  @Test
  void a_paused_user_gets_as_many_messages_as_fetched() throws Exception {
    onLoop(() -> {
      stream.pause();
      receive("a");
      receive("b");
      receive("c");
    });
    assertEquals(List.of(), events());
    onLoop(() -> stream.fetch(2));
    assertEquals(List.of("a", "b"), events());
    stream.fetch(1);
    assertEquals(List.of("a", "b", "c"), events());
    onLoop(() -> receive("d"));
    assertEquals(List.of("a", "b", "c"), events());
    stream.fetch(Long.MAX_VALUE);
    onLoop(() -> receive("e"));
    assertEquals(List.of("a", "b", "c", "d", "e"), events());
  }

  @Test
  void the_end_waits_and_the_trailers_do_not() throws Exception {
    onLoop(() -> {
      stream.pause();
      receive("a");
      stream.onTrailers();
    });
    assertEquals(List.of("trailers"), events());
    stream.fetch(1);
    assertEquals(List.of("trailers", "a"), events());
    stream.fetch(1);
    assertEquals(List.of("trailers", "a", "end"), events());
  }

  @Test
  void fetch_itself_calls_no_handler() throws Exception {
    onLoop(() -> {
      stream.pause();
      receive("a");
      stream.fetch(1);
      events.add("fetched");
      receive("b");
    });
    assertEquals(List.of("fetched", "a"), events());
  }

  @Test
  void a_handler_that_pauses_gets_no_more() throws Exception {
    stream.dataHandler(data -> {
      events.add(data.toString());
      stream.pause();
    });
    onLoop(() -> {
      receive("a");
      receive("b");
      receive("c");
      stream.fetch(5);
    });
    assertEquals(List.of("a", "b"), events());
  }

  @Test
  void what_comes_while_a_handler_runs_is_handled_after_it() throws Exception {
    stream.dataHandler(data -> {
      if (data.toString().equals("a")) {
        receive("b");
      }
      events.add(data.toString());
    });
    onLoop(() -> receive("a"));
    assertEquals(List.of("a", "b"), events());
  }

  @Test
  void a_negative_amount_is_rejected() {
    assertThrows(IllegalArgumentException.class, () -> stream.fetch(-1));
  }

  @Test
  void no_message_is_lost_while_another_thread_pauses_and_fetches() throws Exception {
    List<Integer> received = new ArrayList<>();
    CountDownLatch ended = new CountDownLatch(1);
    stream.dataHandler(data -> received.add(data.getInt(0))).endHandler(v -> ended.countDown());
    loop.execute(() -> send(0));
    Repeat.until("the end", () -> ended.getCount() == 0, () -> {
      for (int i = 0; i < 100; i++) {
        stream.pause();
        stream.fetch(3);
      }
      onLoop(() -> { }); // the tasks of fetch do not pile up
    });
    assertEquals(MESSAGES, received.size());
    for (int i = 0; i < MESSAGES; i++) {
      assertEquals(i, received.get(i));
    }
  }

  /** A few messages in each task, so that tasks of fetch run between them. */
  private void send(int first) {
    int number = first;
    while (number < MESSAGES && number < first + 10) {
      stream.onData(Buffer.buffer().appendInt(number++));
    }
    if (number < MESSAGES) {
      int next = number;
      loop.execute(() -> send(next));
    } else {
      stream.onTrailers();
    }
  }
}
