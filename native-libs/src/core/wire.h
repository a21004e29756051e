/* The two byte streams that cross the boundary: events (C to Java) and commands (Java to C).
 *
 * Native byte order; every record starts on a multiple of 4 and begins with
 *   u8 type, u8 flags, u16 extra, i32 stream id
 * EventDecoder.java and CommandEncoder.java are the other end; abi.sh covers both. */
#ifndef VN_WIRE_H
#define VN_WIRE_H

#define VN_PAD4(n) (((n) + 3u) & ~(size_t)3u)
#define VN_RECORD_HEAD 8

enum vn_event {
  /* extra: category; u32 bytes of fields, i32 associated stream (of a promise); fields.
   * A field is u32 name, u32 value, and the bytes that these announce, each padded to 4. */
  VN_EV_HEADERS = 1,
  VN_EV_DATA,           /* u32 offset into the input, u32 length */
  VN_EV_END_STREAM,     /* the peer's END_STREAM without bytes */
  VN_EV_STREAM_CLOSED,  /* u32 error code; flags say who */
  VN_EV_GOAWAY,         /* i32 last stream, u32 code, u32 length, bytes; of one sent, flagged so, without the bytes */
  VN_EV_SETTINGS,       /* extra: entries; u32 id, u32 value of each */
  VN_EV_PING,           /* 8 bytes */
  VN_EV_INVALID_FRAME,  /* extra: frame type; i32 library error */
  VN_EV_FRAME_NOT_SENT, /* extra: frame type; i32 library error */
  VN_EV_SPLICE,         /* u32 offset into out, u32 length: body bytes of the stream belong there */
  VN_EV_LOCAL_END,      /* END_STREAM was sent, the stream stays open for the peer */
  VN_EV_LIMIT,          /* extra: VN_LIMIT_*; u32 limit, u32 value reached */
  VN_EV_INVALID_HEADER, /* u32 name length, u32 value length, name, value, each padded to 4 and cut at 128 bytes */
  VN_EV_ERROR,          /* i32 library error, u32 length, text */
  VN_EV_COMMAND_FAILED, /* extra: command; i32 library error */

  /* The frame log (frames.h). flags: the frame's; extra: its type and VN_FRAME_*; u32 length of its payload, u32 bytes
   * kept of it, u32 bytes of fields; the bytes kept, as on the wire and padded to 4; fields, as in commands.
   * Kept are 16,384 bytes at most; of DATA and of frames with fields what stands before content and fields. The fields
   * of a frame received are those of the HEADERS records before. */
  VN_EV_FRAME_RECEIVED = 20,
  VN_EV_FRAME_SENT,

  VN_EV_EXTENSION = 30,    /* extra: frame type; flags: the frame's; u32 length, bytes */
  VN_EV_EXTENSION_DROPPED, /* extra: frame type; flags: the frame's; u32 limit, u32 length */
  VN_EV_ALTSVC,            /* u32 length of the origin, bytes, u32 length of the field value, bytes */
  VN_EV_ORIGIN,            /* extra: origins; u32 length, bytes of each */
  VN_EV_PRIORITY_UPDATE,   /* the prioritized stream; u32 length, bytes */
  VN_EV_BEGIN_FRAME,       /* extra: frame type; flags: the frame's; u32 length of the payload */
  VN_EV_BEFORE_FRAME_SEND  /* likewise, without the padding that may be added */
};

/* Bits of FRAME_RECEIVED and FRAME_SENT; the category of HEADERS is in bits 8 to 9. */
enum { VN_FRAME_FIELDS = 0x8000 }; /* its fields are known */

enum {
  VN_EVF_END_STREAM = 1, /* HEADERS, DATA */
  VN_EVF_END_HEADERS = 2,
  VN_EVF_CONTINUED = 4, /* HEADERS: goes on where the last HEADERS record stopped */
  VN_EVF_PROMISE = 8,   /* HEADERS: of a PUSH_PROMISE; the stream is the promised one */
  VN_EVF_ACK = 1,       /* SETTINGS, PING */
  VN_EVF_BY_REMOTE = 1, /* STREAM_CLOSED: by the peer's RST_STREAM */
  VN_EVF_BY_LOCAL = 2,  /* STREAM_CLOSED: by our RST command */
  VN_EVF_SENT = 1       /* GOAWAY */
};

