package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.binding.wire.CommandEncoder;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.Priority;
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
    REQUEST(CommandEncoder.REQUEST, c -> c.submitRequest(GET, true)),
    RESPONSE(CommandEncoder.RESPONSE, c -> c.submitResponse(1, 200, TEXT, true)),
    CHECKED_RESPONSE(CommandEncoder.RESPONSE, c -> c.submitResponse(1, 200, checked(), true)),
    INFORMATIONAL(CommandEncoder.HEADERS, c -> c.submitInformational(1, 103, TEXT)),
    HEADERS(CommandEncoder.HEADERS, c -> c.submitHeaders(1, TEXT, true)),
    TRAILERS(CommandEncoder.TRAILERS, c -> c.submitTrailer(1, TEXT)),
    PUSH_PROMISE(CommandEncoder.PUSH_PROMISE, c -> c.submitPushPromise(1, GET)),
    PUSH_DATA(CommandEncoder.PUSH_DATA, c -> c.pushData(1, 10, true)),
    INLINE_DATA(CommandEncoder.INLINE_DATA, c -> c.submitData(1, Unpooled.wrappedBuffer(new byte[7]), true)),
    CONSUME(CommandEncoder.CONSUME, c -> c.consume(1, 10)),
    CONSUME_STREAM(CommandEncoder.CONSUME_WINDOW, c -> c.consumeStream(1, 10)),
    CONSUME_CONNECTION(CommandEncoder.CONSUME_WINDOW, c -> c.consumeConnection(10)),
    RST_STREAM(CommandEncoder.RST_STREAM, c -> c.submitRstStream(1, 8)),
    GOAWAY(CommandEncoder.GOAWAY, c -> c.submitGoaway(1, 8, new byte[5])),
    TERMINATE(CommandEncoder.TERMINATE, c -> c.terminate(8)),
    SHUTDOWN_NOTICE(CommandEncoder.SHUTDOWN_NOTICE, ConnectionCommands::submitShutdownNotice),
    SETTINGS(CommandEncoder.SETTINGS, c -> c.submitSettings(3, 100, 4, 70_000)),
    PING(CommandEncoder.PING, c -> c.submitPing(42)),
    PING_ACK(CommandEncoder.PING, c -> c.submitPingAck(42)),
    LOCAL_WINDOW(CommandEncoder.LOCAL_WINDOW, c -> c.setLocalWindowSize(0, 100_000)),
    WINDOW_UPDATE(CommandEncoder.WINDOW_UPDATE, c -> c.submitWindowUpdate(1, 10)),
    NEXT_STREAM_ID(CommandEncoder.NEXT_STREAM_ID, c -> c.setNextStreamId(c.nextStreamId() + 2)),
    PRIORITY_UPDATE(CommandEncoder.PRIORITY_UPDATE, c -> c.submitPriorityUpdate(1, new byte[3])),
    PRIORITY(CommandEncoder.PRIORITY, c -> c.changePriority(1, Priority.DEFAULT, true)),
    EXTENSION(CommandEncoder.EXTENSION, c -> c.submitExtension(0xaa, 0, 1, new byte[6])),
    ALTSVC(CommandEncoder.ALTSVC, c -> c.submitAltSvc(0, "https://a.example", "h2=\":443\"")),
    ORIGIN(CommandEncoder.ORIGIN, c -> c.submitOrigin(List.of("https://a.example", "https://b.example"))),
    MAX_UNREAD(CommandEncoder.MAX_UNREAD, c -> c.setMaxUnread(100_000));

    final int number;
    final Consumer<ConnectionCommands> method;

    Command(int number, Consumer<ConnectionCommands> method) {
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
  private static final class Commands extends ConnectionCommands {
    Commands(SessionType type, int capacity) {
      super(type, new SessionOptions().setFlowControl(FlowControl.BY_HAND), new CommandEncoder(capacity));
      handle = 1;
    }

    byte[] written() {
      return Arrays.copyOf(commands.bytes(), commands.length());
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_command_without_room_for_all_of_it_leaves_nothing_behind(Command command) {
    int whole = length(command);
    for (int room = 0; room < whole; room += 4) {
      Commands commands = new Commands(command.side(), 16 + room);
      commands.submitPing(1);
      byte[] before = commands.written();
      int nextStreamId = commands.nextStreamId();
      assertThrows(IllegalStateException.class, () -> command.method.accept(commands));
      assertArrayEquals(before, commands.written());
      assertEquals(nextStreamId, commands.nextStreamId());
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_command_that_follows_a_failed_one_is_written_as_if_that_had_not_been(Command command) {
    int whole = length(command);
    for (int room = 16; room < whole; room += 4) {
      Commands failed = new Commands(command.side(), 16 + room);
      failed.submitPing(1);
      assertThrows(IllegalStateException.class, () -> command.method.accept(failed));
      failed.submitPing(2);
      Commands never = new Commands(command.side(), 1000);
      never.submitPing(1);
      never.submitPing(2);
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
    here.add(CommandEncoder.FRAME_LOG); // 8 bytes: it cannot fail halfway
    for (int number = 1; number <= CommandEncoder.MAX_UNREAD; number++) {
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
