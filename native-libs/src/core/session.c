#include "core/callbacks.h"
#include "core/commands.h"
#include "core/events.h"
#include "core/extension.h"
#include "core/limits.h"
#include "core/optional_callbacks.h"
#include "core/options.h"
#include "framelog/frame_log.h"
#include "recorder/recording.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Of what the library allocates with a session, only the buffer of frames has 16 KiB or more, and it writes frames
 * there while it sends, and reads nothing from there afterwards: so it is from 1.52 to 1.70. What a newer one has in
 * such a block is kept. */
#define SCRATCH_UP_TO_VERSION 0x0146ffu
#define NGHTTP2_FRAME_BUFFER 16384u /* bytes at least: one DATA or HEADERS frame of the smallest MAX_FRAME_SIZE */

static _Atomic int64_t sessions;
static nghttp2_session_callbacks *callbacks;
static pthread_once_t callbacks_once = PTHREAD_ONCE_INIT;

static void make_callbacks(void) { callbacks = vn_callbacks(); }

/* nghttp2 copies the callbacks that it is given. */
static int with_callbacks(vn_session *s, const nghttp2_option *option) {
  nghttp2_mem mem = vn_account_mem(&s->account);
  int own = vn_needs_optional_callbacks(s);
  nghttp2_session_callbacks *chosen = own ? vn_callbacks() : callbacks;
  if (!chosen)
    return VN_ERR_NOMEM;
  if (own)
    vn_optional_callbacks(chosen, s);
  s->account.scratch_size = vn_library_version_number() <= SCRATCH_UP_TO_VERSION ? NGHTTP2_FRAME_BUFFER : 0;
  s->account.opening = 1;
  int rv = s->server ? ng.session_server_new3(&s->ng, chosen, s, option, &mem)
                     : ng.session_client_new3(&s->ng, chosen, s, option, &mem);
  s->account.opening = 0;
  if (own)
    ng.session_callbacks_del(chosen);
  return rv;
}

static int open_session(vn_session *s, const int32_t *options, size_t pairs) {
  nghttp2_option *option;
  if (ng.option_new(&option))
    return VN_ERR_NOMEM;
  int rv = vn_options_apply(s, option, options, pairs);
  if (rv == 0)
    rv = with_callbacks(s, option);
  ng.option_del(option);
  return rv;
}

int vn_session_new(vn_session **out, int server, const int32_t *options, size_t pairs) {
  pthread_once(&callbacks_once, make_callbacks);
  vn_session *s = callbacks ? calloc(1, sizeof *s) : NULL;
  if (!s)
    return VN_ERR_NOMEM;
  s->server = server;
  s->streams.account = &s->account;
  s->inbound.block.record = VN_NO_RECORD;
  s->account.held = sizeof *s;
  s->inbound.frames.left = server ? VN_PREFACE : 0;
  int rv = open_session(s, options, pairs);
  if (rv) {
    s->account.held -= sizeof *s;
    vn_account_end(&s->account);
    free(s);
    return rv;
  }
  if (s->recorder_bytes >= VN_RECORDED_SIZE)
    s->recorder = vn_recorder_new(&s->account, s->recorder_bytes);
  atomic_fetch_add(&sessions, 1);
  vn_account_settle(&s->account);
  *out = s;
  return 0;
}

void vn_session_free(vn_session *s) {
  vn_account_wake(&s->account);
  if (s->inbound.intern) { /* before session_del: the table holds buffers of the session's allocator */
    vn_intern_clear(s->inbound.intern);
    vn_free(&s->account, s->inbound.intern);
  }
  ng.session_del(s->ng);
  vn_frame_log_switch(s, 0);
  vn_recorder_free(s->recorder);
  free(s->outbound.retained);
  vn_free(&s->account, s->outbound.held);
  vn_extensions_free(s);
  vn_streams_free(&s->streams);
  s->account.held -= sizeof *s;
  vn_account_end(&s->account);
  atomic_fetch_sub(&sessions, 1);
  free(s);
}

static void forget_texts(vn_session *s) {
  vn_intern *intern = s->inbound.intern;
  if (!intern)
    return;
  vn_intern_clear(intern);
  if (vn_lasting_has(&s->account.lasting, intern)) {
    memset(intern, 0, sizeof *intern);
  } else {
    vn_free(&s->account, intern);
    s->inbound.intern = NULL;
  }
}

int vn_session_rest(vn_session *s) {
  if (vn_account_rests(&s->account))
    return 1;
  if (s->fatal || s->streams.count || s->inbound.block.open || s->outbound.tail_length || s->outbound.held_length ||
      ng.session_want_write(s->ng))
    return 0;
  forget_texts(s);
  vn_streams_free(&s->streams);
  vn_recording_rest(s);
  vn_account_rest(&s->account);
  return 1;
}

int64_t vn_sessions_open(void) { return atomic_load(&sessions); }

/* After these errors the session can still send GOAWAY. After any other it must not be used. */
static int can_send(const vn_session *s) {
  return !s->fatal || s->fatal == NGHTTP2_ERR_BAD_CLIENT_MAGIC || s->fatal == NGHTTP2_ERR_FLOODED ||
         s->fatal == VN_ERR_LIMIT;
}

static void begin_call(vn_session *s, vn_buffer *events, vn_pool *pool) {
  vn_account_wake(&s->account);
  events->length = 0;
  events->hard = s->events_hard;
  if (events->capacity > events->hard) /* the thread's buffer has grown for a session that is allowed more */
    events->capacity = events->hard;
  s->call = (vn_call){.events = events, .last_data = VN_NO_RECORD};
  s->account.pool = pool;
  s->limits.now = 0;
}

