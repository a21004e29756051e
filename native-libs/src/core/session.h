#ifndef VN_SESSION_H
#define VN_SESSION_H

#include "core/buffer.h"
#include "core/extension.h"
#include "core/intern.h"
#include "core/library.h"
#include "core/limits.h"
#include "core/stream.h"
#include "core/wire.h"

#define VN_NO_RECORD SIZE_MAX

/* The header block that is being received; it may span several calls. */
typedef struct {
  size_t record; /* where its record began in the events, or VN_NO_RECORD */
  int32_t stream_id, associated_id;
  uint16_t category;
  uint8_t flags;
  uint32_t size, fields; /* as the limits count them */
  int open;              /* it has not ended */
  int refused;           /* its end will not be told */
} vn_block;

typedef struct vn_frames vn_frames;

/* What few sessions ask for; each needs a callback that the others do without. */
typedef struct {
  uint32_t padding;     /* payloads grow to a multiple of it, unless it is 0 */
  uint32_t data_length; /* of a DATA frame, unless it is 0 */
  int tell_frames;
} vn_extras;

struct vn_session {
  nghttp2_session *ng;
  vn_account account;
  vn_streams streams;
  vn_intern *intern; /* made when the first header comes: an idle connection has none */
  vn_block block;
  int server;
  int fatal; /* why a callback gave up, or 0 */
  int started; /* bytes have come */
  uint32_t preface; /* octets in front of the first frame */
  vn_frames *frames; /* the frame log, or NULL while it is off */

  uint32_t max_header_list_size, max_header_fields;
  size_t events_soft, events_hard;
  int flow_control; /* VN_CREDIT_* */
  uint32_t max_unread;    /* body bytes that wait to be consumed before the connection's window is no longer credited, or 0 */
  uint64_t unread, owed;  /* of all streams; credit that is held back */
  vn_extensions extensions;
  vn_limits limits;
  int provoked_too_much; /* a limit was passed while frames were written */
  int deaf; /* nghttp2 ends the connection, and is fed nothing more */
  vn_extras extras;

  /* Of the call that runs. */
  vn_buffer *events;
  const uint8_t *in;
  size_t last_data; /* where the last DATA record is, or VN_NO_RECORD */
  uint8_t *out;
  size_t out_length, out_capacity, splice_budget;
  int blocked; /* a DATA frame waits for room in out or in the budget, or the frame log for room in the events */

  /* The commands of an earlier flush whose fields wait in nghttp2's queues; while they do, further fields are copied. */
  uint8_t *retained;

  /* Commands for streams that are reserved, see vn_held_run. */
  uint8_t *held;
  size_t held_length;
  int push_opened; /* a reserved stream became open */
  int replaying;

  /* What mem_send gave and out had no room for; valid until the next mem_send. */
  const uint8_t *tail;
  size_t tail_length;
};

/* The callbacks that every session has; NULL when memory is short. */
nghttp2_session_callbacks *vn_callbacks(void);
/* Adds those that the session's options ask for. */
void vn_extras_callbacks(nghttp2_session_callbacks *callbacks, const vn_extras *extras);

/* Pairs of id and value go to nghttp2's options or to the session; 0 or an error. */
int vn_options_apply(vn_session *session, nghttp2_option *option, const int32_t *options, size_t pairs);

/* A record with room for more bytes behind its head; NULL (and fatal set) when the events are full. */
uint8_t *vn_event(vn_session *session, uint8_t type, uint8_t flags, uint16_t extra, int32_t stream_id, size_t more);

/* BEGIN_FRAME or BEFORE_FRAME_SEND; 0 or an error. */
int vn_frame_head_event(vn_session *session, uint8_t event, const nghttp2_frame_hd *head);

/* Ends the HEADERS record that is open, if one is. */
void vn_block_close_record(vn_session *session, uint8_t flags);

/* Forgets the stream, and tells that it is closed. 0 or a fatal error. */
int vn_stream_close(vn_session *session, vn_stream *stream, uint32_t code);

/* Body bytes came. The connection is credited on arrival, the stream when the application reads: one unread stream never holds
 * up another, until there is too much of that. 0 or a fatal error. */
int vn_unread_more(vn_session *session, int32_t id, uint32_t length);
/* Gives the credit that is held back, if there is no more reason to. 0 or an error. */
int vn_owed_pay(vn_session *session);
/* The user has read so many bytes of the stream, or never will. 0 or an error. */
int vn_unread_less(vn_session *session, vn_stream *stream, uint32_t length);

/* 0 or an error. */
int vn_commands_run(vn_session *session, const uint8_t *commands, size_t length);

/* Runs the commands that waited for a reserved stream to open. 0 or an error. */
int vn_held_run(vn_session *session);

/* Hands a stream's stored trailers to nghttp2. */
int vn_trailers_submit(vn_session *session, vn_stream *stream);

/* nghttp2's callbacks for bodies. */
int vn_send_data(nghttp2_session *ngs, nghttp2_frame *frame, const uint8_t *head, size_t length,
                 nghttp2_data_source *source, void *user);
ssize_t vn_body_read(nghttp2_session *ngs, int32_t id, uint8_t *buf, size_t length, uint32_t *flags,
                     nghttp2_data_source *source, void *user);

#endif
