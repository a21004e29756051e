package io.github.vertxnghttp2.binding;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.frame.Frame;
import io.github.vertxnghttp2.frame.FrameListener;
import io.github.vertxnghttp2.frame.FrameType;
import io.github.vertxnghttp2.frame.HeaderList;
import io.github.vertxnghttp2.frame.HeadersCategory;
import io.github.vertxnghttp2.frame.Priority;
import io.github.vertxnghttp2.frame.PrioritySpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A session whose user calls random methods with allowed arguments, and checks that the events are consistent. */
final class FuzzedSession implements SessionListener, SessionOutput, FrameListener, AutoCloseable {
  private static final HeaderList[] LISTS = {OpenSessions.GET, OpenSessions.TEXT, HeaderList.of("x-sum", "1"),
    HeaderList.of("content-length", "12"), OpenSessions.POST.copy().add("cookie", "secret", true)};

  private final Session session;
  private final Random random;
  private final FlowControl flowControl;
  private final Map<Integer, Body> open = new TreeMap<>();
  private final Set<Integer> closed = new TreeSet<>();

  /** Of a body that is sent. */
  private static final class Body {
    long announced;
    boolean ended;
    boolean remoteEnded;
  }

  FuzzedSession(SessionType type, Random random) {
    this.random = random;
    flowControl = FlowControl.values()[random.nextInt(FlowControl.values().length)];
    session = new Session(type, options());
    session.submitSettings(3, 10, 9, random.nextInt(2));
    if (random.nextInt(4) == 0) {
      session.frameListener(this);
    }
    for (int i = 0; type == SessionType.CLIENT && i < 8; i++) {
      request();
    }
  }

  private SessionOptions options() {
    SessionOptions options = new SessionOptions().addExtensionType(0xf0).addExtensionType(11)
      .addBuiltinExtensionType(FrameType.ALTSVC).addBuiltinExtensionType(FrameType.PRIORITY_UPDATE)
      .setTellFrames(random.nextBoolean()).setReportPriorities(random.nextBoolean()).setFlowControl(flowControl);
    if (random.nextInt(4) == 0) {
      options.setEventBufferLimits(4096, 8192);
    }
    if (random.nextInt(4) == 0) {
      options.setPaddingMultiple(2 + random.nextInt(255)).setNoHttpMessaging(true);
    }
    return options;
  }

  /** @return whether the session goes on */
  boolean receive(ByteBuf piece) {
    try {
      session.receive(piece, this);
      assertFalse(piece.isReadable());
      return true;
    } catch (SessionException e) {
      assertNotNull(e.error(), e::getMessage);
      return false;
    }
  }

  /** @return whether the session goes on */
  boolean flush() {
    ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(20 << 10, 20 << 10);
    try {
      session.flush(out, random.nextInt(100_000), this, this);
      return true;
    } catch (SessionException e) {
      assertNotNull(e.error(), e::getMessage);
      return false;
    } finally {
      assertTrue(out.release());
    }
  }

  @Override
  public void close() {
    session.close();
  }

  // --- what the user does ---

  void act() {
    int id = anyStream();
    switch (random.nextInt(14)) {
      case 0, 1 -> session.submitResponse(id, 200 + random.nextInt(300), list(), random.nextInt(4) == 0);
      case 2 -> session.submitInformational(id, 103, list());
      case 3 -> session.submitHeaders(id, list(), random.nextBoolean());
      case 4, 5, 6 -> write(id);
      case 7 -> session.submitRstStream(id, random.nextInt());
      case 8 -> session.consume(id, random.nextInt(20_000));
      case 9 -> session.setLocalWindowSize(random.nextBoolean() ? 0 : id, random.nextInt(1 << 20));
      case 10 -> session.submitExtension(10 + random.nextInt(10), random.nextInt(256), id,
        new byte[random.nextInt(100)]);
      case 11 -> session.submitWindowUpdate(random.nextBoolean() ? 0 : id, 1 + random.nextInt(1 << 20));
      case 12 -> connection();
      default -> ofType(id);
    }
  }

  private void connection() {
    switch (random.nextInt(6)) {
      case 0 -> session.submitSettings(1, random.nextInt(10_000), 2, 0, 4, random.nextInt(1 << 20), 0x4242, 7);
      case 1 -> session.submitPingAck(random.nextLong());
      case 2 -> session.submitGoaway(random.nextInt(8) - 1, random.nextInt(), new byte[random.nextInt(100)]);
      case 3 -> session.frameListener(random.nextBoolean() ? this : null);
      case 4 -> {
        if (flowControl == FlowControl.BY_HAND) {
          session.consumeConnection(random.nextInt(1000));
        }
      }
      default -> session.submitPing(random.nextLong());
    }
  }

