/* The wire between Java and C: the one table of the numbers that cross JNI, with the shape of each record.
 *
 * The Java side is generated: `sh native-libs/wire.sh` writes the class Wire from the lines
 * VN_<PREFIX>_<NAME> = <number> of this file, and build.sh fails if the class in the source tree differs. A checksum of
 * this file and of the natives' signatures is the ABI number (abi.sh), by which the classes refuse a library of another
 * build.
 *
 * Two byte streams cross: events (C to Java) and commands (Java to C). Native byte order. Every record starts on a
 * multiple of 4 and begins with a head:
 *   u8 type, u8 flags, u16 extra, i32 stream id (0: the connection)
 * Bytes and texts are padded to a multiple of 4. */
#ifndef VN_WIRE_H
#define VN_WIRE_H

#define VN_PAD4(n) (((n) + 3u) & ~(size_t)3u)

/* --- events --- */

/* Wire.Event VN_EV_ */
enum vn_event {
  /* A header block, or a part of one. extra: category (nghttp2_headers_category); u32 bytes of fields, i32 associated
   * stream (of a promise); fields. A field is a u32 reference to its name and one to its value (vn_reference), and the
   * bytes that these announce. With the flag PRIORITY: extra has the weight less 1 in its upper 8 bits, and a
   * dependency (vn_priority) is in place of the associated stream. */
  VN_EV_HEADERS = 1,
  VN_EV_DATA = 2,            /* u32 offset into the input, u32 length */
  VN_EV_END_STREAM = 3,      /* the peer's END_STREAM without bytes */
  VN_EV_STREAM_CLOSED = 4,   /* u32 error code; flags: who closed it */
  VN_EV_GOAWAY = 5,          /* i32 last stream, u32 code, u32 length, bytes; of one sent: without the bytes */
  VN_EV_SETTINGS = 6,        /* extra: entries; u32 id, u32 value of each */
  VN_EV_PING = 7,            /* 8 bytes */
  VN_EV_INVALID_FRAME = 8,   /* extra: frame type; i32 library error */
  VN_EV_FRAME_NOT_SENT = 9,  /* extra: frame type; i32 library error */
  VN_EV_SPLICE = 10,         /* u32 offset into out, u32 length: bytes of the stream's body belong there */
  VN_EV_LOCAL_END = 11,      /* END_STREAM was sent, and the stream stays open for the peer */
  VN_EV_LIMIT = 12,          /* extra: VN_LIMIT_*; u32 limit, u32 value that was reached */
  VN_EV_INVALID_HEADER = 13, /* u32 name length, u32 value length, name, value, each cut at 128 bytes */
  VN_EV_ERROR = 14,          /* i32 library error, u32 length, text */
  VN_EV_COMMAND_FAILED = 15, /* extra: command; i32 library error */

  /* The frame log. flags: the frame's; extra: its type and VN_LOGGED_*; u32 length of its payload, u32 bytes kept of
   * it, u32 bytes of fields; the bytes kept, as in the frame; fields, as in commands.
   *
   * At most 16,384 bytes are kept; of DATA and of frames with fields, those before the content and the fields. The
   * fields of a frame received are those of the HEADERS records before. */
  VN_EV_FRAME_RECEIVED = 20,
  VN_EV_FRAME_SENT = 21,

  VN_EV_EXTENSION = 30,         /* extra: frame type; flags: the frame's; u32 length, bytes */
  VN_EV_EXTENSION_DROPPED = 31, /* extra: frame type; flags: the frame's; u32 limit, u32 length */
  VN_EV_ALTSVC = 32,            /* u32 length of the origin, bytes, u32 length of the field value, bytes */
  VN_EV_ORIGIN = 33,            /* extra: origins; u32 length, bytes of each */
  VN_EV_PRIORITY_UPDATE = 34,   /* the prioritized stream; u32 length, bytes */
  VN_EV_BEGIN_FRAME = 35,       /* extra: frame type; flags: the frame's; u32 length of the payload */
  VN_EV_BEFORE_FRAME_SEND = 36, /* likewise, without the padding that may be added */
  VN_EV_PRIORITY = 37           /* PRIORITY of an open stream; extra: weight less 1; u32 dependency (vn_priority) */
};

