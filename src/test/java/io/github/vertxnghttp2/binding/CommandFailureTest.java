package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.wire.CommandEncoder;
import io.github.vertxnghttp2.binding.wire.Wire;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A command that throws halfway leaves nothing in front of the command that comes next. */
class CommandFailureTest extends OpenSessions {

  /** Each command of wire.h, by the method that writes it. */
  enum Command {
    REQUEST(Wire.Command.REQUEST, c -> c.streams.request(GET, null, true)),
    RESPONSE(Wire.Command.RESPONSE, c -> c.streams.response(1, 200, TEXT, true)),
    CHECKED_RESPONSE(Wire.Command.RESPONSE, c -> c.streams.response(1, 200, checked(), true)),
    PRIORITIZED_RESPONSE(Wire.Command.HEADERS, c -> c.streams
      .response(1, 200, TEXT, new PrioritySpec(3, 5, true), true)),
    INFORMATIONAL(Wire.Command.HEADERS, c -> c.streams.informational(1, 103, TEXT)),
    HEADERS(Wire.Command.HEADERS, c -> c.streams.headers(1, TEXT, true)),
    TRAILERS(Wire.Command.TRAILERS, c -> c.streams.trailers(1, TEXT)),
    PUSH_PROMISE(Wire.Command.PUSH_PROMISE, c -> c.streams.pushPromise(1, GET)),
    PUSH_DATA(Wire.Command.PUSH_DATA, c -> c.streams.announceData(1, 10, true)),
    INLINE_DATA(Wire.Command.INLINE_DATA, c -> c.streams.inlineData(1, Unpooled.wrappedBuffer(new byte[7]), true)),
    CONSUME(Wire.Command.CONSUME, c -> c.streams.consume(1, 10)),
    CONSUME_STREAM(Wire.Command.CONSUME_WINDOW, c -> c.streams.consumeStream(1, 10)),
    CONSUME_CONNECTION(Wire.Command.CONSUME_WINDOW, c -> c.streams.consumeConnection(10)),
    RST_STREAM(Wire.Command.RST_STREAM, c -> c.streams.rstStream(1, 8)),
    GOAWAY(Wire.Command.GOAWAY, c -> c.connection.goaway(1, 8, new byte[5])),
    TERMINATE(Wire.Command.TERMINATE, c -> c.connection.terminate(-1, 8)),
    SHUTDOWN_NOTICE(Wire.Command.SHUTDOWN_NOTICE, c -> c.connection.shutdownNotice()),
    SETTINGS(Wire.Command.SETTINGS, c -> c.connection.settings(3, 100, 4, 70_000)),
    PING(Wire.Command.PING, c -> c.connection.ping(42)),
    PING_ACK(Wire.Command.PING, c -> c.connection.pingAck(42)),
    LOCAL_WINDOW(Wire.Command.LOCAL_WINDOW, c -> c.connection.localWindowSize(0, 100_000, true)),
    WINDOW_UPDATE(Wire.Command.WINDOW_UPDATE, c -> c.connection.windowUpdate(1, 10)),
    NEXT_STREAM_ID(Wire.Command.NEXT_STREAM_ID, c -> c.streams.setNextStreamId(c.streams.nextStreamId() + 2)),
    PRIORITY_UPDATE(Wire.Command.PRIORITY_UPDATE, c -> c.streams.priorityUpdate(1, new byte[3])),
    PRIORITY(Wire.Command.PRIORITY, c -> c.streams.changePriority(1, Priority.DEFAULT, true)),
    PRIORITY_FRAME(Wire.Command.PRIORITY_FRAME, c -> c.streams.priority(1, new PrioritySpec(3, 256, false))),
    EXTENSION(Wire.Command.EXTENSION, c -> c.connection.extension(0xaa, 0, 1, new byte[6])),
    ALTSVC(Wire.Command.ALTSVC, c -> c.connection.altSvc(0, "https://a.example", "h2=\":443\"")),
    ORIGIN(Wire.Command.ORIGIN, c -> c.connection.origin(List.of("https://a.example", "https://b.example"))),
    MAX_UNREAD(Wire.Command.MAX_UNREAD, c -> c.connection.maxUnread(100_000));

