package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Frames in both forms, against the tables of the guide's chapter. */
class BusFramesTest {
  private static final long MAX = (1L << 53) - 1;

  private static MultiMap fields(String... pairs) {
    MultiMap fields = HttpHeaders.headers();
    for (int i = 0; i < pairs.length; i += 2) {
      fields.add(pairs[i], pairs[i + 1]);
    }
    return fields;
  }

  static Stream<BusFrame.OfStream> frames() {
    return Stream.of(
      new BusFrame.Head(1, 0, 100, fields(), false),
      new BusFrame.Head(MAX, 0xffffffffL, 999, fields("a", "1", "b", "2", "a", "", "a", "3"), true),
      new BusFrame.Data(7, 1, Buffer.buffer("x"), false),
      new BusFrame.Data(7, 1, Buffer.buffer("x"), false, true),
      new BusFrame.Data(7, 1, Buffer.buffer("x"), true, true),
      new BusFrame.Data(7, 0x80000000L, Buffer.buffer(new byte[65_536]), true),
      new BusFrame.End(8, 2, fields()),
      new BusFrame.End(8, 2, fields("grpc-status", "0")),
      new BusFrame.Credit(9, 3, 1),
      new BusFrame.Credit(9, 3, MAX),
      new BusFrame.Credit(9, 3, 0, 1),
      new BusFrame.Credit(9, 3, 1, MAX),
      new BusFrame.Reset(10, 4, 0, ""),
      new BusFrame.Reset(10, 4, 0xffffffffL, "Grüße \u2603"));
  }

  private static void assertAlike(BusFrame expected, BusFrame actual) {
    assertEquals(expected.getClass(), actual.getClass());
    assertEquals(BusFrameJson.write(expected).encode(), BusFrameJson.write(actual).encode());
  }

