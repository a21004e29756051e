#include "framelog/frame_log.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic int64_t sessions;
static nghttp2_session_callbacks *callbacks;
static pthread_once_t callbacks_once = PTHREAD_ONCE_INIT;

static void make_callbacks(void) { callbacks = vn_callbacks(); }

/* nghttp2 copies the callbacks that it is given. */
static int with_callbacks(vn_session *s, const nghttp2_option *option) {
  nghttp2_mem mem = vn_account_mem(&s->account);
  const vn_extras *wanted = &s->extras;
  int own = wanted->padding || wanted->data_length || wanted->tell_frames;
  nghttp2_session_callbacks *chosen = own ? vn_callbacks() : callbacks;
  if (!chosen)
    return VN_ERR_NOMEM;
  if (own)
    vn_extras_callbacks(chosen, wanted);
  int rv = s->server ? ng.session_server_new3(&s->ng, chosen, s, option, &mem)
                     : ng.session_client_new3(&s->ng, chosen, s, option, &mem);
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
  s->block.record = VN_NO_RECORD;
  s->account.held = sizeof *s;
  s->preface = server ? VN_PREFACE : 0;
  int rv = open_session(s, options, pairs);
  if (rv) {
    free(s);
    return rv;
  }
  s->limits.left = s->preface;
  atomic_fetch_add(&sessions, 1);
  vn_account_settle(&s->account);
  *out = s;
  return 0;
}

void vn_session_free(vn_session *s) {
  if (s->intern) { /* before session_del: the table holds buffers of the session's allocator */
    vn_intern_clear(s->intern);
    vn_free(&s->account, s->intern);
  }
  ng.session_del(s->ng);
  vn_frames_switch(s, 0);
  free(s->retained);
  vn_free(&s->account, s->held);
  vn_extensions_free(s);
  vn_streams_free(&s->streams);
  s->account.held -= sizeof *s;
  vn_account_settle(&s->account);
  atomic_fetch_sub(&sessions, 1);
  free(s);
}

int64_t vn_sessions_open(void) { return atomic_load(&sessions); }

/* After these the session can still say goodbye; after any other fatal error it is not to be touched. */
static int can_speak(const vn_session *s) {
  return !s->fatal || s->fatal == NGHTTP2_ERR_BAD_CLIENT_MAGIC || s->fatal == NGHTTP2_ERR_FLOODED ||
         s->fatal == VN_ERR_LIMIT;
}

static void begin(vn_session *s, vn_buffer *events) {
  events->hard = s->events_hard;
  if (events->capacity > events->hard) /* the thread's buffer has grown for a session that is allowed more */
    events->capacity = events->hard;
  s->events = events;
  s->last_data = VN_NO_RECORD;
  s->blocked = 0;
  s->limits.now = 0;
}

static void finish(vn_session *s, uint32_t *state) {
  if (s->tail_length || s->blocked || (s->provoked_too_much && !s->fatal) || ng.session_want_write(s->ng))
    *state |= VN_STATE_WRITE;
  vn_block_close_record(s, 0);
  s->events = NULL;
  s->account.pool = NULL;
  vn_account_settle(&s->account);
  if (*state & VN_STATE_WRITE || ng.session_want_read(s->ng))
    *state |= VN_STATE_WANTED;
  if (s->block.open && !s->block.refused)
    *state |= VN_STATE_IN_BLOCK;
}

static int64_t feed(vn_session *s, const uint8_t *in, size_t length) {
  if (s->deaf)
    return (int64_t)length;
  int64_t rv = s->frames ? vn_frames_receive(s, in, length) : ng.session_mem_recv(s->ng, in, length);
  return s->deaf && rv == NGHTTP2_ERR_CALLBACK_FAILURE && !s->fatal ? (int64_t)length : rv;
}

