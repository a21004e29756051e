/* The core: one nghttp2 session behind two calls, bytes in and bytes out, with no call back into its user.
 *
 * Free of JNI, so that a fuzzer or a C program drives it as the JVM does. Not thread-safe: one thread at a time owns a
 * session. What happened is appended as records (wire.h) to a vn_buffer; what to do is read as commands (wire.h). */
#ifndef VERTX_NGHTTP2_H
#define VERTX_NGHTTP2_H

#include <stddef.h>
#include <stdint.h>

/* Errors beside nghttp2's own, which end at -1000. */
enum {
  VN_ERR_CLOSED = -2001,      /* the handle's session was closed */
  VN_ERR_BAD_COMMAND = -2002, /* the command stream is malformed */
  VN_ERR_EVENTS_FULL = -2003, /* the event buffer reached its hard cap */
  VN_ERR_NOMEM = -2004,
  VN_ERR_BAD_OPTION = -2005,
  VN_ERR_OUT_TOO_SMALL = -2006, /* the out buffer cannot hold a single frame */
  VN_ERR_UNSUPPORTED = -2007,   /* the library that was found lacks the function */
  VN_ERR_HEADER_LIST = -2008,   /* an inflated header list exceeds its limit */
  VN_ERR_LIMIT = -2009          /* the peer passed a limit that a LIMIT event names; a GOAWAY may still be sent */
};

/* Options of a session, in pairs of id and value. */
enum {
  VN_OPT_MAX_HEADER_LIST_SIZE = 1, /* bytes: name + value + 32 for each field (RFC 9113, 6.5.2) */
  VN_OPT_MAX_HEADER_FIELDS,
  VN_OPT_PEER_MAX_CONCURRENT_STREAMS,
  VN_OPT_MAX_RESERVED_REMOTE_STREAMS,
  VN_OPT_MAX_SEND_HEADER_BLOCK_LENGTH,
  VN_OPT_NO_AUTO_PING_ACK,
  VN_OPT_NO_HTTP_MESSAGING,
  VN_OPT_MAX_SETTINGS,
  VN_OPT_MAX_OUTBOUND_ACK,
  VN_OPT_MAX_DEFLATE_DYNAMIC_TABLE_SIZE,
  VN_OPT_MAX_CONTINUATIONS,
  VN_OPT_STREAM_RESET_BURST, /* only together with VN_OPT_STREAM_RESET_RATE */
  VN_OPT_STREAM_RESET_RATE,
  VN_OPT_EVENTS_SOFT, /* bytes of events after which reading pauses */
  VN_OPT_EVENTS_HARD, /* bytes of events that end the session; at most VN_EVENTS_MAX */
  VN_OPT_FLOW_CONTROL, /* VN_CREDIT_* */
  VN_OPT_NO_RECV_CLIENT_MAGIC,
  VN_OPT_NO_WS_VALIDATION,
  VN_OPT_GLITCH_BURST, /* only together with VN_OPT_GLITCH_RATE */
  VN_OPT_GLITCH_RATE,
  VN_OPT_MAX_OUTBOUND_QUEUE_SIZE,
  VN_OPT_USER_EXTENSION,    /* a frame type; once for each */
  VN_OPT_BUILTIN_EXTENSION, /* likewise: ALTSVC, ORIGIN or PRIORITY_UPDATE */
  VN_OPT_MAX_EXTENSION_PAYLOAD,
  VN_OPT_PADDING,        /* payloads grow to a multiple of so many bytes, at most 256 */
  VN_OPT_DATA_LENGTH,    /* bytes of a DATA frame to send, if the peer takes so many */
  VN_OPT_TELL_FRAMES,    /* BEGIN_FRAME and BEFORE_FRAME_SEND records */
  VN_OPT_MAX_UNREAD,           /* bytes, see vn_session; 0, and not set: no limit */
  VN_OPT_LIMIT_CONTINUATIONS,  /* of a header block; as with those below, 0 (and not set) is no limit */
  VN_OPT_LIMIT_OUTBOUND_QUEUE, /* frames that wait to be sent when bytes were read */
  VN_OPT_LIMIT_FIRST_RATE      /* frames in VN_LIMIT_WINDOW, and one option for each vn_rate of limits.h */
};

