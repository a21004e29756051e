package io.github.vertxnghttp2.impl.transport;

import io.github.vertxnghttp2.frame.ErrorCode;
import io.github.vertxnghttp2.protocol.ConnectionEnd;
import io.github.vertxnghttp2.protocol.ServerConnection;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.net.SocketAddress;

import java.util.concurrent.TimeUnit;

/**
 * Shuts down a server's connection in two steps, RFC 9113 section 6.8. The first GOAWAY refuses no stream; a PING
 * follows it. When the PING is acknowledged, everything has come that the client sent before it read the GOAWAY, and a
 * second GOAWAY names the last stream. The connection is closed after the last response. Belongs to the event loop.
 */
public final class GracefulShutdown {
  private static final System.Logger LOG = System.getLogger(GracefulShutdown.class.getName());
  public static final String CLOSING = "the server is shutting down";
  /** The reason if an operator has drained the connection. */
  public static final String DRAINED = "the connection is drained";
  /** The payload of the PING. */
  private static final long ROUND_TRIP = 0x7368_7574_646f_776eL;

  /** What the client gets to know. */
  public enum Announcement {
    /** Two GOAWAY frames: the second names the last stream. */
    TWO_GOAWAYS,
    /**
     * The second GOAWAY is left out if the client has acknowledged the PING: every request that it has sent is
     * processed, so that GOAWAY would say nothing new.
     */
    ONE_GOAWAY
  }

  private enum Step { RUNNING, FIRST_GOAWAY_SENT, NO_MORE_REQUESTS }

  private final SocketAddress peer;
  private final ServerConnection connection;
  private final ConnectionDriver driver;
  private final EventLoop loop;
  private final Announcement announcement;
  private Step step = Step.RUNNING;
  private String reason;
  /** The reason for which the connection is closed, known with the last GOAWAY. */
  private ConnectionEnd end;
  private long writtenBefore;
  private ScheduledFuture<?> roundTrip;
  private ScheduledFuture<?> deadline;

  public GracefulShutdown(SocketAddress peer, ServerConnection connection, ConnectionDriver driver, EventLoop loop,
                          Announcement announcement) {
    this.peer = peer;
    this.connection = connection;
    this.driver = driver;
    this.loop = loop;
    this.announcement = announcement;
  }

  /**
   * Begins the shutdown. A further call can only bring its end forward.
   *
   * @param why the debug text of the GOAWAY
   * @param grace milliseconds until the connection is closed even if requests are in flight
   */
  public void begin(String why, long grace) {
    if (connection.isClosed()) {
      return;
    }
    if (step == Step.RUNNING) {
      step = Step.FIRST_GOAWAY_SENT;
      reason = why;
      connection.shutdownNotice();
      connection.ping(ROUND_TRIP);
      writtenBefore = driver.output().bytesWritten();
      // A peer that does not acknowledge the PING in this time gets the last stream all the same.
      roundTrip = loop.schedule(this::sendLastGoAway, Math.min(grace, Farewell.ROUND_TRIP), TimeUnit.MILLISECONDS);
    }
    closeAfter(grace);
  }

  private void closeAfter(long grace) {
    if (deadline == null || grace < deadline.getDelay(TimeUnit.MILLISECONDS)) {
      cancel(deadline);
      deadline = loop.schedule(() -> cutOff(grace), grace, TimeUnit.MILLISECONDS);
    }
  }

  /** Sends GOAWAY with the last stream at once. The connection is closed when no stream is open any more. */
  public void goAway(int code, String text) {
    if (connection.isClosed()) {
      return;
    }
    sendLast(code, text);
  }

  public void onPingAck(long opaqueData) {
    if (opaqueData == ROUND_TRIP && step != Step.RUNNING) {
      driver.output().provenRead(writtenBefore);
      if (announcement == Announcement.TWO_GOAWAYS) {
        sendLastGoAway();
      } else if (step == Step.FIRST_GOAWAY_SENT) {
        roundTrip.cancel(false);
        noMoreRequests((int) ErrorCode.NO_ERROR.code(), reason);
        onIdle();
      }
    }
  }

  private void sendLastGoAway() {
    if (step == Step.FIRST_GOAWAY_SENT && !connection.isClosed()) {
      roundTrip.cancel(false);
      sendLast((int) ErrorCode.NO_ERROR.code(), reason);
    }
  }

  private void sendLast(int code, String text) {
    noMoreRequests(code, text);
    connection.goAway(code, text);
    onIdle();
  }

  private void noMoreRequests(int code, String text) {
    step = Step.NO_MORE_REQUESTS;
    end = ConnectionEnd.local(code & 0xffffffffL, text);
    driver.endWhenDone(end);
  }

  /** No stream is open. */
  public void onIdle() {
    if (step == Step.NO_MORE_REQUESTS && connection.openStreams() == 0) {
      loop.execute(this::closeIdle);
    }
  }

  /** Checks again, because a request may have come in the same read as the acknowledgement of the PING. */
  private void closeIdle() {
    if (connection.openStreams() == 0) {
      driver.close(end);
    }
  }

  private void cutOff(long grace) {
    if (!connection.isClosed()) {
      String text = "requests in flight after shutdownGracePeriod = " + grace + " ms: " + connection.openStreams();
      boolean harmless = connection.openStreams() == 0;
      LOG.log(harmless ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING, "{0}: closed with {1}", peer, text);
      driver.cutOff(ConnectionEnd.local(ErrorCode.NO_ERROR, text));
    }
  }

  /** The connection is closed. */
  public void end() {
    cancel(roundTrip);
    cancel(deadline);
  }

  private static void cancel(ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
