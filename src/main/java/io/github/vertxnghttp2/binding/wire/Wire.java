package io.github.vertxnghttp2.binding.wire;

/**
 * The numbers that cross JNI. {@code native-libs/include/wire.h} has their meaning and the shape of each record.
 * {@code native-libs/wire.sh} generates this class: change wire.h, and run the script.
 */
public final class Wire {
  private Wire() {
  }

  public static final class Event {
    private Event() {
    }

    public static final int HEADERS = 1;
    public static final int DATA = 2;
    public static final int END_STREAM = 3;
    public static final int STREAM_CLOSED = 4;
    public static final int GOAWAY = 5;
    public static final int SETTINGS = 6;
    public static final int PING = 7;
    public static final int INVALID_FRAME = 8;
    public static final int FRAME_NOT_SENT = 9;
    public static final int SPLICE = 10;
    public static final int LOCAL_END = 11;
    public static final int LIMIT = 12;
    public static final int INVALID_HEADER = 13;
    public static final int ERROR = 14;
    public static final int COMMAND_FAILED = 15;
    public static final int FRAME_RECEIVED = 20;
    public static final int FRAME_SENT = 21;
    public static final int EXTENSION = 30;
    public static final int EXTENSION_DROPPED = 31;
    public static final int ALTSVC = 32;
    public static final int ORIGIN = 33;
    public static final int PRIORITY_UPDATE = 34;
    public static final int BEGIN_FRAME = 35;
    public static final int BEFORE_FRAME_SEND = 36;
    public static final int PRIORITY = 37;
  }

  public static final class EventFlag {
    private EventFlag() {
    }

    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 2;
    public static final int CONTINUED = 4;
    public static final int PROMISE = 8;
    public static final int PRIORITY = 16;
    public static final int ACK = 1;
    public static final int BY_REMOTE = 1;
    public static final int BY_LOCAL = 2;
    public static final int SENT = 1;
  }

  public static final class Logged {
    private Logged() {
    }

    public static final int CATEGORY_SHIFT = 8;
    public static final int FIELDS_KNOWN = 0x8000;
  }

  public static final class Reference {
    private Reference() {
    }

    public static final int LITERAL = 0;
    public static final int DEFINE = 1;
    public static final int KNOWN = 2;
    public static final int ENDED = 3;
    public static final int SENSITIVE = 0x20000000;
    public static final int KIND_SHIFT = 30;
    public static final int ID_SHIFT = 16;
  }

  public static final class Priority {
    private Priority() {
    }

    public static final int EXCLUSIVE_SHIFT = 31;
    public static final int WEIGHT_SHIFT = 8;
    public static final int WEIGHT_MAX = 256;
  }

  public static final class Limit {
    private Limit() {
    }

    public static final int HEADER_LIST_SIZE = 1;
    public static final int HEADER_FIELDS = 2;
    public static final int CONTINUATIONS = 3;
    public static final int OUTBOUND_QUEUE = 4;
    public static final int RESETS = 5;
    public static final int PROVOKED_RESETS = 6;
    public static final int SETTINGS = 7;
    public static final int PINGS = 8;
    public static final int PRIORITIES = 9;
    public static final int EMPTY_DATA = 10;
    public static final int TINY_DATA = 11;
    public static final int WINDOW_UPDATES = 12;
    public static final int OTHERS = 13;
  }

  public static final class Command {
    private Command() {
    }

