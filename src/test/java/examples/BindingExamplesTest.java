package examples;

import io.github.vertxnghttp2.binding.Nghttp2;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BindingExamplesTest {
  private final List<String> lines = new ArrayList<>();

  @Test
  void a_session_by_hand_carries_a_request_and_its_response() {
    long before = Nghttp2.memoryUsed();
    new SessionByHand(lines::add).run();
    List<String> said = lines.stream().filter(line -> line.contains("stream")).toList();
    assertEquals(List.of(
      "server: stream 1 [:method: GET, :scheme: http, :authority: localhost, :path: /hello]",
      "server: stream 1 closed: NO_ERROR",
      "client: stream 1 [:status: 200, content-type: text/plain]",
      "client: stream 1 Hello, /hello!",
      "client: stream 1 closed: NO_ERROR"), said);
    assertTrue(lines.contains("client: the peer's settings") && lines.contains("server: the peer's settings"),
      lines::toString);
    assertEquals(before, Nghttp2.memoryUsed());
  }

  @Test
  void hpack_alone_says_a_list_again_in_fewer_bytes() {
    HpackAlone.run(lines::add);
    int first = Integer.parseInt(lines.get(0).split(" ")[0]);
    int second = Integer.parseInt(lines.get(2).split(" ")[0]);
    assertTrue(second < first, lines::toString);
    assertEquals(lines.get(1), lines.get(3));
    assertTrue(lines.contains("table entry 62: x-request: one"), lines::toString);
    assertTrue(lines.stream().noneMatch(line -> line.contains("secret")), lines::toString);
  }

  @Test
  void both_run_as_programs() {
    SessionByHand.main(new String[0]);
    HpackAlone.main(new String[0]);
  }
}