  @ParameterizedTest
  @MethodSource("frames")
  void a_frame_comes_back_from_bytes_as_it_was(BusFrame.OfStream frame) {
    assertAlike(frame, BusFrameBytes.read(BusFrameBytes.write(frame)));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void a_frame_comes_back_from_json_text_as_it_was(BusFrame.OfStream frame) {
    assertAlike(frame, BusFrameJson.read(new JsonObject(BusFrameJson.write(frame).encode())));
    assertAlike(frame, BusFrameJson.read(BusFrameJson.write(frame).copy()));
  }

  @Test
  void ping_and_pong_are_json() {
    BusFrame.Ping ping = new BusFrame.Ping("nghttp2.bridged.A", "T", List.of(new BusFrame.Next(1, 0), new BusFrame.Next(
      MAX, 0xffffffffL)));
    JsonObject json = new JsonObject(
      "{\"type\":\"PING\",\"address\":\"nghttp2.bridged.A\",\"token\":\"T\",\"streams\":[[1,0],"
        + "[9007199254740991,4294967295]]}");
    assertEquals(json, BusFrameJson.write(ping));
    assertEquals(ping, BusFrameJson.read(json));
    BusFrame.Pong pong = new BusFrame.Pong("T", List.of(2L, MAX));
    json = new JsonObject("{\"type\":\"PONG\",\"token\":\"T\",\"gone\":[2,9007199254740991]}");
    assertEquals(json, BusFrameJson.write(pong));
    assertEquals(pong, BusFrameJson.read(json));
  }

  @Test
  void ping_and_pong_need_not_name_streams() {
    assertEquals(new BusFrame.Ping("nghttp2.bridged.A", "T", List.of()),
      BusFrameJson.read(new JsonObject("{\"type\":\"PING\",\"address\":\"nghttp2.bridged.A\",\"token\":\"T\"}")));
    JsonObject json = new JsonObject("{\"type\":\"PONG\",\"token\":\"T\"}");
    assertEquals(new BusFrame.Pong("T", List.of()), BusFrameJson.read(json));
    assertEquals(json, BusFrameJson.write(new BusFrame.Pong("T", List.of())));
  }

  @Test
  void data_in_bytes_is_laid_out_as_the_table_says() {
    Buffer bytes = BusFrameBytes.write(new BusFrame.Data(0x0102030405L, 0xfffffffeL, Buffer.buffer("hi"), true));
    assertEquals(Buffer.buffer(new byte[]{2, 1, 0, 0, -1, -1, -1, -2, 0, 0, 0, 1, 2, 3, 4, 5, 'h', 'i'}), bytes);
  }

  @Test
  void unknown_flags_and_the_spare_bytes_are_ignored() {
    Buffer bytes = BusFrameBytes.write(new BusFrame.Data(3, 0, Buffer.buffer("hi"), false)).setByte(1, (byte) 0xfe)
      .setShort(2, (short) -1);
    assertFalse(((BusFrame.Data) BusFrameBytes.read(bytes)).end());
    assertTrue(((BusFrame.Data) BusFrameBytes.read(bytes.setByte(1, (byte) 0xff))).end());
  }

  @ParameterizedTest
  @ValueSource(strings = {"+/+/", "-_-_", "YQ", "YQ==", "YWI=", "YWI"})
  void data_is_base64_of_either_alphabet_padded_or_not(String text) {
    Buffer data = ((BusFrame.Data) BusFrameJson.read(new JsonObject().put("type", "DATA").put("stream", 1).put("seq", 0)
      .put("data", text))).data();
    assertTrue(data.length() > 0 && data.length() <= 3);
  }

  @Test
  void a_buffer_that_crossed_the_local_bus_is_not_coded_to_text_and_back() {
    Buffer data = Buffer.buffer("as it is");
    JsonObject json = BusFrameJson.write(new BusFrame.Data(1, 0, data, false));
    assertSame(data, ((BusFrame.Data) BusFrameJson.read(json)).data());
  }

  @Test
  void field_names_are_written_in_lower_case() {
    assertEquals(new JsonObject().put("x-a", new JsonArray(List.of("1", "2"))), JsonFields.write(fields("X-A", "1",
      "x-a", "2")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
    "{} | type",
    "{'type':7} | type",
    "{'type':null} | type",
    "{'type':'data','stream':1,'seq':0} | type",
    "{'type':'OPEN','stream':1,'seq':0} | type",
    "{'type':'PING','token':'t'} | address",
    "{'type':'PING','address':'nghttp2.bridged.a'} | token",
    "{'type':'PING','address':1,'token':'t'} | address",
    "{'type':'PONG'} | token",
    "{'type':'PONG','token':{}} | token",
    "{'type':'END','seq':0} | stream",
    "{'type':'END','stream':0,'seq':0} | stream",
    "{'type':'END','stream':-1,'seq':0} | stream",
    "{'type':'END','stream':1.5,'seq':0} | stream",
    "{'type':'END','stream':'1','seq':0} | stream",
    "{'type':'END','stream':9007199254740992,'seq':0} | stream",
    "{'type':'END','stream':99999999999999999999999,'seq':0} | stream",
    "{'type':'END','stream':1} | seq",
    "{'type':'END','stream':1,'seq':-1} | seq",
    "{'type':'END','stream':1,'seq':4294967296} | seq",
    "{'type':'END','stream':1,'seq':true} | seq",
    "{'type':'END','stream':1,'seq':0,'trailers':[]} | trailers",
    "{'type':'END','stream':1,'seq':0,'trailers':{'a':1}} | trailers[\"a\"]",
    "{'type':'END','stream':1,'seq':0,'trailers':{'a':null}} | trailers[\"a\"]",
    "{'type':'END','stream':1,'seq':0,'trailers':{'a':['x',2]}} | trailers[\"a\"]",
    "{'type':'END','stream':1,'seq':0,'trailers':{'a b':'x'}} | trailers[\"a b\"]",
    "{'type':'HEAD','stream':1,'seq':0,'headers':{}} | status",
    "{'type':'HEAD','stream':1,'seq':0,'status':99,'headers':{}} | status",
    "{'type':'HEAD','stream':1,'seq':0,'status':1000,'headers':{}} | status",
    "{'type':'HEAD','stream':1,'seq':0,'status':'200','headers':{}} | status",
    "{'type':'HEAD','stream':1,'seq':0,'status':200,'headers':'x'} | headers",
    "{'type':'HEAD','stream':1,'seq':0,'status':200,'headers':{'a':'x\\r\\ny: z'}} | headers[\"a\"]",
    "{'type':'HEAD','stream':1,'seq':0,'status':200,'headers':{'':'x'}} | headers[\"\"]",
    "{'type':'HEAD','stream':1,'seq':0,'status':200,'headers':{':status':'200'}} | headers[\":status\"]",
    "{'type':'HEAD','stream':1,'seq':0,'status':200,'headers':{},'end':1} | end",
    "{'type':'DATA','stream':1,'seq':0} | data",
    "{'type':'DATA','stream':1,'seq':0,'data':''} | data",
    "{'type':'DATA','stream':1,'seq':0,'data':'===='} | data",
    "{'type':'DATA','stream':1,'seq':0,'data':'a*b='} | data",
    "{'type':'DATA','stream':1,'seq':0,'data':'A'} | data",
    "{'type':'DATA','stream':1,'seq':0,'data':[1]} | data",
    "{'type':'DATA','stream':1,'seq':0,'data':'YQ','end':'true'} | end",
    "{'type':'CREDIT','stream':1,'seq':0} | credit",
    "{'type':'CREDIT','stream':1,'seq':0,'credit':0} | credit",
    "{'type':'CREDIT','stream':1,'seq':0,'credit':-5} | credit",
    "{'type':'CREDIT','stream':1,'seq':0,'credit':0,'consumed':0} | credit",
    "{'type':'CREDIT','stream':1,'seq':0,'credit':1,'consumed':-1} | consumed",
    "{'type':'CREDIT','stream':1,'seq':0,'credit':9007199254740992} | credit",
    "{'type':'CREDIT','stream':1,'seq':0,'credit':1e3} | credit",
    "{'type':'RESET','stream':1,'seq':0} | code",
    "{'type':'RESET','stream':1,'seq':0,'code':-1} | code",
    "{'type':'RESET','stream':1,'seq':0,'code':4294967296} | code",
    "{'type':'RESET','stream':1,'seq':0,'code':8,'reason':8} | reason"})
  void json_that_is_malformed_is_refused_by_the_name_of_its_member(String json, String member) {
    JsonObject frame = new JsonObject(json.replace('\'', '"'));
    String text = assertThrows(MalformedMessageException.class, () -> BusFrameJson.read(frame)).getMessage();
    assertTrue(text.startsWith(member + " "), text);
  }

  private static Buffer bytes(int type, long stream, Object payload) {
    Buffer out = Buffer.buffer().appendByte((byte) type).appendByte((byte) 0).appendShort((short) 0).appendInt(0)
      .appendLong(stream);
    return payload instanceof Buffer buffer ? out.appendBuffer(buffer) : out.appendString((String) payload);
  }

  static Stream<Buffer> malformed() {
    return Stream.of(
      Buffer.buffer(), Buffer.buffer(new byte[15]),
      bytes(0, 1, "x"), bytes(6, 1, "x"), bytes(255, 1, "x"),
      bytes(2, 0, "x"), bytes(2, -1, "x"), bytes(2, MAX + 1, "x"),
      bytes(2, 1, ""),
      bytes(1, 1, ""), bytes(1, 1, "{"), bytes(1, 1, "[]"), bytes(1, 1, "7"), bytes(1, 1, "null"), bytes(1, 1, "{}"),
      bytes(1, 1, "{\"status\":99}"), bytes(1, 1, "{\"status\":200,\"headers\":7}"),
      bytes(1, 1, "{\"status\":200,\"headers\":{\"a\":\"x\\n\"}}"),
      bytes(3, 1, "["), bytes(3, 1, "null"), bytes(3, 1, "{\"a\":1}"),
      bytes(4, 1, ""), bytes(4, 1, "1234567"), bytes(4, 1, Buffer.buffer().appendLong(0)),
      bytes(4, 1, Buffer.buffer().appendLong(-1)), bytes(4, 1, Buffer.buffer().appendLong(MAX + 1)),
      bytes(5, 1, ""), bytes(5, 1, "abc"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void bytes_that_are_malformed_are_refused(Buffer frame) {
    String text = assertThrows(MalformedMessageException.class, () -> BusFrameBytes.read(frame)).getMessage();
    assertFalse(text.isBlank());
  }

  @Test
  void a_long_value_is_not_repeated_whole_in_the_text() {
    JsonObject frame = new JsonObject().put("type", "HEAD").put("stream", 1).put("seq", 0).put("status", "9".repeat(
      10_000));
    assertTrue(assertThrows(MalformedMessageException.class, () -> BusFrameJson.read(frame)).getMessage()
      .length() < 200);
  }
}