    public static final int REQUEST = 1;
    public static final int RESPONSE = 2;
    public static final int HEADERS = 3;
    public static final int TRAILERS = 4;
    public static final int PUSH_DATA = 5;
    public static final int INLINE_DATA = 6;
    public static final int CONSUME = 7;
    public static final int RST_STREAM = 8;
    public static final int GOAWAY = 9;
    public static final int TERMINATE = 10;
    public static final int SHUTDOWN_NOTICE = 11;
    public static final int SETTINGS = 12;
    public static final int PING = 13;
    public static final int LOCAL_WINDOW = 14;
    public static final int PRIORITY_UPDATE = 15;
    public static final int PUSH_PROMISE = 16;
    public static final int CONSUME_WINDOW = 17;
    public static final int WINDOW_UPDATE = 18;
    public static final int NEXT_STREAM_ID = 19;
    public static final int PRIORITY = 20;
    public static final int EXTENSION = 21;
    public static final int ALTSVC = 22;
    public static final int ORIGIN = 23;
    public static final int MAX_UNREAD = 24;
    public static final int PRIORITY_FRAME = 25;
    public static final int FRAME_LOG = 40;
  }

  public static final class CommandFlag {
    private CommandFlag() {
    }

    public static final int END_STREAM = 1;
    public static final int BODY = 2;
    public static final int PRIORITY = 4;
    public static final int ACK = 1;
    public static final int CREDIT = 1;
    public static final int IGNORE_CLIENT = 1;
  }

  public static final class FieldFlag {
    private FieldFlag() {
    }

    public static final int NEVER_INDEX = 1;
  }

  public static final class Option {
    private Option() {
    }

    public static final int MAX_HEADER_LIST_SIZE = 1;
    public static final int MAX_HEADER_FIELDS = 2;
    public static final int PEER_MAX_CONCURRENT_STREAMS = 3;
    public static final int MAX_RESERVED_REMOTE_STREAMS = 4;
    public static final int MAX_SEND_HEADER_BLOCK_LENGTH = 5;
    public static final int NO_AUTO_PING_ACK = 6;
    public static final int NO_HTTP_MESSAGING = 7;
    public static final int MAX_SETTINGS = 8;
    public static final int MAX_OUTBOUND_ACK = 9;
    public static final int MAX_DEFLATE_DYNAMIC_TABLE_SIZE = 10;
    public static final int MAX_CONTINUATIONS = 11;
    public static final int STREAM_RESET_BURST = 12;
    public static final int STREAM_RESET_RATE = 13;
    public static final int EVENTS_SOFT = 14;
    public static final int EVENTS_HARD = 15;
    public static final int FLOW_CONTROL = 16;
    public static final int NO_RECV_CLIENT_MAGIC = 17;
    public static final int NO_WS_VALIDATION = 18;
    public static final int GLITCH_BURST = 19;
    public static final int GLITCH_RATE = 20;
    public static final int MAX_OUTBOUND_QUEUE_SIZE = 21;
    public static final int USER_EXTENSION = 22;
    public static final int BUILTIN_EXTENSION = 23;
    public static final int MAX_EXTENSION_PAYLOAD = 24;
    public static final int PADDING = 25;
    public static final int DATA_LENGTH = 26;
    public static final int REPORT_FRAMES = 27;
    public static final int MAX_UNREAD = 28;
    public static final int LENIENT_TARGETS = 29;
    public static final int REPORT_PRIORITIES = 30;
    public static final int RECORDER = 31;
    public static final int LIMIT = 64;
  }

  public static final class Credit {
    private Credit() {
    }

    public static final int CONNECTION_ON_ARRIVAL = 0;
    public static final int BY_HAND = 1;
    public static final int AUTOMATIC = 2;
  }

  public static final class State {
    private State() {
    }

    public static final int PAUSED = 1;
    public static final int MORE = 1;
    public static final int WRITE = 2;
    public static final int WANTED = 4;
    public static final int IN_BLOCK = 8;
  }

  public static final class Result {
    private Result() {
    }

    public static final int EVENTS_SHIFT = 32;
    public static final int STATE_SHIFT = 60;
  }

  public static final class Query {
    private Query() {
    }