/* Bits; the same bit means something else for other events. */
/* Wire.EventFlag VN_EVF_ bits */
enum vn_event_flag {
  VN_EVF_END_STREAM = 1,  /* HEADERS, DATA */
  VN_EVF_END_HEADERS = 2, /* HEADERS: the block ends */
  VN_EVF_CONTINUED = 4,   /* HEADERS: continues the HEADERS record before */
  VN_EVF_PROMISE = 8,     /* HEADERS: of a PUSH_PROMISE; the stream is the promised one */
  VN_EVF_PRIORITY = 16,   /* HEADERS: the frame has a priority of RFC 7540 */
  VN_EVF_ACK = 1,         /* SETTINGS, PING */
  VN_EVF_BY_REMOTE = 1,   /* STREAM_CLOSED: by the peer's RST_STREAM */
  VN_EVF_BY_LOCAL = 2,    /* STREAM_CLOSED: by an RST_STREAM command */
  VN_EVF_SENT = 1         /* GOAWAY */
};

/* In extra of FRAME_RECEIVED and FRAME_SENT, above the frame type. */
/* Wire.Logged VN_LOGGED_ */
enum vn_logged {
  VN_LOGGED_CATEGORY_SHIFT = 8, /* of HEADERS with known fields: two bits, nghttp2_headers_category */
  VN_LOGGED_FIELDS_KNOWN = 0x8000
};

/* A reference to a name or a value: the kind in the two uppermost bits, and
 *   LITERAL: the length; the bytes follow
 *   DEFINE:  id << 16 | length; the bytes follow, and the id means them from now on
 *   KNOWN:   the id
 *   ENDED:   in place of a name, this is no field: the id that follows in place of a value means nothing from now on
 * The SENSITIVE bit of a name says that the peer marked the field as never to be indexed. */
/* Wire.Reference VN_REF_ */
enum vn_reference {
  VN_REF_LITERAL = 0,
  VN_REF_DEFINE = 1,
  VN_REF_KNOWN = 2,
  VN_REF_ENDED = 3,
  VN_REF_SENSITIVE = 0x20000000,
  VN_REF_KIND_SHIFT = 30,
  VN_REF_ID_SHIFT = 16
};

/* A priority of RFC 7540, section 5.3. A dependency is the id of a stream or 0, and a bit that says whether the
 * dependency is exclusive. */
/* Wire.Priority VN_PRIORITY_ */
enum vn_priority {
  VN_PRIORITY_EXCLUSIVE_SHIFT = 31, /* the bit's number */
  VN_PRIORITY_WEIGHT_SHIFT = 8,     /* in extra of HEADERS */
  VN_PRIORITY_WEIGHT_MAX = 256
};

/* The first two are of a header block, whose stream the event names. The others end the session. */
/* Wire.Limit VN_LIMIT_ */
enum vn_limit {
  VN_LIMIT_HEADER_LIST_SIZE = 1,
  VN_LIMIT_HEADER_FIELDS = 2,
  VN_LIMIT_CONTINUATIONS = 3,  /* of a header block */
  VN_LIMIT_OUTBOUND_QUEUE = 4, /* frames that wait to be sent when bytes were read */

  /* Frames within VN_LIMIT_WINDOW. */
  VN_LIMIT_RESETS = 5,
  VN_LIMIT_PROVOKED_RESETS = 6,
  VN_LIMIT_SETTINGS = 7,
  VN_LIMIT_PINGS = 8,
  VN_LIMIT_PRIORITIES = 9,
  VN_LIMIT_EMPTY_DATA = 10,
  VN_LIMIT_TINY_DATA = 11,
  VN_LIMIT_WINDOW_UPDATES = 12,
  VN_LIMIT_OTHERS = 13
};

#define VN_LIMIT_FIRST_RATE VN_LIMIT_RESETS
#define VN_LIMIT_LAST VN_LIMIT_OTHERS

/* --- commands --- */

