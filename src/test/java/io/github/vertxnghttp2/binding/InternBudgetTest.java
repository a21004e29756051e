package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.testing.RawFrame;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Field;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Names and values that are kept on both sides, so that they need not cross each time, have a budget. */
class InternBudgetTest extends OpenSessions {
  private static final int BUDGET = 9216;
  /**
   * What the library allocates for a value is twice what comes, and an octet may come in 30 bits: so eight times the
   * text.
   */
  private static final int NATIVE = 8 * BUDGET + 32 * 1024;

  @Test
  void literals_that_are_not_indexed_do_not_pin_memory() throws Exception {
    long before = Nghttp2.memoryUsed();
    for (int i = 0; i < 80; i++) {
      pair.server.receive(RawFrame.headers(2 * i + 1, true, request(4 * i, 4)), RawFrame.rst(2 * i + 1, 8));
      assertTrue(pair.server.session.state().internedBytes() <= BUDGET, pair.server.session.state().internedBytes()
        + " bytes");
    }
    assertTrue(Nghttp2.memoryUsed() - before < NATIVE, (Nghttp2.memoryUsed() - before) + " native bytes");
    assertTrue(textsOf(pair.server.session) <= BUDGET + 64 * 30, textsOf(pair.server.session) + " chars");
  }

  /** Fields are the same whatever was dropped before, and in whatever order they come again. */
  @Test
  void fields_stay_what_they_are_while_others_are_dropped() throws Exception {
    Random random = new Random(1);
    HeaderList[] lists = new HeaderList[40];
    for (int i = 0; i < lists.length; i++) {
      lists[i] = GET.copy();
      for (int j = random.nextInt(6); j >= 0; j--) {
        lists[i].add("x-" + random.nextInt(40) + "-" + "n".repeat(random.nextInt(30)),
          random.nextInt(9) + "v".repeat(random.nextInt(random.nextInt(10) == 0 ? 3500 : 400)), random.nextInt(8) == 0);
      }
    }
    for (int i = 0; i < 3000; i++) {
      HeaderList list = lists[random.nextInt(lists.length)];
      int id = pair.client.session.submitRequest(list, true);
      pair.exchange();
      assertEquals(list, pair.server.events.headers.remove(id));
      pair.server.session.submitResponse(id, 200, TEXT, true);
      pair.exchange();
    }
    assertTrue(pair.server.session.state().internEvictions() > 0, pair.server.session.state().internEvictions()
      + " evictions");
    assertTrue(textsOf(pair.server.session) <= BUDGET + 64 * 30, textsOf(pair.server.session) + " chars");
  }

  /**
   * A text that has lost its place to others is decoded anew with each request. The place of a text follows from its
   * address. Values of other lengths lead to other addresses, so that the sessions differ.
   */
  @Test
  void nearly_all_texts_of_a_request_keep_their_places() {
    Random random = new Random(1);
    int texts = 0;
    int decoded = 0;
    for (int i = 0; i < 50; i++) {
      HeaderList request = GET.copy();
      for (int j = 0; j < 16; j++) {
        request.add("x-name-" + j, j + "v".repeat(random.nextInt(100)));
      }
      open(new SessionOptions(), new SessionOptions());
      exchange(request);
      HeaderList second = exchange(request);
      HeaderList third = exchange(request);
      for (int field = 4; field < request.size(); field++) {
        texts += 2;
        decoded += second.name(field) == third.name(field) ? 0 : 1;
        decoded += second.value(field) == third.value(field) ? 0 : 1;
      }
    }
    assertTrue(decoded <= 0.1 * texts, decoded + " of " + texts);
  }

  private HeaderList exchange(HeaderList request) {
    int id = pair.client.session.submitRequest(request, true);
    pair.exchange();
    return pair.server.events.headers.remove(id);
  }

  @Test
  void the_fields_of_a_reported_block_are_not_kept() throws Exception {
    pair.client.session.submitRequest(GET.copy().add("x-long", "v".repeat(5000)), true);
    pair.exchange();
    assertEquals(5000, pair.server.events.headers.get(1).get("x-long").length());
    assertArrayEquals(new String[fieldsOf(pair.server.session).length], fieldsOf(pair.server.session));
  }

  @Test
  void the_fields_of_a_refused_block_are_not_kept() throws Exception {
    open(new SessionOptions(), new SessionOptions().setMaxHeaderFields(5));
    pair.client.session.submitRequest(GET.copy().add("x-long", "v".repeat(5000)).add("x-more", "y"), true);
    pair.exchange();
    assertTrue(pair.server.events.headers.isEmpty());
    assertArrayEquals(new String[fieldsOf(pair.server.session).length], fieldsOf(pair.server.session));
  }

  private static String[] fieldsOf(Session session) throws ReflectiveOperationException {
    Field decoder = Session.class.getDeclaredField("decoder");
    decoder.setAccessible(true);
    Field fields = EventDecoder.class.getDeclaredField("fields");
    fields.setAccessible(true);
    return (String[]) fields.get(decoder.get(session));
  }

  /** The chars that the decoder keeps; those of the static table are beyond the budget. */
  private static int textsOf(Session session) throws ReflectiveOperationException {
    Field decoder = Session.class.getDeclaredField("decoder");
    decoder.setAccessible(true);
    Field interned = EventDecoder.class.getDeclaredField("interned");
    interned.setAccessible(true);
    int chars = 0;
    for (String text : (String[]) interned.get(decoder.get(session))) {
      chars += text == null ? 0 : text.length();
    }
    return chars;
  }

  /** Literals without indexing, whose values are 1,000 times the octet 249: 28 bits each in HPACK's Huffman code. */
  private static byte[] request(int from, int fields) throws Exception {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    try (HeaderDeflater deflater = new HeaderDeflater(0)) {
      block.writeBytes(deflater.deflate(GET));
    }
    for (int i = from; i < from + fields; i++) {
      byte[] name = ("x-" + i).getBytes();
      block.write(0);
      block.write(name.length);
      block.writeBytes(name);
      block.write(0xff);
      int rest = 3500 - 127;
      block.write(rest & 0x7f | 0x80);
      block.write(rest >> 7);
      for (int j = 0; j < 500; j++) {
        block.writeBytes(new byte[] {-1, -1, -1, -17, -1, -1, -2});
      }
    }
    return block.toByteArray();
  }
}