int64_t vn_session_receive(vn_session *s, const uint8_t *in, size_t length, vn_buffer *events, vn_pool *pool,
                           uint32_t *state) {
  *state = 0;
  events->length = 0;
  if (s->fatal)
    return s->fatal;
  begin(s, events);
  s->account.pool = pool;
  s->in = in;
  size_t most = vn_limits_read(s, in, length);
  int64_t rv = feed(s, in, most);
  s->started = 1;
  if (rv >= 0 && ((size_t)rv < length || events->length > s->events_soft))
    *state |= VN_STATE_PAUSED;
  if (rv < 0 && !s->fatal)
    s->fatal = (int)rv;
  if (!s->fatal && !vn_limits_fed(s, most, (size_t)rv))
    vn_limits_outbound(s);
  finish(s, state);
  return s->fatal ? s->fatal : rv;
}

static void put_tail(vn_session *s) {
  size_t room = s->out_capacity - s->out_length;
  size_t length = s->tail_length < room ? s->tail_length : room;
  if (!length)
    return;
  memcpy(s->out + s->out_length, s->tail, length);
  s->out_length += length;
  s->tail += length;
  s->tail_length -= length;
}

static int pump(vn_session *s) {
  put_tail(s);
  while (!s->tail_length && !s->blocked) {
    const uint8_t *data;
    ssize_t n = ng.session_mem_send(s->ng, &data);
    if (n < 0)
      return (int)n;
    if (n == 0)
      return 0;
    s->tail = data;
    s->tail_length = (size_t)n;
    put_tail(s);
    int rv = s->push_opened ? vn_held_run(s) : 0;
    if (rv)
      return rv;
    if (s->frames) {
      vn_frames_written(s, data, (size_t)n);
      s->blocked |= s->events->length > s->events_soft; /* the rest after these were read */
    }
  }
  return 0;
}

/* Fields are not copied on their way into nghttp2's queue; what stays there, or may be half out, keeps the commands. */
static void retain_or_release(vn_session *s, uint8_t **commands, size_t commands_length) {
  if (ng.session_get_outbound_queue_size(s->ng) == 0 && !s->tail_length && !s->blocked) {
    free(s->retained);
    s->retained = NULL;
  } else if (!s->retained && commands_length) {
    s->retained = *commands;
    *commands = NULL;
  }
}

int64_t vn_session_flush(vn_session *s, uint8_t **commands, size_t commands_length, uint8_t *out,
                         size_t out_capacity, size_t splice_budget, vn_buffer *events, vn_pool *pool, uint32_t *state) {
  *state = 0;
  events->length = 0;
  if (!can_speak(s))
    return s->fatal;
  begin(s, events);
  s->account.pool = pool;
  s->out = out;
  s->out_length = 0;
  s->out_capacity = out_capacity;
  s->splice_budget = splice_budget;
  int before = s->fatal;
  int rv = vn_limits_written(s);
  if (rv == 0 && commands_length)
    rv = vn_commands_run(s, *commands, commands_length);
  if (rv == 0)
    rv = pump(s);
  retain_or_release(s, commands, commands_length);
  if (s->fatal != before) /* nghttp2 knows at most that a callback gave up, the callback why */
    rv = s->fatal;
  else if (rv < 0)
    s->fatal = rv;
  if (s->tail_length || s->blocked || (s->provoked_too_much && !s->fatal))
    *state |= VN_STATE_MORE;
  finish(s, state);
  return rv < 0 ? rv : (int64_t)s->out_length;
}

int vn_session_upgrade(vn_session *s, const uint8_t *settings_payload, size_t length, int head_request) {
  vn_buffer unheard; /* it tells of the SETTINGS, which the peer is about to send once more as a frame */
  vn_buffer_init(&unheard);
  begin(s, &unheard);
  int rv = ng.session_upgrade2(s->ng, settings_payload, length, head_request, NULL);
  s->events = NULL;
  vn_buffer_free(&unheard);
  if (rv == 0) {
    vn_stream *stream = vn_streams_add(&s->streams, 1);
    if (!stream)
      return VN_ERR_NOMEM;
    stream->remote_end = ng.session_check_server_session(s->ng) != 0;
  }
  vn_account_settle(&s->account);
  return rv;
}
