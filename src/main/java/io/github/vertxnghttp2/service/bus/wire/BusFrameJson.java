package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;

/** The JSON objects of frames in {@code json} form. The member {@code type} is the name of the frame. */
public final class BusFrameJson {

  private BusFrameJson() {
  }

  public static JsonObject write(BusFrame frame) {
    if (frame instanceof BusFrame.Head head) {
      return end(of("HEAD", head).put("status", head.status()).put("headers", JsonFields.write(head.headers())),
        head.end());
    } else if (frame instanceof BusFrame.Data data) {
      JsonObject json = end(of("DATA", data).put("data", data.data()), data.end());
      return data.report() ? json.put("report", true) : json;
    } else if (frame instanceof BusFrame.End end) {
      JsonObject json = of("END", end);
      return end.trailers().isEmpty() ? json : json.put("trailers", JsonFields.write(end.trailers()));
    } else if (frame instanceof BusFrame.Credit credit) {
      return of("CREDIT", credit).put("credit", credit.bytes()).put("consumed", credit.consumed());
    } else if (frame instanceof BusFrame.Reset reset) {
      return of("RESET", reset).put("code", reset.code()).put("reason", reset.reason());
    } else if (frame instanceof BusFrame.Ping ping) {
      return new JsonObject().put("type", "PING").put("address", ping.address()).put("token", ping.token())
        .put("streams", streams(ping));
    }
    BusFrame.Pong pong = (BusFrame.Pong) frame;
    JsonObject json = new JsonObject().put("type", "PONG").put("token", pong.token());
    return pong.gone().isEmpty() ? json : json.put("gone", new JsonArray(pong.gone()));
  }

  private static JsonArray streams(BusFrame.Ping ping) {
    JsonArray streams = new JsonArray();
    for (BusFrame.Next next : ping.streams()) {
      streams.add(new JsonArray().add(next.stream()).add(next.seq()));
    }
    return streams;
  }

  private static JsonObject of(String type, BusFrame.OfStream frame) {
    return new JsonObject().put("type", type).put("stream", frame.stream()).put("seq", frame.seq());
  }

  private static JsonObject end(JsonObject json, boolean end) {
    return end ? json.put("end", true) : json;
  }

  /** @throws MalformedMessageException that names the member which is wrong */
  public static BusFrame read(JsonObject json) {
    JsonReader in = new JsonReader(json, "");
    String type = in.string("type");
    switch (type) {
      case "PING":
        return new BusFrame.Ping(EndpointAddress.read(in), in.string("token"), streams(in.optionalArray("streams")));
      case "PONG":
        return new BusFrame.Pong(in.string("token"), gone(in.optionalArray("gone")));
      default:
    }
    long stream = in.number("stream", 1, JsonReader.MAX_NUMBER);
    long seq = in.number("seq", 0, BusFrame.MAX_SEQ);
    return switch (type) {
      case "HEAD" -> new BusFrame.Head(stream, seq, (int) in.number("status", 100, 999), in.fields("headers"),
        in.flag("end"));
      case "DATA" -> data(stream, seq, in.optionalBytes("data"), in.flag("end"), in.flag("report"));
      case "END" -> new BusFrame.End(stream, seq, in.fields("trailers"));
      case "CREDIT" -> credit(stream, seq, json, in);
      case "RESET" -> {
        String reason = in.optionalString("reason");
        yield new BusFrame.Reset(stream, seq, in.number("code", 0, BusFrame.MAX_CODE), reason == null ? "" : reason);
      }
      default -> throw new MalformedMessageException("type is \"" + type
        + "\"; it must be HEAD, DATA, END, CREDIT, RESET, PING or PONG");
    };
  }

  private static List<BusFrame.Next> streams(JsonArray pairs) {
    if (pairs.size() > BusFrame.Ping.MAX_STREAMS) {
      throw new MalformedMessageException("streams has " + pairs.size() + " pairs; it must have at most "
        + BusFrame.Ping.MAX_STREAMS);
    }
    List<BusFrame.Next> streams = new ArrayList<>(pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      String path = "streams[" + i + "]";
      if (!(pairs.getValue(i) instanceof JsonArray pair) || pair.size() != 2) {
        throw new MalformedMessageException(path + " is " + pairs.getValue(i)
          + "; it must be an array of a stream and its seq");
      }
      streams.add(new BusFrame.Next(JsonReader.number(path + "[0]", pair.getValue(0), 1, JsonReader.MAX_NUMBER),
        JsonReader.number(path + "[1]", pair.getValue(1), 0, BusFrame.MAX_SEQ)));
    }
    return streams;
  }

  private static List<Long> gone(JsonArray numbers) {
    List<Long> gone = new ArrayList<>(numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      gone.add(JsonReader.number("gone[" + i + "]", numbers.getValue(i), 1, JsonReader.MAX_NUMBER));
    }
    return gone;
  }

  private static BusFrame.Data data(long stream, long seq, Buffer data, boolean end, boolean report) {
    if (data == null || data.length() == 0) {
      throw new MalformedMessageException("data is empty; DATA has at least one byte");
    }
    return new BusFrame.Data(stream, seq, data, end, report);
  }

  /** Without {@code consumed}, as many bytes were consumed as are granted. */
  private static BusFrame.Credit credit(long stream, long seq, JsonObject json, JsonReader in) {
    if (json.getValue("consumed") == null) {
      return new BusFrame.Credit(stream, seq, in.number("credit", 1, JsonReader.MAX_NUMBER));
    }
    long consumed = in.number("consumed", 0, JsonReader.MAX_NUMBER);
    return new BusFrame.Credit(stream, seq, in.number("credit", BusFrame.Credit.least(consumed),
      JsonReader.MAX_NUMBER), consumed);
  }
}