#define VN_EVENTS_MAX 0x0fffffffu /* what the result of a call has bits for */

/* What credits the windows of bodies that come in. */
enum {
  VN_CREDIT_CONNECTION_ON_ARRIVAL, /* CONSUME commands credit the streams */
  VN_CREDIT_BY_HAND,               /* CONSUME commands credit both */
  VN_CREDIT_AUTOMATIC              /* nghttp2 does, whether anybody reads or not */
};

typedef struct {
  uint8_t *base;
  size_t length, capacity;
  size_t hard; /* capacity never passes this */
} vn_buffer;

/* Small blocks of memory between one call and the next; one for each thread, or NULL for none. */
typedef struct vn_pool vn_pool;

vn_pool *vn_pool_new(void);
void vn_pool_free(vn_pool *pool);

void vn_buffer_init(vn_buffer *buffer);
void vn_buffer_free(vn_buffer *buffer);

/* Opens libnghttp2 and fills the function table. NULL, or why not (valid until the next call). */
const char *vn_library_open(const char *path);
int vn_library_is_open(void);

typedef struct vn_session vn_session;

/* 0 or an error. */
int vn_session_new(vn_session **session, int server, const int32_t *options, size_t pairs);
void vn_session_free(vn_session *session);

/* What a call found, beside its return value. */
enum {
  VN_STATE_PAUSED = 1,     /* receive: call again with the rest of the input, even if that is nothing */
  VN_STATE_MORE = 1,       /* flush: there is more to send than out or the splice budget could hold */
  VN_STATE_WRITE = 2,      /* a flush has something to send, even without commands */
  VN_STATE_WANTED = 4,     /* there is anything left to read or write */
  VN_STATE_IN_BLOCK = 8    /* a header block has begun and not ended */
};

/* Bytes consumed, or a negative error. Events replace what the buffer held. */
int64_t vn_session_receive(vn_session *session, const uint8_t *in, size_t length, vn_buffer *events, vn_pool *pool,
                           uint32_t *state);

/* Runs the commands, then fills out. Bytes written to out, or a negative error. Body bytes are not written: a SPLICE
 * record tells where they belong; at most splice_budget of them (and the frame that passes it) are asked for.
 * *commands is from malloc, or NULL without commands; the session takes it over (and sets it to NULL) when frames that
 * wait refer to it. */
int64_t vn_session_flush(vn_session *session, uint8_t **commands, size_t commands_length, uint8_t *out,
                         size_t out_capacity, size_t splice_budget, vn_buffer *events, vn_pool *pool, uint32_t *state);

/* nghttp2_session_upgrade2: after the 101 of an upgrade to h2c. */
int vn_session_upgrade(vn_session *session, const uint8_t *settings_payload, size_t length, int head_request);

