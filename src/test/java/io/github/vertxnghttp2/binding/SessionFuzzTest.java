package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.RandomFrames;
import io.github.vertxnghttp2.testing.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Sessions and peers that break all rules. A session may only fail with a SessionException. */
class SessionFuzzTest {
  private static final int SEEDS = 200;

  private long memory;
  private long sessions;

  @BeforeEach
  void count() {
    memory = Nghttp2.memoryUsed();
    sessions = Nghttp2.sessionsOpen();
  }

  @AfterEach
  void nothing_is_left() {
    assertEquals(memory, Nghttp2.memoryUsed());
    assertEquals(sessions, Nghttp2.sessionsOpen());
  }

  @ParameterizedTest
  @EnumSource
  void frames_in_no_sensible_order_cut_anywhere_end_a_session_at_worst(SessionType type) {
    Seeds.each(SEEDS, random -> {
      RandomFrames frames = new RandomFrames(random);
      byte[] conversation = frames.conversation(type == SessionType.SERVER, 50);
      read(type, random, frames, conversation);
    });
  }

  @ParameterizedTest
  @EnumSource
  void a_recorded_session_with_bits_turned_over_ends_a_session_at_worst(SessionType type) {
    byte[] recorded = record(type);
    Seeds.each(SEEDS, random -> {
      RandomFrames frames = new RandomFrames(random);
      read(type, random, frames, frames.damaged(recorded));
    });
  }

  @ParameterizedTest
  @EnumSource
  void octets_that_are_no_frames_at_all_end_a_session_at_worst(SessionType type) {
    Seeds.each(SEEDS, random -> {
      byte[] noise = new byte[random.nextInt(5000)];
      random.nextBytes(noise);
      read(type, random, new RandomFrames(random), noise);
    });
  }

  /** What the other type says in a session with everything in it. */
  private static byte[] record(SessionType reader) {
    ByteArrayOutputStream recorded = new ByteArrayOutputStream();
    try (SessionPair.Side client = new SessionPair.Side(new Session(SessionType.CLIENT, options()));
         SessionPair.Side server = new SessionPair.Side(new Session(SessionType.SERVER, options()))) {
      SessionPair.Side speaker = reader == SessionType.SERVER ? client : server;
      client.session.submitSettings(4, 100_000);
      server.session.submitSettings(3, 100, 9, 1);
      for (int i = 0; i < 8; i++) {
        talk(client.session, server.session, i);
        for (SessionPair.Side side : new SessionPair.Side[] {server, client}) {
          ByteBuf bytes = side.flush();
          if (side == speaker) {
            recorded.writeBytes(ByteBufUtil.getBytes(bytes));
          }
          SessionPair.Side other = side == client ? server : client;
          other.session.receive(bytes, other.events);
          bytes.release();
        }
      }
    }
    return recorded.toByteArray();
  }

  private static void talk(Session client, Session server, int round) {
    int id = client.submitRequest(OpenSessions.POST.copy().add("x-round", "no. " + round), false);
    client.submitData(id, Unpooled.wrappedBuffer(new byte[300]), round % 2 == 0);
    client.submitPing(round);
    client.submitPriorityUpdate(id, "u=1".getBytes());
    client.submitExtension(0xf0, 3, 0, new byte[] {1, 2, 3});
    if (round > 1) {
      int responded = id - 4;
      server.submitInformational(responded, 103, OpenSessions.TEXT);
      server.submitResponse(responded, 200, OpenSessions.TEXT, false);
      server.submitData(responded, Unpooled.wrappedBuffer(new byte[500]), false);
      server.submitTrailer(responded, HeaderList.of("x-trailer", "round " + round));
      server.submitPushPromise(id - 2, OpenSessions.GET);
      server.submitAltSvc(0, "http://localhost", "h2=\":" + round + "\"");
      client.submitRstStream(id - 2, round);
    }
  }

  private static SessionOptions options() {
    return new SessionOptions().addExtensionType(0xf0).addBuiltinExtensionType(FrameType.ALTSVC);
  }

  private static void read(SessionType type, Random random, RandomFrames frames, byte[] conversation) {
    try (FuzzedSession session = new FuzzedSession(type, random)) {
      session.flush();
      frames.pieces(conversation, piece -> session.receive(piece) && act(session, random));
      session.flush(); // once more also if the session has given up, see Session.receive
    }
  }

  private static boolean act(FuzzedSession session, Random random) {
    if (random.nextInt(3) > 0) {
      return true;
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      session.act();
    }
    return session.flush();
  }
}