/* Fields: u16 name length, u16 flags (VN_FIELD_*), u32 value length, name and value together padded to 4. With the flag
 * PRIORITY: u32 dependency (vn_priority), u32 weight follow the fields. */
/* Wire.Command VN_CMD_ */
enum vn_command {
  VN_CMD_REQUEST = 1,     /* extra: fields; u32 bytes of fields, fields; the stream id is the next one of this side */
  VN_CMD_RESPONSE = 2,    /* extra: fields; u32 bytes of fields, fields */
  VN_CMD_HEADERS = 3,     /* likewise: an informational response, or any other block for a stream that is open */
  VN_CMD_TRAILERS = 4,    /* likewise: sent after the body's last byte, ends the body */
  VN_CMD_PUSH_DATA = 5,   /* u32 bytes of the body that became available */
  VN_CMD_INLINE_DATA = 6, /* u32 length, bytes; only while no byte of PUSH_DATA is unsent */
  VN_CMD_CONSUME = 7,     /* u32 bytes that the application has read: they credit what arrival did not */
  VN_CMD_RST_STREAM = 8,  /* u32 code */
  VN_CMD_GOAWAY = 9,      /* i32 last stream or -1 for the last processed, u32 code, u32 length, bytes */
  VN_CMD_TERMINATE = 10,  /* i32 last stream or -1, u32 code */
  VN_CMD_SHUTDOWN_NOTICE = 11,
  VN_CMD_SETTINGS = 12,        /* extra: entries; u32 id, u32 value of each */
  VN_CMD_PING = 13,            /* 8 bytes */
  VN_CMD_LOCAL_WINDOW = 14,    /* i32 size of the stream's window, or the connection's for stream 0 */
  VN_CMD_PRIORITY_UPDATE = 15, /* u32 length, bytes: the priority field value of RFC 9218 */
  VN_CMD_PUSH_PROMISE = 16,    /* as REQUEST, for the associated stream; then i32 the promised id that is expected */
  VN_CMD_CONSUME_WINDOW = 17,  /* u32 bytes, of the stream's window only, or the connection's for stream 0 */
  VN_CMD_WINDOW_UPDATE = 18,   /* i32 increment */
  VN_CMD_NEXT_STREAM_ID = 19,  /* the stream id is the one that comes next */
  VN_CMD_PRIORITY = 20,        /* RFC 9218; extra: urgency | incremental << 8 */
  VN_CMD_EXTENSION = 21,       /* extra: frame type; flags: the frame's; u32 length, bytes */
  VN_CMD_ALTSVC = 22,          /* u32 length of the origin, bytes, u32 length of the field value, bytes */
  VN_CMD_ORIGIN = 23,          /* extra: origins; u32 length, bytes of each */
  VN_CMD_MAX_UNREAD = 24,      /* u32 bytes, as VN_OPT_MAX_UNREAD */
  VN_CMD_PRIORITY_FRAME = 25,  /* RFC 7540; u32 dependency (vn_priority), u32 weight */
  VN_CMD_FRAME_LOG = 40        /* extra: 1 on, 0 off */
};

/* Wire.CommandFlag VN_CMDF_ bits */
enum vn_command_flag {
  VN_CMDF_END_STREAM = 1,
  VN_CMDF_BODY = 2,         /* HEADERS: a body follows */
  VN_CMDF_PRIORITY = 4,     /* REQUEST, HEADERS: a priority of RFC 7540 follows the fields */
  VN_CMDF_ACK = 1,          /* PING */
  VN_CMDF_CREDIT = 1,       /* LOCAL_WINDOW: what has been read is credited at once */
  VN_CMDF_IGNORE_CLIENT = 1 /* PRIORITY: PRIORITY_UPDATE frames no longer count for the stream */
};

/* Wire.FieldFlag VN_FIELD_ bits */
enum vn_field_flag {
  VN_FIELD_NEVER_INDEX = 1, /* the field is sensitive: it never enters an HPACK table */
};

/* --- a session --- */

