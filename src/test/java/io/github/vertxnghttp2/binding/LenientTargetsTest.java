package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.github.vertxnghttp2.testing.Seeds;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Compares the binding's checks of requests with those of the library: random requests get the same verdict from both,
 * but for the two differences that {@link SessionOptions#setLenientTargets} names.
 */
class LenientTargetsTest {
  private static final int SEEDS = 120;
  private static final int PER_SESSION = 500;
  /** The first index of HPACK's static table that is no pseudo-header field, and the first of the dynamic table. */
  private static final int FIRST_ORDINARY = 15;
  private static final int FIRST_DYNAMIC = 62;
  private static final String[][] FIELDS = {
    {"x-good", "text"}, {"x-empty", ""}, {"content-length", "0"}, {"content-length", "1"}, {"te", "trailers"},
    {"te", "gzip"}, {"host", "localhost"}, {"host", "a b"}, {"X-Upper", "text"}, {"x bad", "text"},
    {"x-bad", "a\u0001b"}, {"x-good", "text "}, {"connection", "close"}, {"cookie", "a=b"}, {"x-good", "other text"}};

  @Test
  void random_requests_get_the_verdict_of_the_library() {
    int[] counts = new int[Verdict.values().length];
    Seeds.each(SEEDS, random -> {
      RandomRequests requests = new RandomRequests(random);
      boolean connectProtocol = random.nextBoolean();
      try (Server library = new Server(false, connectProtocol); Server own = new Server(true, connectProtocol);
           Server repaired = new Server(false, connectProtocol)) {
        for (int i = 0, id = 1; i < PER_SESSION; i++, id += 2) {
          counts[compare(requests.next(), id, library, own, repaired).ordinal()]++;
        }
      }
    });
    int all = SEEDS * PER_SESSION;
    assertTrue(counts[0] > all / 10 && counts[1] > all / 10 && counts[2] > all / 100, () -> Arrays.toString(counts));
  }

  private enum Verdict { ACCEPTED, REFUSED, ACCEPTED_BY_BINDING_ONLY }

  private static Verdict compare(RandomRequests.Request request, int id, Server library, Server own, Server repaired) {
    List<RawFrame> frames = request.frames(id, request.head());
    List<String> expected = library.verdict(frames);
    List<String> actual = own.verdict(frames);
    List<String> good = repaired.verdict(request.frames(id, RandomRequests.withTarget(request.head())));
    if (expected.equals(actual)) {
      return actual.toString().contains("PROTOCOL_ERROR") ? Verdict.REFUSED : Verdict.ACCEPTED;
    }
    assertEquals(good, actual, () -> request + ", the library: " + expected);
    assertTrue(RandomRequests.isLenient(request.head()), () -> request + ": " + actual);
    return Verdict.ACCEPTED_BY_BINDING_ONLY;
  }

  /** The binding checks the name and the value of a field of HPACK's tables only when they come for the first time. */
  @Test
  void fields_of_the_tables_get_the_verdict_of_the_library_each_time() {
    Seeds.each(20, random -> {
      try (Server library = new Server(false, false); Server own = new Server(true, false)) {
        int id = 1;
        for (String[] field : FIELDS) {
          compare(HpackBlock.indexing(field[0], field[1]), id, library, own);
          id += 2;
        }
        for (int i = 0; i < 300; i++, id += 2) {
          byte[] fields = {};
          for (int more = random.nextInt(3); more >= 0; more--) {
            int index = FIRST_ORDINARY + random.nextInt(FIRST_DYNAMIC + FIELDS.length - FIRST_ORDINARY);
            fields = HpackBlock.concat(fields, HpackBlock.indexed(index));
          }
          compare(fields, id, library, own);
        }
      }
    });
  }

  private static void compare(byte[] fields, int id, Server library, Server own) {
    List<RawFrame> frames = List.of(RawFrame.headers(id, true, HpackBlock.concat(HpackBlock.get("/"), fields)));
    assertEquals(library.verdict(frames), own.verdict(frames), () -> Arrays.toString(fields));
  }

  @Test
  void a_refused_request_leaves_the_connection_and_its_window_as_they_are() {
    try (Server own = new Server(true, false)) {
      for (int id = 1; id < 2_001; id += 2) { // 1,000 times 1,000 bytes are more than the window of the connection
        List<String> verdict = own.verdict(List.of(RawFrame.headers(id, false, HpackBlock.post("/", "content-length",
          "10")), RawFrame.data(id, new byte[1000], false)));
        assertEquals(List.of("headers " + id + " REQUEST open", "closed " + id + " PROTOCOL_ERROR LIBRARY"), verdict);
      }
    }
  }

  /** One end that reads frames, and ends each stream that it has not refused. */
  private static final class Server implements AutoCloseable {
    private final SessionPair pair;

    Server(boolean lenient, boolean connectProtocol) {
      SessionOptions options = new SessionOptions().setLenientTargets(lenient);
      pair = new SessionPair(new SessionOptions(), options, SettingId.ENABLE_CONNECT_PROTOCOL.id(),
        connectProtocol ? 1 : 0);
      pair.server.events.takeLines();
    }

    List<String> verdict(List<RawFrame> frames) {
      for (RawFrame frame : frames) {
        pair.server.receive(frame);
      }
      int id = frames.get(0).streamId();
      pair.server.flush().release();
      List<String> lines = new ArrayList<>(pair.server.events.takeLines());
      lines.removeIf(line -> line.startsWith("invalid") || line.startsWith("error"));
      if (lines.stream().noneMatch(line -> line.startsWith("closed"))) {
        pair.server.session.submitRstStream(id, 0);
        pair.server.flush().release();
        pair.server.events.takeLines();
      }
      return lines;
    }

    @Override
    public void close() {
      pair.close();
    }
  }
}
