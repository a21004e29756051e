package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.Nghttp2;
import io.github.vertxnghttp2.testing.RandomFrames;
import io.github.vertxnghttp2.testing.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Connections whose peers and users behave at random. A connection may fail, but the listeners of every stream and of
 * every write are notified of the end, and neither buffers nor native memory leak.
 */
class ConnectionFuzzTest {
  private static final int SEEDS = 200;

  private long memory;

  @BeforeEach
  void count() {
    memory = Nghttp2.memoryUsed();
  }

  @AfterEach
  void nothing_is_left() {
    assertEquals(memory, Nghttp2.memoryUsed());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void frames_in_no_sensible_order_end_a_connection_at_worst(boolean server) {
    Seeds.each(SEEDS, random -> {
      RandomFrames frames = new RandomFrames(random);
      read(server, random, frames, frames.conversation(server, 50));
    });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_another_connection_said_with_bits_turned_over_ends_a_connection_at_worst(boolean server) {
    Seeds.each(SEEDS, random -> {
      RandomFrames frames = new RandomFrames(random);
      byte[] said = converse(random, server);
      if (said.length > 0) {
        read(server, random, frames, frames.damaged(said));
      }
    });
  }

  @Test
  void two_connections_whose_users_do_anything_go_on_until_one_of_them_is_closed() {
    Seeds.each(SEEDS, random -> converse(random, false));
  }

  private static void read(boolean server, Random random, RandomFrames frames, byte[] conversation) {
    try (FuzzedConnection connection = new FuzzedConnection(server, random)) {
      frames.pieces(conversation, piece -> connection.receive(piece) && act(connection, random));
    }
  }

  private static boolean act(FuzzedConnection connection, Random random) {
    if (random.nextInt(3) > 0) {
      return true;
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      connection.act();
    }
    return connection.flush();
  }

  /** @return what the client said, or the server */
  private static byte[] converse(Random random, boolean ofClient) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    RandomFrames pieces = new RandomFrames(random);
    try (FuzzedConnection client = new FuzzedConnection(false, random);
         FuzzedConnection server = new FuzzedConnection(true, random)) {
      for (int i = 0; i < 20; i++) {
        for (FuzzedConnection from : new FuzzedConnection[] {server, client}) { // a server's SETTINGS go first
          FuzzedConnection to = from == client ? server : client;
          act(from, random);
          ByteBuf bytes = from.output.take();
          byte[] octets = ByteBufUtil.getBytes(bytes);
          bytes.release();
          if ((from == client) == ofClient) {
            said.writeBytes(octets);
          }
          pieces.pieces(octets, to::receive);
        }
      }
    }
    return said.toByteArray();
  }
}