/* In pairs of id and value. */
/* Wire.Option VN_OPT_ */
enum vn_option {
  VN_OPT_MAX_HEADER_LIST_SIZE = 1, /* bytes: name + value + 32 for each field (RFC 9113, 6.5.2) */
  VN_OPT_MAX_HEADER_FIELDS = 2,
  VN_OPT_PEER_MAX_CONCURRENT_STREAMS = 3,
  VN_OPT_MAX_RESERVED_REMOTE_STREAMS = 4,
  VN_OPT_MAX_SEND_HEADER_BLOCK_LENGTH = 5,
  VN_OPT_NO_AUTO_PING_ACK = 6,
  VN_OPT_NO_HTTP_MESSAGING = 7,
  VN_OPT_MAX_SETTINGS = 8,
  VN_OPT_MAX_OUTBOUND_ACK = 9,
  VN_OPT_MAX_DEFLATE_DYNAMIC_TABLE_SIZE = 10,
  VN_OPT_MAX_CONTINUATIONS = 11,
  VN_OPT_STREAM_RESET_BURST = 12, /* only together with STREAM_RESET_RATE */
  VN_OPT_STREAM_RESET_RATE = 13,
  VN_OPT_EVENTS_SOFT = 14,  /* bytes of events after which reading pauses; at least VN_SIZE_EVENTS_MIN */
  VN_OPT_EVENTS_HARD = 15,  /* bytes of events that end the session; at most VN_SIZE_EVENTS_MAX */
  VN_OPT_FLOW_CONTROL = 16, /* VN_CREDIT_* */
  VN_OPT_NO_RECV_CLIENT_MAGIC = 17,
  VN_OPT_NO_WS_VALIDATION = 18,
  VN_OPT_GLITCH_BURST = 19, /* only together with GLITCH_RATE */
  VN_OPT_GLITCH_RATE = 20,
  VN_OPT_MAX_OUTBOUND_QUEUE_SIZE = 21,
  VN_OPT_USER_EXTENSION = 22,    /* a frame type; once for each */
  VN_OPT_BUILTIN_EXTENSION = 23, /* likewise: ALTSVC, ORIGIN or PRIORITY_UPDATE */
  VN_OPT_MAX_EXTENSION_PAYLOAD = 24,
  VN_OPT_PADDING = 25,       /* payloads grow to a multiple of so many bytes, at most VN_SIZE_PADDING_MAX */
  VN_OPT_DATA_LENGTH = 26,   /* bytes of a DATA frame to send, if the peer takes so many */
  VN_OPT_REPORT_FRAMES = 27, /* BEGIN_FRAME and BEFORE_FRAME_SEND events */
  VN_OPT_MAX_UNREAD = 28,    /* unread bytes above which arrival no longer credits the connection; 0: none */
  /* 1: requests to a server may lack :authority and host, and :path may begin with any character. All else that RFC
   * 9113 section 8 asks of requests is checked as without this option. */
  VN_OPT_LENIENT_TARGETS = 29,
  VN_OPT_REPORT_PRIORITIES = 30, /* the priorities of RFC 7540: PRIORITY records, and the flag of HEADERS records */
  VN_OPT_RECORDER = 31,          /* bytes of records at most (vn_recorded); less than one: there is no recorder */
  VN_OPT_LIMIT = 64              /* plus the number of a limit, VN_LIMIT_CONTINUATIONS or above: frames; 0: no limit */
};

/* What credits the windows of bodies that come in. */
/* Wire.Credit VN_CREDIT_ */
enum vn_credit_mode {
  VN_CREDIT_CONNECTION_ON_ARRIVAL = 0, /* CONSUME commands credit the streams */
  VN_CREDIT_BY_HAND = 1,               /* CONSUME commands credit both */
  VN_CREDIT_AUTOMATIC = 2              /* nghttp2 credits both, whether anybody reads or not */
};

/* What a call found, beside its return value. */
/* Wire.State VN_STATE_ bits */
enum vn_state {
  VN_STATE_PAUSED = 1,  /* receive: call again with the rest of the input, even if that is nothing */
  VN_STATE_MORE = 1,    /* flush: there is more to send than out or the splice budget could hold */
  VN_STATE_WRITE = 2,   /* a flush has something to send, even without commands */
  VN_STATE_WANTED = 4,  /* there is anything left to read or write */
  VN_STATE_IN_BLOCK = 8 /* a header block has begun and not ended */
};