    final int number;
    final Consumer<Commands> method;

    Command(int number, Consumer<Commands> method) {
      this.number = number;
      this.method = method;
    }

    SessionType side() {
      return this == REQUEST ? SessionType.CLIENT : SessionType.SERVER;
    }

    private static OutboundFields checked() {
      OutboundFields fields = new OutboundFields();
      fields.put("content-type", "text/plain");
      return fields;
    }
  }

  /** Commands without a native session, which may take so many bytes. */
  private static final class Commands {
    private final CommandEncoder encoder;
    final StreamCommands streams;
    final ConnectionCommands connection;

    Commands(SessionType type, int capacity) {
      encoder = new CommandEncoder(capacity);
      NativeSession none = new NativeSession(type, 1, false);
      streams = new StreamCommands(none, encoder, new SessionOptions().setFlowControl(FlowControl.BY_HAND));
      connection = new ConnectionCommands(none, encoder);
    }

    byte[] written() {
      return Arrays.copyOf(encoder.bytes(), encoder.length());
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_command_without_room_for_all_of_it_leaves_nothing_behind(Command command) {
    int whole = length(command);
    for (int room = 0; room < whole; room += 4) {
      Commands commands = new Commands(command.side(), 16 + room);
      commands.connection.ping(1);
      byte[] before = commands.written();
      int nextStreamId = commands.streams.nextStreamId();
      assertThrows(IllegalStateException.class, () -> command.method.accept(commands));
      assertArrayEquals(before, commands.written());
      assertEquals(nextStreamId, commands.streams.nextStreamId());
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_command_that_follows_a_failed_one_is_written_as_if_that_had_not_been(Command command) {
    int whole = length(command);
    for (int room = 16; room < whole; room += 4) {
      Commands failed = new Commands(command.side(), 16 + room);
      failed.connection.ping(1);
      assertThrows(IllegalStateException.class, () -> command.method.accept(failed));
      failed.connection.ping(2);
      Commands never = new Commands(command.side(), 1000);
      never.connection.ping(1);
      never.connection.ping(2);
      assertArrayEquals(never.written(), failed.written());
    }
  }

  private static int length(Command command) {
    Commands commands = new Commands(command.side(), 1000);
    command.method.accept(commands);
    assertEquals(command.number, commands.written()[0]);
    return commands.written().length;
  }

  @Test
  void every_command_is_in_this_test() throws Exception {
    Set<Integer> here = new HashSet<>();
    for (Command command : Command.values()) {
      here.add(command.number);
    }
    here.add(Wire.Command.FRAME_LOG); // 8 bytes: it cannot fail halfway
    for (int number = 1; number <= Wire.Command.MAX_UNREAD; number++) {
      assertTrue(here.contains(number), "command " + number + " is missing");
    }
  }

  @Test
  void a_body_that_was_released_is_refused_and_the_next_commands_bytes_are_no_body() {
    int first = pair.client.session.submitRequest(POST, false);
    int second = pair.client.session.submitRequest(POST, false);
    ByteBuf released = Unpooled.buffer().writeZero(16);
    released.release();
    assertThrows(IllegalReferenceCountException.class, () -> pair.client.session.submitData(first, released, true));
    pair.client.session.submitData(second, Unpooled.wrappedBuffer("second".getBytes()), true);
    pair.client.session.submitData(first, Unpooled.wrappedBuffer("first".getBytes()), true);
    pair.exchange();
    assertEquals("first", new String(pair.server.events.body(first)));
    assertEquals("second", new String(pair.server.events.body(second)));
  }

  @Test
  void a_refused_list_leaves_nothing_behind() {
    HeaderList bad = GET.copy().add("x-good", "1").add("x-bad", "a\nb");
    assertThrows(IllegalArgumentException.class, () -> pair.client.session.submitRequest(bad, true));
    assertFalse(pair.client.session.hasCommands());
    int id = pair.client.session.submitRequest(GET, true);
    pair.exchange();
    assertEquals(GET, pair.server.events.headers.get(id));
  }
}
