package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.binding.SessionListener.ClosedBy;
import io.github.vertxnghttp2.binding.SessionOptions;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.SettingId;
import io.github.vertxnghttp2.protocol.ClientConnection;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.ConnectionListener;
import io.github.vertxnghttp2.protocol.Stream;
import io.github.vertxnghttp2.protocol.StreamListener;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client whose server does not read. It may wait for the client to read first. */
class ReadingClientTest implements ConnectionListener, StreamListener {
  private static final HeaderList POST =
    HeaderList.of(":method", "POST", ":scheme", "http", ":authority", "localhost", ":path", "/");
  private static final int FILLING = 200_000;
  private static final int BODY = 4000;
  private static final int REQUESTS = 90;
  /** The number of bytes at which a server stops reading. */
  private static final int MANY_COMMANDS = 256 << 10;

  private final ClientConnection connection = new ClientConnection(new SessionOptions(), this);
  private final ConnectionDriver driver = new ConnectionDriver(connection, new Http2Options(), null, end -> { });
  private final ThrottledChannel channel = new ThrottledChannel(driver);
  private final List<String> statuses = new ArrayList<>();

  @AfterEach
  void close() {
    connection.close(ConnectionEnd.lost("the test is over"));
    channel.finishAndReleaseAll();
  }

  private void receive(RawFrame... frames) {
    ByteBuf bytes = Unpooled.directBuffer();
    for (RawFrame frame : frames) {
      bytes.writeBytes(frame.bytes());
    }
    channel.receive(bytes);
  }

  private void post(int length) {
    Stream stream = connection.request(POST, false, this);
    stream.write(Unpooled.directBuffer().writeZero(length), true, null);
  }

  @Test
  void reads_however_many_requests_wait_to_be_sent() {
    connection.start(new int[0], 65_535);
    driver.flush();
    receive(RawFrame.settings(SettingId.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE),
      RawFrame.windowUpdate(0, Integer.MAX_VALUE - 65_535));
    channel.allow(0);
    post(FILLING);
    channel.runPendingTasks();
    for (int i = 0; i < REQUESTS; i++) {
      post(BODY);
    }
    channel.runPendingTasks();
    assertTrue(connection.commandBytes() > MANY_COMMANDS, connection.commandBytes() + " bytes of commands");
    receive(RawFrame.headers(1, true, HpackBlock.status(200)));
    assertTrue(channel.config().isAutoRead());
    assertEquals(List.of("200"), statuses);
  }

  @Override
  public void onDirty() {
    driver.dirty();
  }

  @Override
  public void onResponse(HeaderList head, boolean endStream) {
    statuses.add(head.get(":status"));
  }

  @Override
  public void onData(ByteBuf input, int offset, int length) {
  }

  @Override
  public void onEnd(HeaderList trailers) {
  }

  @Override
  public void onClosed(long errorCode, ClosedBy by, ConnectionEnd end) {
  }
}