/* A result of a native as a 64-bit number: state (vn_state) in the uppermost bits, then bytes of events
 * (VN_SIZE_EVENTS_MAX), then the result, 32 bits. */
/* Wire.Result VN_RESULT_ */
enum vn_result {
  VN_RESULT_EVENTS_SHIFT = 32,
  VN_RESULT_STATE_SHIFT = 60,
};

/* Numbers that a session can be asked for; -1 where there is none. */
/* Wire.Query VN_GET_ */
enum vn_query {
  VN_GET_NEXT_STREAM_ID = 1,
  VN_GET_LAST_PROC_STREAM_ID = 2,
  VN_GET_OUTBOUND_QUEUE_SIZE = 3,
  VN_GET_REMOTE_WINDOW_SIZE = 4,         /* of the stream, or of the connection for stream 0 */
  VN_GET_LOCAL_WINDOW_SIZE = 5,          /* likewise */
  VN_GET_EFFECTIVE_RECV_DATA_LENGTH = 6, /* likewise */
  VN_GET_OPEN_STREAMS = 7,
  VN_GET_REQUEST_ALLOWED = 8,
  VN_GET_HD_INFLATE_TABLE_SIZE = 9,
  VN_GET_HD_DEFLATE_TABLE_SIZE = 10,
  VN_GET_STREAM_STATE = 11,                /* nghttp2_stream_proto_state */
  VN_GET_FIND_STREAM = 12,                 /* the stream's id */
  VN_GET_EFFECTIVE_LOCAL_WINDOW_SIZE = 13, /* of the stream, or of the connection for stream 0 */
  VN_GET_LOCAL_CLOSE = 14,
  VN_GET_REMOTE_CLOSE = 15,
  VN_GET_LOCAL_SETTING = 16,   /* by its id in place of the stream's */
  VN_GET_REMOTE_SETTING = 17,  /* likewise */
  VN_GET_PRIORITY = 18,        /* urgency | incremental << 8, VN_ERR_UNSUPPORTED, or nghttp2's error */
  VN_GET_INTERNED_BYTES = 19,  /* of names and values that both sides know by an id */
  VN_GET_INTERN_EVICTIONS = 20 /* names and values that lost their id because there were too many bytes */
};

/* A recording: so many 64-bit numbers, then the records of frames, the oldest first. */
/* Wire.Recording VN_RECORDING_ */
enum vn_recording {
  VN_RECORDING_LAST = 0, /* microseconds: when the newest record was made */
  VN_RECORDING_LOST = 1, /* records that were overwritten or dropped */
  VN_RECORDING_RECEIVED_BYTES = 2,
  VN_RECORDING_SENT_BYTES = 3,
  VN_RECORDING_RECEIVED_FRAMES = 4,
  VN_RECORDING_SENT_FRAMES = 5,
  VN_RECORDING_FIELD_BYTES = 6,      /* of names and values, both ways */
  VN_RECORDING_BLOCK_BYTES = 7,      /* of the frames that carried them, both ways */
  VN_RECORDING_SEND_WINDOW = 8,      /* bytes that the peer's window of the connection has left */
  VN_RECORDING_RECEIVE_WINDOW = 9,   /* bytes that this side's window of the connection has left */
  VN_RECORDING_LOCAL_SETTINGS = 10,  /* eight, in the order of their ids; there is no 7 */
  VN_RECORDING_REMOTE_SETTINGS = 18, /* likewise */
  VN_RECORDING_ROUND_TRIP = 26,      /* microseconds: the shortest of a PING or SETTINGS that was acknowledged; or 0 */
  VN_RECORDING_NUMBERS = 27
};

/* A record has four 32-bit numbers: the time, its upper and lower bits left out; the stream, with a bit that says that
 * this side has sent the frame; type and length of the payload; and flags. In place of the flags, WINDOW_UPDATE has its
 * increment, RST_STREAM and GOAWAY have their error code, and SETTINGS with an INITIAL_WINDOW_SIZE have that and a bit
 * that says so. CONTINUATION frames count with the frame before them. */
