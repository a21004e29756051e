package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.binding.OutboundFields;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.ConnectionListener;
import io.github.vertxnghttp2.protocol.ServerConnection;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that responds to each request at once, on a channel whose peer and clock the test controls. */
public final class ServedRequests implements ConnectionListener, AutoCloseable {
  public final ServerConnection connection = new ServerConnection(new SessionOptions(), this);
  public final ConnectionDriver driver;
  public final ThrottledChannel channel;
  /** The notifications of the streams. */
  final List<String> told = new ArrayList<>();
  final List<String> ends = new ArrayList<>();
  final List<Long> goAwaysSent = new ArrayList<>();
  /** Bytes of a response's body. */
  int length;
  /** The notification at which a listener throws. */
  String broken = "";
  private boolean begun;

  public ServedRequests(Http2Options options) {
    driver = new ConnectionDriver(connection, options, null, end -> ends.add(end.toString()));
    channel = new ThrottledChannel(driver);
    channel.freezeTime();
    connection.start(new int[0], 65_535);
    driver.flush();
    receive(RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE),
      RawFrame.windowUpdate(0, Integer.MAX_VALUE - 65_535));
  }

  void receive(RawFrame... frames) {
    ByteBuf bytes = Unpooled.directBuffer();
    if (!begun) {
      begun = true;
      bytes.writeBytes(FramePeer.PREFACE.getBytes(StandardCharsets.US_ASCII));
    }
    for (RawFrame frame : frames) {
      bytes.writeBytes(frame.bytes());
    }
    channel.receive(bytes);
  }

  public void get(int streamId) {
    receive(RawFrame.headers(streamId, true, HpackBlock.get("/")));
  }

  void pass(long milliseconds) {
    channel.advanceTimeBy(milliseconds, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  @Override
  public void onDirty() {
    driver.dirty();
  }

  @Override
  public void onGoAwaySent(int lastStreamId, long errorCode) {
    goAwaysSent.add(errorCode);
  }

  @Override
  public void onRequest(Stream stream, HeaderList head, boolean endStream) {
    stream.listener(new StreamListener() {
      @Override
      public void onData(ByteBuf input, int offset, int length) {
      }

      @Override
      public void onEnd(HeaderList trailers) {
      }

      @Override
      public void onSent() {
        tell("sent " + stream.id(), "");
      }

      @Override
      public void onClosed(long errorCode, ClosedBy by, ConnectionEnd end) {
        tell("closed " + stream.id(), end == null ? "" : " " + end);
      }

      private void tell(String what, String why) {
        told.add(what + why);
        if (what.equals(broken)) {
          throw new IllegalStateException("broken when " + what);
        }
      }
    });
    stream.respond(200, new OutboundFields(), length == 0);
    if (length > 0) {
      stream.write(Unpooled.directBuffer().writeZero(length), true, null);
    }
  }

  @Override
  public void close() {
    connection.close(ConnectionEnd.lost("the test is over"));
    channel.finishAndReleaseAll();
  }
}