/* Numbers of the session, see the enum; -1 where there is none. */
enum {
  VN_GET_NEXT_STREAM_ID = 1,
  VN_GET_LAST_PROC_STREAM_ID,
  VN_GET_OUTBOUND_QUEUE_SIZE,
  VN_GET_REMOTE_WINDOW_SIZE,        /* of the stream, or of the connection for stream 0 */
  VN_GET_LOCAL_WINDOW_SIZE,         /* likewise */
  VN_GET_EFFECTIVE_RECV_DATA_LENGTH, /* likewise */
  VN_GET_OPEN_STREAMS,
  VN_GET_REQUEST_ALLOWED,
  VN_GET_HD_INFLATE_TABLE_SIZE,
  VN_GET_HD_DEFLATE_TABLE_SIZE,
  VN_GET_STREAM_STATE,
  VN_GET_FIND_STREAM, /* the stream's id */
  VN_GET_EFFECTIVE_LOCAL_WINDOW_SIZE, /* of the stream, or of the connection for stream 0 */
  VN_GET_LOCAL_CLOSE,
  VN_GET_REMOTE_CLOSE,
  VN_GET_LOCAL_SETTING, /* by its id in place of the stream's */
  VN_GET_REMOTE_SETTING,
  VN_GET_PRIORITY, /* urgency | incremental << 8, VN_ERR_UNSUPPORTED, or nghttp2's error */
  VN_GET_INTERNED_BYTES, /* of names and values that both sides know by an id */
  VN_GET_INTERN_EVICTIONS /* names and values that lost their id because there were too many bytes */
};
int64_t vn_session_get(vn_session *session, int what, int32_t stream_id);

/* Bytes that all sessions hold now, theirs and nghttp2's, and how many sessions there are. */
int64_t vn_memory_used(void);
int64_t vn_sessions_open(void);

/* HPACK by itself. The errors are those of nghttp2; after one the object is only good for being freed. */
typedef struct vn_deflater vn_deflater;
typedef struct vn_inflater vn_inflater;

int vn_deflater_new(vn_deflater **deflater, uint32_t max_table_size);
void vn_deflater_free(vn_deflater *deflater);
/* fields: as in a REQUEST command. Bytes that the block takes at most, or an error. */
int64_t vn_deflater_bound(vn_deflater *deflater, const uint8_t *fields, size_t length, uint16_t count);

typedef struct {
  uint8_t *base;
  size_t length;
} vn_span;

/* The length of the block, or an error; it fills the spans in their order. */
int64_t vn_deflater_deflate(vn_deflater *deflater, const uint8_t *fields, size_t length, uint16_t count,
                            const vn_span *into, size_t spans);

int vn_inflater_new(vn_inflater **inflater, uint32_t max_header_list_size);
void vn_inflater_free(vn_inflater *inflater);
/* Reads a piece of a block, the last one or not, and replaces what the buffer held by its fields: u32 name length,
 * u32 value length, name, value, padded together to 4; bit 31 of the name length marks a sensitive one. The size of the list
 * so far, or an error; VN_ERR_HEADER_LIST comes with the last piece, and leaves the inflater as good as before. */
int64_t vn_inflater_inflate(vn_inflater *inflater, const uint8_t *in, size_t length, int last, vn_buffer *fields);
/* Bytes of the list that was refused with VN_ERR_HEADER_LIST. */
int64_t vn_inflater_list_size(const vn_inflater *inflater);

enum { VN_HPACK_NUM_TABLE_ENTRIES = 1, VN_HPACK_DYNAMIC_TABLE_SIZE, VN_HPACK_MAX_DYNAMIC_TABLE_SIZE };

int64_t vn_deflater_get(vn_deflater *deflater, int what);
int64_t vn_inflater_get(vn_inflater *inflater, int what);
int vn_deflater_change_table_size(vn_deflater *deflater, uint32_t size);
int vn_inflater_change_table_size(vn_inflater *inflater, uint32_t size);

typedef struct {
  const uint8_t *name, *value;
  size_t name_length, value_length;
} vn_entry;

/* By its index, from 1: 61 static ones, then the dynamic ones, newest first. 0 if there is none. */
int vn_deflater_entry(vn_deflater *deflater, size_t index, vn_entry *entry);
int vn_inflater_entry(vn_inflater *inflater, size_t index, vn_entry *entry);

/* Handles: slot and generation in one number, never an address; 0 is none. One finds an object of its kind only. */
enum { VN_KIND_SESSION = 1, VN_KIND_DEFLATER, VN_KIND_INFLATER };
int64_t vn_handle_put(void *object, int kind);
void *vn_handle_get(int64_t handle, int kind);
void *vn_handle_take(int64_t handle, int kind);

#endif