    public static final int NEXT_STREAM_ID = 1;
    public static final int LAST_PROC_STREAM_ID = 2;
    public static final int OUTBOUND_QUEUE_SIZE = 3;
    public static final int REMOTE_WINDOW_SIZE = 4;
    public static final int LOCAL_WINDOW_SIZE = 5;
    public static final int EFFECTIVE_RECV_DATA_LENGTH = 6;
    public static final int OPEN_STREAMS = 7;
    public static final int REQUEST_ALLOWED = 8;
    public static final int HD_INFLATE_TABLE_SIZE = 9;
    public static final int HD_DEFLATE_TABLE_SIZE = 10;
    public static final int STREAM_STATE = 11;
    public static final int FIND_STREAM = 12;
    public static final int EFFECTIVE_LOCAL_WINDOW_SIZE = 13;
    public static final int LOCAL_CLOSE = 14;
    public static final int REMOTE_CLOSE = 15;
    public static final int LOCAL_SETTING = 16;
    public static final int REMOTE_SETTING = 17;
    public static final int PRIORITY = 18;
    public static final int INTERNED_BYTES = 19;
    public static final int INTERN_EVICTIONS = 20;
  }

  public static final class Recording {
    private Recording() {
    }

    public static final int LAST = 0;
    public static final int LOST = 1;
    public static final int RECEIVED_BYTES = 2;
    public static final int SENT_BYTES = 3;
    public static final int RECEIVED_FRAMES = 4;
    public static final int SENT_FRAMES = 5;
    public static final int FIELD_BYTES = 6;
    public static final int BLOCK_BYTES = 7;
    public static final int SEND_WINDOW = 8;
    public static final int RECEIVE_WINDOW = 9;
    public static final int LOCAL_SETTINGS = 10;
    public static final int REMOTE_SETTINGS = 18;
    public static final int ROUND_TRIP = 26;
    public static final int NUMBERS = 27;
  }

  public static final class Recorded {
    private Recorded() {
    }

    public static final int TIME_SHIFT = 3;
    public static final int MARK_SHIFT = 31;
    public static final int TYPE_SHIFT = 24;
    public static final int SIZE = 16;
  }

  public static final class Inflated {
    private Inflated() {
    }

    public static final int SENSITIVE_SHIFT = 31;
  }

  public static final class HpackQuery {
    private HpackQuery() {
    }

    public static final int NUM_TABLE_ENTRIES = 1;
    public static final int DYNAMIC_TABLE_SIZE = 2;
    public static final int MAX_DYNAMIC_TABLE_SIZE = 3;
  }

  public static final class Check {
    private Check() {
    }

    public static final int HEADER_NAME = 1;
    public static final int HEADER_VALUE = 2;
    public static final int METHOD = 3;
    public static final int PATH = 4;
    public static final int AUTHORITY = 5;
  }

  public static final class Capability {
    private Capability() {
    }

    public static final int STREAM_RESET_RATE_LIMIT = 0x01;
    public static final int MAX_CONTINUATIONS = 0x02;
    public static final int GLITCH_RATE_LIMIT = 0x04;
    public static final int PRIORITY_PARSER = 0x08;
    public static final int MAX_OUTBOUND_QUEUE_SIZE = 0x10;
    public static final int STREAM_PRIORITY = 0x20;
  }

  public static final class Error {
    private Error() {
    }

    public static final int CLOSED = -2001;
    public static final int BAD_COMMAND = -2002;
    public static final int EVENTS_FULL = -2003;
    public static final int NOMEM = -2004;
    public static final int BAD_OPTION = -2005;
    public static final int OUT_TOO_SMALL = -2006;
    public static final int UNSUPPORTED = -2007;
    public static final int HEADER_LIST = -2008;
    public static final int LIMIT = -2009;
  }

  public static final class Size {
    private Size() {
    }

    public static final int RECORD_HEAD = 8;
    public static final int INTERNED = 128;
    public static final int EVENTS_MIN = 4096;
    public static final int EVENTS_MAX = 0x0fffffff;
    public static final int SETTINGS_MAX = 32;
    public static final int PADDING_MAX = 256;
    public static final int PAYLOAD_MAX = 16384;
    public static final int PIECES_MAX = 1024;
  }
}
