package io.github.vertxnghttp2.protocol;

import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.HeaderList;
import io.netty.buffer.ByteBuf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what happened on a stream. */
final class RecordedStream implements StreamListener {
  final List<String> lines = new ArrayList<>();
  final ByteArrayOutputStream body = new ByteArrayOutputStream();
  Stream stream;
  HeaderList head;
  HeaderList trailers;
  ConnectionEnd end;
  /** Since when it has waited for its connection. */
  long queuedAt;
  /** Whether bytes are consumed as they come. */
  boolean reading = true;

  @Override
  public long queuedAt() {
    return queuedAt;
  }

  String text() {
    return body.toString(StandardCharsets.UTF_8);
  }

  int closes() {
    return (int) lines.stream().filter(line -> line.startsWith("closed")).count();
  }

  @Override
  public void onResponse(HeaderList headers, boolean endStream) {
    head = headers;
    lines.add("response " + headers.get(":status") + (endStream ? " end" : ""));
  }

  @Override
  public void onInformational(HeaderList headers) {
    lines.add("informational " + headers.get(":status"));
  }

  @Override
  public void onData(ByteBuf input, int offset, int length) {
    byte[] bytes = new byte[length];
    input.getBytes(offset, bytes);
    body.writeBytes(bytes);
    if (reading) {
      stream.consume(length);
    }
  }

  @Override
  public void onEnd(HeaderList received) {
    trailers = received;
    lines.add("end " + received);
  }

  @Override
  public void onSent() {
    lines.add("sent");
  }

  @Override
  public void onClosed(long errorCode, ClosedBy by, ConnectionEnd connectionEnd) {
    end = connectionEnd;
    lines.add("closed " + ErrorCode.nameOf(errorCode) + " " + by);
  }
}