/* The first two are of a header block, whose stream they name; the others end the session. */
enum {
  VN_LIMIT_HEADER_LIST_SIZE = 1,
  VN_LIMIT_HEADER_FIELDS,
  VN_LIMIT_CONTINUATIONS,
  VN_LIMIT_OUTBOUND_QUEUE,
  VN_LIMIT_FIRST_RATE /* and one for each vn_rate */
};

enum vn_rate {
  VN_RATE_RESETS,
  VN_RATE_PROVOKED_RESETS,
  VN_RATE_SETTINGS,
  VN_RATE_PINGS,
  VN_RATE_PRIORITIES,
  VN_RATE_EMPTY_DATA,
  VN_RATE_TINY_DATA,
  VN_RATE_WINDOW_UPDATES,
  VN_RATE_OTHERS,
  VN_RATES
};

/* A reference to a name or a value: two bits of kind, and
 * LITERAL: length; the bytes follow. DEFINE: id << 16 | length; the bytes follow and are the id's from now on.
 * KNOWN: the id. The name's bit 29 says that the peer marked the field as never to be indexed.
 * ENDED in place of a name is no field: an id follows that stands for nothing from now on. */
#define VN_REF_LITERAL 0u
#define VN_REF_DEFINE (1u << 30)
#define VN_REF_KNOWN (2u << 30)
#define VN_REF_SENSITIVE (1u << 29)
#define VN_REF_ENDED (3u << 30)

enum vn_command {
  /* extra: fields; u32 bytes of fields; each: u16 name length, u16 flags (1: never index), u32 value length, name,
   * value, padded to 4. REQUEST names the stream id that the session will choose. */
  VN_CMD_REQUEST = 1,
  VN_CMD_RESPONSE,
  VN_CMD_HEADERS, /* an informational response, or any other block for a stream that is open */
  VN_CMD_TRAILERS, /* sent after the body's last byte; ends the body */
  VN_CMD_PUSH_DATA,   /* u32 bytes that became available */
  VN_CMD_INLINE_DATA, /* u32 length, bytes; only while no byte of PUSH_DATA is unsent */
  VN_CMD_CONSUME,     /* u32 bytes that the application has read; they credit whatever was not on arrival */
  VN_CMD_RST_STREAM,  /* u32 code */
  VN_CMD_GOAWAY,      /* i32 last stream or -1 for the last processed, u32 code, u32 length, bytes */
  VN_CMD_TERMINATE,   /* i32 last stream or -1, u32 code */
  VN_CMD_SHUTDOWN_NOTICE,
  VN_CMD_SETTINGS,     /* extra: entries; u32 id, u32 value of each */
  VN_CMD_PING,         /* 8 bytes */
  VN_CMD_LOCAL_WINDOW, /* i32 size of the stream's window, or the connection's for stream 0 */
  VN_CMD_PRIORITY_UPDATE, /* u32 length, bytes: the priority field value of RFC 9218 */
  VN_CMD_PUSH_PROMISE, /* extra: fields; as REQUEST; the stream is the associated one, then i32 the id expected */
  VN_CMD_CONSUME_WINDOW, /* u32 bytes, of the stream's window only, or the connection's for stream 0 */
  VN_CMD_WINDOW_UPDATE,  /* i32 increment */
  VN_CMD_NEXT_STREAM_ID, /* the stream is the id that comes next */
  VN_CMD_PRIORITY,       /* RFC 9218; extra: urgency | incremental << 8; flags: VN_CMDF_IGNORE_CLIENT */
  VN_CMD_EXTENSION,      /* extra: frame type; flags: the frame's; u32 length, bytes */
  VN_CMD_ALTSVC,         /* u32 length of the origin, bytes, u32 length of the field value, bytes */
  VN_CMD_ORIGIN,         /* extra: origins; u32 length, bytes of each */
  VN_CMD_MAX_UNREAD,     /* u32 bytes, as VN_OPT_MAX_UNREAD */

  VN_CMD_FRAME_LOG = 40 /* extra: 1 on, 0 off */
};

enum {
  VN_CMDF_END_STREAM = 1,
  VN_CMDF_BODY = 2, /* HEADERS: a body follows */
  VN_CMDF_ACK = 1,
  VN_CMDF_IGNORE_CLIENT = 1
};

#endif