/* Wire.Recorded VN_RECORDED_ */
enum vn_recorded {
  VN_RECORDED_TIME_SHIFT = 3,  /* the time is in units of 8 microseconds */
  VN_RECORDED_MARK_SHIFT = 31, /* a bit beside a number of 31 bits: of a stream, or of a window */
  VN_RECORDED_TYPE_SHIFT = 24,
  VN_RECORDED_SIZE = 16 /* bytes */
};

/* --- natives without a session --- */

/* A field from an inflater: u32 name length, u32 value length, name and value together padded to 4. One bit of the name
 * length marks a sensitive field. */
/* Wire.Inflated VN_INFLATED_ */
enum vn_inflated {
  VN_INFLATED_SENSITIVE_SHIFT = 31, /* the bit's number */
};

/* Numbers that a deflater or an inflater can be asked for; -1 where there is none. */
/* Wire.HpackQuery VN_HPACK_ */
enum vn_hpack_query {
  VN_HPACK_NUM_TABLE_ENTRIES = 1,
  VN_HPACK_DYNAMIC_TABLE_SIZE = 2,
  VN_HPACK_MAX_DYNAMIC_TABLE_SIZE = 3
};

/* Which of nghttp2_check_* to call. */
/* Wire.Check VN_CHECK_ */
enum vn_check {
  VN_CHECK_HEADER_NAME = 1,
  VN_CHECK_HEADER_VALUE = 2,
  VN_CHECK_METHOD = 3,
  VN_CHECK_PATH = 4,
  VN_CHECK_AUTHORITY = 5
};

/* Functions that not every libnghttp2 has. */
/* Wire.Capability VN_CAP_ bits */
enum vn_capability {
  VN_CAP_STREAM_RESET_RATE_LIMIT = 0x01,
  VN_CAP_MAX_CONTINUATIONS = 0x02,
  VN_CAP_GLITCH_RATE_LIMIT = 0x04,
  VN_CAP_PRIORITY_PARSER = 0x08,
  VN_CAP_MAX_OUTBOUND_QUEUE_SIZE = 0x10,
  VN_CAP_STREAM_PRIORITY = 0x20
};

/* Errors beside nghttp2's own, which are above -1000. */
/* Wire.Error VN_ERR_ */
enum vn_error {
  VN_ERR_CLOSED = -2001,      /* the handle's session was closed */
  VN_ERR_BAD_COMMAND = -2002, /* the command stream is malformed */
  VN_ERR_EVENTS_FULL = -2003, /* the event buffer reached its hard cap */
  VN_ERR_NOMEM = -2004,
  VN_ERR_BAD_OPTION = -2005,
  VN_ERR_OUT_TOO_SMALL = -2006, /* the out buffer cannot hold a single frame */
  VN_ERR_UNSUPPORTED = -2007,   /* the library that was found lacks the function */
  VN_ERR_HEADER_LIST = -2008,   /* an inflated header list exceeds its limit */
  VN_ERR_LIMIT = -2009          /* the peer exceeded a limit that a LIMIT event names; a GOAWAY may still be sent */
};

/* Sizes that both sides rely on. */
/* Wire.Size VN_SIZE_ */
enum vn_size {
  VN_SIZE_RECORD_HEAD = 8,         /* bytes */
  VN_SIZE_INTERNED = 128,          /* ids of names and values, from 0 */
  VN_SIZE_EVENTS_MIN = 4096,       /* bytes of events that a session must allow */
  VN_SIZE_EVENTS_MAX = 0x0fffffff, /* bytes of events that the result of a call has bits for */
  VN_SIZE_SETTINGS_MAX = 32,       /* entries of a SETTINGS command */
  VN_SIZE_PADDING_MAX = 256,
  VN_SIZE_PAYLOAD_MAX = 16384, /* bytes of a frame's payload that this side sends, unless it is DATA */
  VN_SIZE_PIECES_MAX = 1024    /* buffers that a header block is deflated into */
};

#endif
