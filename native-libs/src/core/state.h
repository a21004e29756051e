/* What a session holds, by owner. The functions are in the headers of the files that are named here.
 *
 * Errors, in all of native-libs/src:
 * - A function that can fail returns 0 (or a count), or a negative error: VN_ERR_* or nghttp2's own.
 * - A function that returns a pointer returns NULL when it fails. vn_library_open returns what failed, or NULL.
 * - A function that is named as a question (is_), takes a number (vn_take32) or looks something up (vn_deflater_entry)
 * returns 1 if it succeeds, or 0.
 * - Whoever finds that a session cannot go on stores the error in `fatal` (vn_fatal). A callback of nghttp2 then
 * returns NGHTTP2_ERR_CALLBACK_FAILURE, which only makes nghttp2 stop; session.c returns `fatal` to the caller. */
#ifndef VN_STATE_H
#define VN_STATE_H

#include "core/buffer.h"
#include "core/frame_head.h"
#include "core/intern.h"
#include "core/library.h"
#include "core/stream.h"
#include "recorder/recorder.h"

#define VN_NO_RECORD SIZE_MAX

typedef struct vn_frame_log vn_frame_log;

/* The header block that is being received; it may span several calls. Owner: header_blocks.c. */
typedef struct {
  size_t record;                    /* where its record began in the events, or VN_NO_RECORD */
  int32_t stream_id, associated_id; /* with VN_EVF_PRIORITY: the dependency in place of the associated stream */
  uint16_t category;
  uint8_t weight; /* with VN_EVF_PRIORITY: less 1 */
  uint8_t flags;
  uint32_t size, fields; /* as the limits count them */
  int open;              /* it has not ended */
  int refused;           /* its end will not be reported */
  vn_request request;    /* where this side checks requests */
} vn_block;

/* Input. Owners: session.c, limits.c for the heads of frames, header_blocks.c for names and values. */
typedef struct {
  vn_frame_reader frames; /* up to the last byte that was passed to vn_session_receive */
  size_t ahead;           /* bytes that `frames` has read and nghttp2 has not: it paused */
  vn_block block;
  vn_intern *intern; /* made with the first field: an idle connection has none */
  uint32_t max_header_list_size, max_header_fields;
  int stopped;          /* nghttp2 ends the connection, and must not be given more bytes */
  int checks_requests;  /* this side checks requests, and not nghttp2 */
  int connect_protocol; /* our SETTINGS allow extended CONNECT */
  int reports_priorities;
} vn_inbound;

/* How many bytes of bodies the peer may send. Owner: credit.c. */
typedef struct {
  int mode;            /* VN_CREDIT_* */
  uint32_t max_unread; /* unread bytes above which arriving bytes no longer credit the connection; 0: no maximum */
  uint64_t unread;     /* bytes of all streams that were not consumed */
  int64_t owed;        /* bytes that did not credit the connection when they arrived; negative: so many of those that
                          arrive next do not, because they use credit beyond a window that was made smaller */
} vn_credit;

/* Output. Owners: session.c, and commands.c for the commands that are held. */
typedef struct {
  /* What mem_send returned and the out buffer had no room for; valid until the next mem_send. */
  const uint8_t *tail;
  size_t tail_length;

  /* Commands of an earlier flush whose fields wait in nghttp2's queues. Until these are empty further fields are
   * copied. */
  uint8_t *retained;

  /* Commands that wait for a reserved stream to open, see vn_held_run. */
  uint8_t *held;
  size_t held_length;
  int push_opened; /* a reserved stream has opened */
  int replaying;   /* held commands run now */

  int priorities_wait; /* priorities of requests have come before the requests were sent */

  uint32_t padding;     /* payloads grow to a multiple of it; 0: no padding */
  uint32_t data_length; /* bytes of a DATA frame; 0: as many as the peer takes */
} vn_outbound;

/* Frames beyond RFC 9113. Owner: extension.c. */
typedef struct vn_payload vn_payload;
typedef struct {
  uint32_t max_payload;
  uint8_t *in; /* the payload that is being received; it may span several calls */
  uint32_t in_length;
  vn_payload *out, *last; /* payloads that wait for their frames to be packed, oldest first */
} vn_extensions;

typedef struct {
  uint32_t maximum; /* 0: no limit */
  uint64_t level;   /* frames left, in units of 1 / VN_LIMIT_WINDOW */
  uint64_t filled;  /* when, in milliseconds */
} vn_bucket;

/* Counts of cheap frames. Owner: limits.c. */
typedef struct {
  vn_bucket buckets[VN_LIMIT_LAST - VN_LIMIT_FIRST_RATE + 1];
  uint32_t max_continuations, max_outbound_queue; /* 0: no limit */
  uint32_t continuations;                         /* of the header block that is coming in */
  uint32_t sent_rest;                             /* bytes sent of bodies that have not earned a WINDOW_UPDATE yet */
  uint32_t received_rest;                         /* bytes received of bodies that have not earned a DATA frame yet */
  uint64_t now;                                   /* time of the current call, once it was asked for */

  /* Frames that nghttp2 has received but not reported by a callback. It skips those that it never reports. */
  uint32_t unreported_ends, unreported_headers;
  enum vn_limit exceeded; /* the limit that was exceeded, until nghttp2 has read what came before the frame; or 0 */
  uint32_t maximum;       /* of that limit */
  int custom_frames;      /* frames of types that nghttp2 does not know reach the user */
  int provoked_too_much;  /* the limit of provoked resets was exceeded while frames were written */
} vn_limits;

/* The call that runs. Owner: session.c. */
typedef struct {
  vn_buffer *events;
  const uint8_t *in;
  size_t last_data; /* where the last DATA record is, or VN_NO_RECORD */
  uint8_t *out;
  size_t out_length, out_capacity, splice_budget;
  int blocked; /* a DATA frame waits for room in out or in the budget, or the frame log for room in the events */
} vn_call;

struct vn_session {
  nghttp2_session *ng;
  vn_account account;
  vn_streams streams;
  int server;
  int fatal;                       /* why the session cannot go on, or 0 */
  int report_frames;               /* BEGIN_FRAME and BEFORE_FRAME_SEND records */
  size_t events_soft, events_hard; /* bytes of events that pause the session, and that end it */
  vn_inbound inbound;
  vn_credit credit;
  vn_outbound outbound;
  vn_extensions extensions;
  vn_limits limits;
  vn_frame_log *frame_log; /* NULL while it is off */
  vn_recorder *recorder;   /* NULL if there is none */
  uint32_t recorder_bytes; /* of its ring at most */
  vn_call call;
};

/* Ends the session with this error, unless it has one already. */
static inline int vn_fatal(vn_session *s, int error) {
  if (!s->fatal)
    s->fatal = error;
  return s->fatal;
}

/* Whether a client's request waits in a queue of nghttp2. Its stream is unknown until then, or idle if another stream
 * depends on it. */
static inline int vn_request_waits(const vn_session *s, int32_t id) {
  nghttp2_stream *stream = s->server ? NULL : ng.session_find_stream(s->ng, id);
  return !s->server && (!stream || ng.stream_get_state(stream) == NGHTTP2_STREAM_STATE_IDLE);
}

#endif
