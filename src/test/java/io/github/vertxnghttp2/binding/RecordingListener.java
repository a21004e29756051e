package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.netty.buffer.ByteBuf;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes each event down as a line, and keeps header lists and bodies. */
public final class RecordingListener implements SessionListener {
  public final List<String> lines = new ArrayList<>();
  public final Map<Integer, HeaderList> headers = new HashMap<>();
  final Map<Integer, ByteArrayOutputStream> bodies = new HashMap<>();
  public byte[] extension;

  public List<String> takeLines() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  public byte[] body(int streamId) {
    ByteArrayOutputStream body = bodies.get(streamId);
    return body == null ? new byte[0] : body.toByteArray();
  }

  private void line(Object... words) {
    StringBuilder line = new StringBuilder();
    for (Object word : words) {
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
  }

  @Override
  public void onHeaders(int streamId, HeadersCategory category, HeaderList list, boolean endStream) {
    headers.put(streamId, list);
    line("headers", streamId, category, endStream ? "end" : "open");
  }

  @Override
  public void onHeadersPriority(int streamId, PrioritySpec priority) {
    line("headersPriority", streamId, priority);
  }

  @Override
  public void onPriority(int streamId, PrioritySpec priority) {
    line("priority", streamId, priority);
  }

  @Override
  public void onPushPromise(int streamId, int promisedStreamId, HeaderList list) {
    headers.put(promisedStreamId, list);
    line("promise", streamId, promisedStreamId, list.get(":path"));
  }

  @Override
  public void onData(int streamId, ByteBuf input, int offset, int length, boolean endStream) {
    byte[] bytes = new byte[length];
    input.getBytes(offset, bytes);
    bodies.computeIfAbsent(streamId, id -> new ByteArrayOutputStream()).writeBytes(bytes);
    line("data", streamId, length, endStream ? "end" : "open");
  }

  @Override
  public void onEndStream(int streamId) {
    line("end", streamId);
  }

  @Override
  public void onLocalEnd(int streamId) {
    line("localEnd", streamId);
  }

  @Override
  public void onStreamClosed(int streamId, int errorCode, ClosedBy by) {
    line("closed", streamId, ErrorCode.nameOf(errorCode), by);
  }

  @Override
  public void onGoAway(int lastStreamId, int errorCode, byte[] debugData) {
    line("goaway", lastStreamId, ErrorCode.nameOf(errorCode), new String(debugData));
  }

  @Override
  public void onSettings(int[] idsAndValues) {
    line("settings", Arrays.toString(idsAndValues));
  }

  @Override
  public void onSettingsAck() {
    line("settingsAck");
  }

  @Override
  public void onPing(long opaqueData) {
    line("ping", Long.toHexString(opaqueData));
  }

  @Override
  public void onPingAck(long opaqueData) {
    line("pingAck", Long.toHexString(opaqueData));
  }

  @Override
  public void onInvalidHeader(int streamId, String name, String value) {
    line("invalidHeader", streamId, name, value);
  }

  @Override
  public void onHeaderLimit(int streamId, HeaderLimit limit, long maximum, long reached) {
    line("headerLimit", streamId, limit, maximum, reached);
  }

  @Override
  public void onInvalidFrame(int streamId, int frameType, int libraryError) {
    line("invalidFrame", streamId, frameType, libraryError);
  }

  @Override
  public void onFrameNotSent(int streamId, int frameType, int libraryError) {
    line("notSent", streamId, frameType, libraryError);
  }

  @Override
  public void onSubmitFailed(int streamId, int libraryError) {
    line("submitFailed", streamId, libraryError);
  }

  @Override
  public void onExtension(int frameType, int flags, int streamId, byte[] payload) {
    line("extension", frameType, flags, streamId, payload.length);
    extension = payload;
  }

  @Override
  public void onExtensionDropped(int frameType, int streamId, int maximum, int length) {
    line("extensionDropped", frameType, streamId, maximum, length);
  }

  @Override
  public void onAltSvc(int streamId, String origin, String fieldValue) {
    line("altsvc", streamId, origin, fieldValue);
  }

  @Override
  public void onOrigin(List<String> origins) {
    line("origin", origins);
  }

  @Override
  public void onPriorityUpdate(int streamId, String fieldValue) {
    line("priorityUpdate", streamId, fieldValue);
  }

  @Override
  public void onBeginFrame(int streamId, int frameType, int flags, int length) {
    line("begin", FrameType.nameOf(frameType), streamId, flags, length);
  }

  @Override
  public void onBeforeFrameSend(int streamId, int frameType, int flags, int length) {
    line("sending", FrameType.nameOf(frameType), streamId, flags, length);
  }

  @Override
  public void onError(int libraryError, String text) {
    line("error", libraryError, text);
  }
}