  private void ofType(int id) {
    if (session.type() == SessionType.CLIENT) {
      if (random.nextBoolean()) {
        request();
      } else {
        session.submitPriorityUpdate(id, "u=9, i".getBytes());
        session.submitPriority(id, priority(id));
      }
      return;
    }
    switch (random.nextInt(5)) {
      case 0 -> open.put(session.submitPushPromise(id, OpenSessions.GET), new Body());
      case 1 -> session.changePriority(id, new Priority(random.nextInt(8), random.nextBoolean()), random.nextBoolean());
      case 2 -> session.submitPriority(id, priority(id));
      case 3 -> session.submitOrigin(List.of("https://localhost"));
      default -> session.submitAltSvc(id, "", "h2=\":1\"");
    }
  }

  private PrioritySpec priority(int id) {
    int dependency = random.nextInt(20);
    return new PrioritySpec(dependency == id ? 0 : dependency, 1 + random.nextInt(256), random.nextBoolean());
  }

  private void request() {
    Body body = new Body();
    body.ended = random.nextBoolean();
    PrioritySpec priority = random.nextInt(4) == 0 ? priority(session.nextStreamId()) : null;
    open.put(session.submitRequest(OpenSessions.POST, priority, body.ended), body);
  }

  private void write(int id) {
    Body body = open.get(id);
    if (body == null || body.ended) {
      return;
    }
    int length = random.nextInt(4) == 0 ? random.nextInt(70_000) : random.nextInt(200);
    body.ended = random.nextInt(4) == 0;
    if (random.nextInt(8) == 0) {
      body.ended = true;
      session.submitTrailer(id, list());
    } else if (body.announced == 0 && random.nextBoolean()) {
      session.submitData(id, Unpooled.wrappedBuffer(new byte[length]), body.ended);
    } else {
      body.announced += length;
      session.pushData(id, length, body.ended);
    }
  }

  private HeaderList list() {
    return LISTS[random.nextInt(LISTS.length)];
  }

  /** One that is open, or was, or never will be. */
  private int anyStream() {
    List<Integer> ids = new ArrayList<>(random.nextInt(5) == 0 ? closed : open.keySet());
    return ids.isEmpty() ? 1001 : ids.get(random.nextInt(ids.size()));
  }

  // --- what the user is told ---

  private Body known(int id) {
    Body body = open.get(id);
    assertNotNull(body, () -> "stream " + id + " is not open");
    return body;
  }

  private void opened(int id) {
    assertNull(open.put(id, new Body()));
    assertFalse(closed.contains(id));
  }

  private void remoteEnd(Body body) {
    assertFalse(body.remoteEnded);
    body.remoteEnded = true;
  }

  @Override
  public void onHeaders(int id, HeadersCategory category, HeaderList headers, boolean endStream) {
    if (category == HeadersCategory.REQUEST) {
      assertEquals(SessionType.SERVER, session.type());
      opened(id);
    }
    if (endStream) {
      remoteEnd(known(id));
    }
    known(id);
  }

  @Override
  public void onPushPromise(int id, int promised, HeaderList headers) {
    opened(promised);
  }

  @Override
  public void onData(int id, ByteBuf input, int offset, int length, boolean endStream) {
    input.getBytes(offset, new byte[length]);
    Body body = known(id);
    assertFalse(body.remoteEnded);
    if (endStream) {
      remoteEnd(body);
    }
  }

  @Override
  public void onEndStream(int id) {
    remoteEnd(known(id));
  }

  @Override
  public void onLocalEnd(int id) {
    known(id);
  }

  /** Also of a stream whose first header block was refused, of which nothing was told before. */
  @Override
  public void onStreamClosed(int id, int errorCode, ClosedBy by) {
    open.remove(id);
    assertTrue(closed.add(id), () -> "stream " + id + " is closed again, " + ErrorCode.nameOf(errorCode));
  }

  /** Of a request or a promise, which have no stream then, or of another command for a stream that goes on. */
  @Override
  public void onSubmitFailed(int id, int libraryError) {
    assertTrue(libraryError < 0);
  }

  @Override
  public void received(Frame frame) {
    frame.toString();
  }

  @Override
  public void sent(Frame frame) {
    frame.toString();
  }

  @Override
  public void frames(ByteBuf out, int offset, int length) {
    assertTrue(length > 0);
    out.getBytes(offset, new byte[length]);
  }

  @Override
  public void body(int id, int length) {
    Body body = known(id);
    body.announced -= length;
    assertTrue(body.announced >= 0, () -> "more of stream " + id + " is asked for than there is");
  }
}
