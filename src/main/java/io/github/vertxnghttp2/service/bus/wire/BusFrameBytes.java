package io.github.vertxnghttp2.service.bus.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * The bytes of frames in {@code buffer} form, big endian: a head of 16 bytes, then the payload of the type.
 *
 * <pre>
 *   0  1 byte   type: 1 HEAD, 2 DATA, 3 END, 4 CREDIT, 5 RESET
 *   1  1 byte   flags: 1 for end, 2 for report in DATA
 *   2  2 bytes  reserved, zero
 *   4  4 bytes  seq
 *   8  8 bytes  stream
 *  16           HEAD    an object in JSON with status and headers
 *               DATA    the bytes
 *               END     an object in JSON with the trailers, or nothing
 *               CREDIT  8 bytes, the number of bytes granted, then 8 bytes, the number of bytes consumed; without these
 *                       as many were consumed as are granted
 *               RESET   4 bytes, the code, then the reason in UTF-8
 * </pre>
 *
 * PING and PONG are always in JSON.
 */
public final class BusFrameBytes {
  public static final int HEAD_SIZE = 16;
  private static final int FLAG_END = 1;
  private static final int FLAG_REPORT = 2;
  private static final int HEAD = 1;
  private static final int DATA = 2;
  private static final int END = 3;
  private static final int CREDIT = 4;
  private static final int RESET = 5;

  private BusFrameBytes() {
  }

  public static Buffer write(BusFrame.OfStream frame) {
    if (frame instanceof BusFrame.Data data) {
      return begin(DATA, (data.end() ? FLAG_END : 0) | (data.report() ? FLAG_REPORT : 0), data, data.data().length())
        .appendBuffer(data.data());
    } else if (frame instanceof BusFrame.Credit credit) {
      return begin(CREDIT, 0, credit, 16).appendLong(credit.bytes()).appendLong(credit.consumed());
    } else if (frame instanceof BusFrame.Head head) {
      JsonObject json = new JsonObject().put("status", head.status()).put("headers", JsonFields.write(head.headers()));
      return begin(HEAD, head.end() ? FLAG_END : 0, head, 256).appendBuffer(json.toBuffer());
    } else if (frame instanceof BusFrame.End end) {
      Buffer out = begin(END, FLAG_END, end, 0);
      return end.trailers().isEmpty() ? out : out.appendBuffer(JsonFields.write(end.trailers()).toBuffer());
    }
    BusFrame.Reset reset = (BusFrame.Reset) frame;
    return begin(RESET, 0, reset, 64).appendUnsignedInt(reset.code()).appendString(reset.reason());
  }

  private static Buffer begin(int type, int flags, BusFrame.OfStream frame, int payloadSize) {
    return Buffer.buffer(HEAD_SIZE + payloadSize)
      .appendByte((byte) type)
      .appendByte((byte) flags)
      .appendShort((short) 0)
      .appendUnsignedInt(frame.seq())
      .appendLong(frame.stream());
  }

  /** @throws MalformedMessageException that says what is wrong */
  public static BusFrame.OfStream read(Buffer in) {
    int length = in.length();
    if (length < HEAD_SIZE) {
      throw new MalformedMessageException("a frame has " + length + " bytes; it must have at least " + HEAD_SIZE);
    }
    int type = in.getUnsignedByte(0);
    boolean end = (in.getUnsignedByte(1) & FLAG_END) != 0;
    long seq = in.getUnsignedInt(4);
    long stream = stream(in);
    if (stream < 1 || stream > JsonReader.MAX_NUMBER) {
      throw new MalformedMessageException("stream is " + stream + "; it must be from 1 to " + JsonReader.MAX_NUMBER);
    }
    return switch (type) {
      case HEAD -> head(stream, seq, json(in), end);
      case DATA -> {
        if (length == HEAD_SIZE) {
          throw new MalformedMessageException("data is empty; DATA has at least one byte");
        }
        yield new BusFrame.Data(stream, seq, in.slice(HEAD_SIZE, length), end,
          (in.getUnsignedByte(1) & FLAG_REPORT) != 0);
      }
      case END -> new BusFrame.End(stream, seq, length == HEAD_SIZE ? MultiMap.caseInsensitiveMultiMap()
        : JsonFields.read(json(in), "trailers"));
      case CREDIT -> credit(stream, seq, in);
      case RESET -> {
        need(in, 4, "RESET");
        yield new BusFrame.Reset(stream, seq, in.getUnsignedInt(HEAD_SIZE), in.getString(HEAD_SIZE + 4, length));
      }
      default -> throw new MalformedMessageException("type is " + type + "; it must be from " + HEAD + " to " + RESET);
    };
  }

  public static long stream(Buffer in) {
    return in.getLong(8);
  }

  private static BusFrame.Head head(long stream, long seq, JsonObject json, boolean end) {
    JsonReader in = new JsonReader(json, "");
    return new BusFrame.Head(stream, seq, (int) in.number("status", 100, 999), in.fields("headers"), end);
  }

  private static BusFrame.Credit credit(long stream, long seq, Buffer in) {
    need(in, 8, "CREDIT");
    long bytes = in.getLong(HEAD_SIZE);
    long consumed = in.length() < HEAD_SIZE + 16 ? Math.max(0, bytes) : in.getLong(HEAD_SIZE + 8);
    if (consumed < 0 || consumed > JsonReader.MAX_NUMBER) {
      throw new MalformedMessageException("consumed is " + consumed + "; it must be from 0 to "
        + JsonReader.MAX_NUMBER);
    }
    int least = BusFrame.Credit.least(consumed);
    if (bytes < least || bytes > JsonReader.MAX_NUMBER) {
      throw new MalformedMessageException("credit is " + bytes + "; it must be from " + least + " to "
        + JsonReader.MAX_NUMBER);
    }
    return new BusFrame.Credit(stream, seq, bytes, consumed);
  }

  private static void need(Buffer in, int payloadSize, String type) {
    if (in.length() < HEAD_SIZE + payloadSize) {
      throw new MalformedMessageException(type + " has " + (in.length() - HEAD_SIZE) + " bytes after the first "
        + HEAD_SIZE + "; it must have " + payloadSize);
    }
  }

  private static JsonObject json(Buffer in) {
    try {
      return new JsonObject(in.slice(HEAD_SIZE, in.length()));
    } catch (DecodeException | ClassCastException e) {
      throw new MalformedMessageException("what follows the first 16 bytes of the frame is not a JSON object");
    }
  }
}
