package io.github.vertxnghttp2.parity;

import io.github.vertxnghttp2.binding.SessionPair;
import io.github.vertxnghttp2.frame.DataFrame;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.GoAwayFrame;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.PingFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Defects of pynghttp2's binding that this one does not have. */
class BindingDefectsTest {
  private static final HeaderList POST =
    HeaderList.of(":method", "POST", ":scheme", "http", ":authority", "localhost", ":path", "/");

  private final SessionPair pair = new SessionPair();
  private final List<Frame> received = new ArrayList<>();

  @AfterEach
  void close() {
    pair.close();
  }

  /** The only frame of that type that the server received. */
  private <F extends Frame> F only(Class<F> type) {
    List<Frame> found = received.stream().filter(type::isInstance).toList();
    assertEquals(1, found.size(), received::toString);
    return type.cast(found.get(0));
  }

  private void listen() {
    pair.server.session.frameListener(new FrameListener() {
      @Override
      public void received(Frame frame) {
        received.add(frame);
      }

      @Override
      public void sent(Frame frame) {
      }
    });
    pair.exchange();
  }

  @Test
  @DisplayName("D16 The local window of a stream is not that of the connection")
  void window_of_a_stream() {
    int id = pair.client.session.submitRequest(POST, false);
    pair.server.session.setLocalWindowSize(0, 1_000_000);
    pair.client.push(id, new byte[5000], false);
    pair.exchange();
    assertEquals(60_535, pair.server.session.state().localWindowSize(id));
  }

  @Test
  @DisplayName("D16 The type of the frame decides whether flag 1 is ACK or END_STREAM")
  void flags() {
    listen();
    int id = pair.client.session.submitRequest(POST, false);
    pair.client.push(id, new byte[1], true);
    pair.server.session.submitPing(1);
    pair.exchange();
    Frame pong = received.stream().filter(PingFrame.class::isInstance).findFirst().orElseThrow();
    assertEquals(Set.of(Flag.END_STREAM), only(DataFrame.class).flagSet());
    assertEquals(Set.of(Flag.ACK), pong.flagSet());
    assertEquals(1, pong.flags() & only(DataFrame.class).flags());
  }

  @Test
  @DisplayName("D16 A DATA frame has a header with type, flags, length and stream")
  void data_has_a_header() {
    listen();
    int id = pair.client.session.submitRequest(POST, false);
    pair.client.push(id, new byte[1234], true);
    pair.exchange();
    DataFrame data = only(DataFrame.class);
    assertEquals("0 1 1234 " + id, data.type() + " " + data.flags() + " " + data.length() + " " + data.streamId());
  }

  @Test
  @DisplayName("D16 A GOAWAY keeps its opaque data, in the frame and for the listener")
  void goaway_has_opaque_data() {
    listen();
    pair.client.session.submitGoaway(0, 0x4242, "why".getBytes());
    pair.exchange();
    GoAwayFrame goAway = only(GoAwayFrame.class);
    assertEquals("why 16962", goAway.debugText() + " " + goAway.errorCode());
    assertEquals(1, pair.server.events.lines.stream().filter("goaway 0 0x4242 why"::equals).count());
  }
}
