package io.github.vertxnghttp2.protocol.recorder;

import io.github.vertxnghttp2.recording.RecordedExchange;
import io.github.vertxnghttp2.recording.RecordedWait;
import io.github.vertxnghttp2.recording.Side;
import io.github.vertxnghttp2.recording.Wait;

import java.util.ArrayList;
import java.util.List;

/**
 * What is recorded of a connection's streams: the open ones, the latest of those that ended, and what they waited for.
 * Belongs to the event loop.
 */
public final class ConnectionRecord {
  /** Waits that are shorter are not recorded, in microseconds: an application that reads a little later. */
  public static final long SHORTEST = 1000;
  private static final int BYTES_OF_EXCHANGE = 128;
  private static final int BYTES_OF_WAIT = 32;

  private final Side side;
  private final EndedStreams ended;
  private final int maxWaits;
  /** {@code null} until there is one. */
  private WaitRing waits;
  /** Since when the socket takes no more bytes; 0 if it does. */
  private long socketFullSince;

  /** @param bytes of the option {@code recorder.bytes} */
  public ConnectionRecord(Side side, int bytes) {
    this.side = side;
    ended = new EndedStreams(bytes / BYTES_OF_EXCHANGE);
    maxWaits = bytes / BYTES_OF_WAIT;
  }

  // --- streams ---

  /** Whether a stream that begins at this time is to be recorded: of thousands in a second, only some are. */
  public boolean isNextRecorded(long time) {
    return ended.isNextRecorded(time);
  }

  /** The stream was closed, and the record has its end. @param readWait what unread bytes have waited for */
  public void ended(StreamRecord record, Wait readWait, long time) {
    sendGoesOn(record, time);
    readGoesOn(record, readWait, time, 0);
    ended.add(record);
  }

  // --- waits ---

  /** A wait has ended that had no beginning here. */
  public void waited(long from, long to, StreamRecord record, Wait reason) {
    if (to - from >= SHORTEST) {
      add(from, to, record.streamId(), reason);
    }
  }

  private void add(long from, long to, int streamId, Wait reason) {
    if (waits == null) {
      waits = new WaitRing(maxWaits);
    }
    waits.add(from, to, streamId, reason);
  }

  /** The body that is sent waits for something. */
  public void sendWaits(StreamRecord record, Wait reason, long time) {
    if (record.sendWait() != reason) {
      sendGoesOn(record, time);
      record.sendWaits(reason, time);
    }
  }

  /** Bytes of the body were sent, or the stream has ended. */
  public void sendGoesOn(StreamRecord record, long time) {
    if (record.sendWait() != null) {
      add(record.sendWaitSince(), time, record.streamId(), record.sendWait());
      record.sendGoesOn();
    }
  }

  /**
   * The application has read bytes that were there, or the stream has ended.
   *
   * @param reason what they have waited for
   * @param unread bytes that are still there
   */
  public void readGoesOn(StreamRecord record, Wait reason, long time, long unread) {
    if (record.unreadSince() > 0) {
      waited(record.unreadSince(), time, record, reason);
      record.unreadSince(unread > 0 ? time : 0);
    }
  }

  /** The socket takes no more bytes, or it does again. */
  public void socketFull(boolean full, long time) {
    if (full && socketFullSince == 0) {
      socketFullSince = time;
    } else if (!full && socketFullSince > 0) {
      add(socketFullSince, time, 0, Wait.SOCKET);
      socketFullSince = 0;
    }
  }

  /** The connection has been silent: gives back memory. */
  public void rest() {
    ended.rest();
    if (waits != null) {
      waits.rest();
    }
  }

  // --- reading ---

  /** Waits that have ended, and that of the socket. Those of open streams are added by {@link #readOpen}. */
  public List<RecordedWait> readWaits() {
    List<RecordedWait> read = new ArrayList<>();
    if (waits != null) {
      waits.read(read);
    }
    if (socketFullSince > 0) {
      read.add(new RecordedWait(socketFullSince, RecordedWait.STILL, 0, Wait.SOCKET));
    }
    return read;
  }

  /** Streams that have ended, in the order in which they ended. */
  public List<RecordedExchange> readEnded(Secrets secrets) {
    List<RecordedExchange> read = new ArrayList<>();
    ended.read(side, secrets, read);
    return read;
  }

  /**
   * Reads the record of an open stream, or of a request that waits.
   *
   * @param readWait what unread bytes wait for
   * @param into gets what it waits for now
   */
  public RecordedExchange readOpen(StreamRecord record, Secrets secrets, StreamRecord.OpenState state, Wait readWait,
                                   List<RecordedWait> into) {
    if (record.sendWait() != null) {
      into.add(still(record, record.sendWaitSince(), record.sendWait()));
    }
    if (record.unreadSince() > 0) {
      into.add(still(record, record.unreadSince(), readWait));
    }
    if (record.streamId() == 0) {
      into.add(still(record, record.madeAt(), Wait.FREE_STREAM));
    }
    return record.read(side, secrets, state);
  }

  private static RecordedWait still(StreamRecord record, long from, Wait reason) {
    return new RecordedWait(from, RecordedWait.STILL, record.streamId(), reason);
  }
}