/* Whether a flush is needed to go on sending, even if nghttp2 has nothing new to send. */
static int has_unsent(const vn_session *s) {
  return s->outbound.tail_length || s->call.blocked || (s->limits.provoked_too_much && !s->fatal);
}

static void end_call(vn_session *s, uint32_t *state) {
  const vn_block *block = &s->inbound.block;
  if (has_unsent(s) || ng.session_want_write(s->ng))
    *state |= VN_STATE_WRITE;
  vn_headers_record_end(s, 0);
  s->call.events = NULL;
  s->account.pool = NULL;
  vn_account_settle(&s->account);
  if (*state & VN_STATE_WRITE || ng.session_want_read(s->ng))
    *state |= VN_STATE_WANTED;
  if (block->open && !block->refused)
    *state |= VN_STATE_IN_BLOCK;
}

/* --- receive --- */

static int64_t feed(vn_session *s, const uint8_t *in, size_t length) {
  if (s->inbound.stopped)
    return (int64_t)length;
  int64_t rv = s->frame_log ? vn_frame_log_receive(s, in, length) : ng.session_mem_recv(s->ng, in, length);
  return s->inbound.stopped && rv == NGHTTP2_ERR_CALLBACK_FAILURE && !s->fatal ? (int64_t)length : rv;
}

int64_t vn_session_receive(vn_session *s, const uint8_t *in, size_t length, vn_buffer *events, vn_pool *pool,
                           uint32_t *state) {
  *state = 0;
  events->length = 0;
  if (s->fatal)
    return s->fatal;
  begin_call(s, events, pool);
  s->call.in = in;
  size_t most = vn_limits_scan(s, in, length);
  int64_t rv = feed(s, in, most);
  if (s->recorder && rv > 0)
    s->recorder->received_bytes += (uint64_t)rv;
  if (rv >= 0 && ((size_t)rv < length || vn_events_over_soft_mark(s)))
    *state |= VN_STATE_PAUSED;
  if (rv < 0)
    vn_fatal(s, (int)rv);
  if (!s->fatal && !vn_limits_fed(s, most, (size_t)rv))
    vn_limits_outbound(s);
  end_call(s, state);
  return s->fatal ? s->fatal : rv;
}

/* --- flush --- */

static void put_tail(vn_session *s) {
  vn_outbound *o = &s->outbound;
  vn_call *call = &s->call;
  size_t room = call->out_capacity - call->out_length;
  size_t length = o->tail_length < room ? o->tail_length : room;
  if (!length)
    return;
  memcpy(call->out + call->out_length, o->tail, length);
  call->out_length += length;
  o->tail += length;
  o->tail_length -= length;
}

static int fill_out(vn_session *s) {
  vn_outbound *o = &s->outbound;
  put_tail(s);
  while (!o->tail_length && !s->call.blocked) {
    const uint8_t *data;
    ssize_t n = ng.session_mem_send(s->ng, &data);
    if (n < 0)
      return (int)n;
    if (n == 0)
      return 0;
    o->tail = data;
    o->tail_length = (size_t)n;
    put_tail(s);
    int rv = o->push_opened ? vn_held_run(s) : 0;
    if (rv)
      return rv;
    if (s->frame_log) {
      vn_frame_log_written(s, data, (size_t)n);
      s->call.blocked |= vn_events_over_soft_mark(s); /* the rest after these were read */
    }
  }
  return 0;
}

/* nghttp2's queue refers to the fields in the commands. They are kept until the queue is empty and all of it was
 * written. */
static void retain_or_release(vn_session *s, uint8_t **commands, size_t commands_length) {
  vn_outbound *o = &s->outbound;
  if (ng.session_get_outbound_queue_size(s->ng) == 0 && !o->tail_length && !s->call.blocked) {
    free(o->retained);
    o->retained = NULL;
  } else if (!o->retained && commands_length) {
    o->retained = *commands;
    *commands = NULL;
  }
}

int64_t vn_session_flush(vn_session *s, uint8_t **commands, size_t commands_length, uint8_t *out, size_t out_capacity,
                         size_t splice_budget, vn_buffer *events, vn_pool *pool, uint32_t *state) {
  *state = 0;
  events->length = 0;
  if (!can_send(s))
    return s->fatal;
  begin_call(s, events, pool);
  s->call.out = out;
  s->call.out_capacity = out_capacity;
  s->call.splice_budget = splice_budget;
  int before = s->fatal;
  int rv = vn_limits_written(s);
  if (rv == 0 && commands_length)
    rv = vn_commands_run(s, *commands, commands_length);
  if (rv == 0)
    rv = fill_out(s);
  retain_or_release(s, commands, commands_length);
  if (s->fatal != before) /* a callback stored why it failed; nghttp2 only returns that one did */
    rv = s->fatal;
  else if (rv < 0)
    s->fatal = rv;
  if (has_unsent(s))
    *state |= VN_STATE_MORE;
  if (s->recorder)
    s->recorder->sent_bytes += s->call.out_length;
  end_call(s, state);
  return rv < 0 ? rv : (int64_t)s->call.out_length;
}

/* --- upgrade --- */

int vn_session_upgrade(vn_session *s, const uint8_t *settings_payload, size_t length, int head_request) {
  vn_buffer dropped; /* the record of the SETTINGS, which the peer is about to send once more as a frame */
  vn_buffer_init(&dropped);
  begin_call(s, &dropped, NULL);
  int rv = ng.session_upgrade2(s->ng, settings_payload, length, head_request, NULL);
  s->call.events = NULL;
  vn_buffer_free(&dropped);
  if (rv == 0) {
    vn_stream *stream = vn_streams_add(&s->streams, 1);
    if (!stream)
      return VN_ERR_NOMEM;
    stream->remote_end = ng.session_check_server_session(s->ng) != 0;
  }
  vn_account_settle(&s->account);
  return rv;
}
