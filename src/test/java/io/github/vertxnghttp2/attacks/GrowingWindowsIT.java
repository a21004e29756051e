package io.github.vertxnghttp2.attacks;

import io.github.vertxnghttp2.Http2Limits;
import io.github.vertxnghttp2.Http2Options;
import io.github.vertxnghttp2.ServerRequest;
import io.github.vertxnghttp2.frame.Flag;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.testing.FramePeer;
import io.github.vertxnghttp2.testing.HpackBlock;
import io.github.vertxnghttp2.testing.RawFrame;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A client that sends as fast as it can, and acknowledges late, so that the round trip seems long: the windows grow,
 * but what the server holds stays within the limits.
 */
class GrowingWindowsIT extends AttackScript {
  private static final int KIB = 1 << 10;
  private static final int STREAM_WINDOW = 65_535;
  private static final int CONNECTION_WINDOW = 256 * KIB;
  private static final int MAX_UNREAD = 1024 * KIB;
  private static final int FRAME = 16 * KIB;
  private static final int UPLOADED = 64 << 20;

  /** One upload of a client that does not acknowledge anything before it is told to. */
  private static final class Upload {
    private final FramePeer peer;
    private long stream = STREAM_WINDOW;
    private long connection = 65_535;
    private RawFrame ping;
    private long sent;

    Upload(FramePeer peer) {
      this.peer = peer;
      peer.send(RawFrame.headers(1, false, HpackBlock.post("/")));
    }

    /** Sends a DATA frame, or reads a frame if the windows do not let it. */
    void step() {
      int length = (int) Math.min(FRAME, Math.min(stream, connection));
      if (length > 0) {
        peer.send(RawFrame.data(1, new byte[length], false));
        sent += length;
        stream -= length;
        connection -= length;
      } else {
        take(peer.read());
      }
    }

    private void take(RawFrame frame) {
      if (frame.is(FrameType.WINDOW_UPDATE)) {
        stream += frame.streamId() == 1 ? frame.increment() : 0;
        connection += frame.streamId() == 0 ? frame.increment() : 0;
      } else if (frame.is(FrameType.PING) && !frame.has(Flag.ACK)) {
        ping = frame;
      }
    }

    void steps(long bytes) {
      for (long until = sent + bytes; sent < until; ) {
        step();
      }
    }

    /** Sends all that the server takes. */
    void fill() {
      credits(peer).forEach((id, bytes) -> {
        stream += id == 1 ? bytes : 0;
        connection += id == 0 ? bytes : 0;
      });
      while (Math.min(stream, connection) > 0) {
        step();
      }
    }
  }

  @Test
  void late_acknowledgements_make_the_server_hold_no_more_than_its_limits() {
    Http2Options http2 = new Http2Options().setConnectionWindowSize(CONNECTION_WINDOW)
      .setLimits(new Http2Limits().setMaxUnreadBytes(MAX_UNREAD));
    http2.getSettings().setInitialWindowSize(STREAM_WINDOW);
    AtomicLong read = new AtomicLong();
    Promise<ServerRequest> request = Promise.promise();
    Promise<Context> context = Promise.promise();
    serve(http2, uploading -> {
      uploading.handler(chunk -> read.addAndGet(chunk.length()));
      context.complete(Vertx.currentContext());
      request.complete(uploading);
    });
    FramePeer peer = connect().acknowledging(false).beginHandshake();
    Upload upload = new Upload(peer);
    upload.steps(MAX_UNREAD);
    peer.send(RawFrame.settingsAck());
    while (upload.ping == null) {
      upload.step();
    }
    upload.steps(MAX_UNREAD);
    peer.send(RawFrame.pingAck(upload.ping.pingData()));
    for (long until = upload.sent + UPLOADED; server.metrics().windowGrowths() == 0 && upload.sent < until; ) {
      upload.step();
    }
    assertTrue(server.metrics().windowGrowths() > 0, "no window has grown");
    upload.steps(4 * MAX_UNREAD);
    long windows = server.metrics().receiveWindows();
    assertTrue(windows <= CONNECTION_WINDOW + MAX_UNREAD / 4 * 3, windows + " bytes");

    Promise<Void> paused = Promise.promise();
    ServerRequest uploading = await(request.future());
    await(context.future()).runOnContext(v -> {
      uploading.pause();
      paused.complete();
    });
    await(paused.future());
    for (long before = -1; before < upload.sent; ) {
      before = upload.sent;
      upload.fill();
    }
    long held = upload.sent - read.get();
    assertTrue(held <= MAX_UNREAD + CONNECTION_WINDOW, held + " bytes are held");
    assertOthersAreServed();
  }
}
