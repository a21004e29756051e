#include "session.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define DEFAULT_HEADER_LIST_SIZE (64u << 10)
#define DEFAULT_HEADER_FIELDS 1000u
#define DEFAULT_EVENTS_SOFT (256u << 10)
#define DEFAULT_EVENTS_HARD (4u << 20)
#define EVENTS_MIN 4096

static _Atomic int64_t sessions;
static nghttp2_session_callbacks *callbacks;
static pthread_once_t callbacks_once = PTHREAD_ONCE_INIT;

static void make_callbacks(void) { callbacks = vn_callbacks(); }

static void *mem_malloc(size_t size, void *account) { return vn_malloc(account, size); }
static void mem_free(void *memory, void *account) { vn_free(account, memory); }
static void *mem_calloc(size_t count, size_t size, void *account) { return vn_calloc(account, count, size); }
static void *mem_realloc(void *memory, size_t size, void *account) { return vn_realloc(account, memory, size); }

typedef struct {
  int64_t reset_burst, reset_rate;
} pending_options;

static int apply(vn_session *s, nghttp2_option *option, int32_t id, int32_t value, pending_options *pending) {
  if (value < 0)
    return VN_ERR_BAD_OPTION;
  uint32_t n = (uint32_t)value;
  switch (id) {
  case VN_OPT_MAX_HEADER_LIST_SIZE:
    s->max_header_list_size = n;
    return 0;
  case VN_OPT_MAX_HEADER_FIELDS:
    s->max_header_fields = n;
    return 0;
  case VN_OPT_PEER_MAX_CONCURRENT_STREAMS:
    ng.option_set_peer_max_concurrent_streams(option, n);
    return 0;
  case VN_OPT_MAX_RESERVED_REMOTE_STREAMS:
    ng.option_set_max_reserved_remote_streams(option, n);
    return 0;
  case VN_OPT_MAX_SEND_HEADER_BLOCK_LENGTH:
    ng.option_set_max_send_header_block_length(option, n);
    return 0;
  case VN_OPT_NO_AUTO_PING_ACK:
    ng.option_set_no_auto_ping_ack(option, value);
    return 0;
  case VN_OPT_NO_HTTP_MESSAGING:
    ng.option_set_no_http_messaging(option, value);
    return 0;
  case VN_OPT_MAX_SETTINGS:
    ng.option_set_max_settings(option, n);
    return 0;
  case VN_OPT_MAX_OUTBOUND_ACK:
    ng.option_set_max_outbound_ack(option, n);
    return 0;
  case VN_OPT_MAX_DEFLATE_DYNAMIC_TABLE_SIZE:
    ng.option_set_max_deflate_dynamic_table_size(option, n);
    return 0;
  case VN_OPT_MAX_CONTINUATIONS:
    if (ng.option_set_max_continuations)
      ng.option_set_max_continuations(option, n);
    return 0;
  case VN_OPT_STREAM_RESET_BURST:
    pending->reset_burst = value;
    return 0;
  case VN_OPT_STREAM_RESET_RATE:
    pending->reset_rate = value;
    return 0;
  case VN_OPT_EVENTS_SOFT:
    s->events_soft = n;
    return n >= EVENTS_MIN ? 0 : VN_ERR_BAD_OPTION;
  case VN_OPT_EVENTS_HARD:
    s->events_hard = n;
    return n >= EVENTS_MIN ? 0 : VN_ERR_BAD_OPTION;
  default:
    return VN_ERR_BAD_OPTION;
  }
}

static int open_session(vn_session *s, const int32_t *options, size_t pairs) {
  nghttp2_option *option;
  nghttp2_mem mem = {&s->account, mem_malloc, mem_free, mem_calloc, mem_realloc};
  pending_options pending = {-1, -1};
  if (ng.option_new(&option))
    return VN_ERR_NOMEM;
  ng.option_set_no_auto_window_update(option, 1);
  int rv = 0;
  for (size_t i = 0; i < pairs && rv == 0; i++)
    rv = apply(s, option, options[2 * i], options[2 * i + 1], &pending);
  if (pending.reset_burst >= 0 && pending.reset_rate >= 0 && ng.option_set_stream_reset_rate_limit)
    ng.option_set_stream_reset_rate_limit(option, (uint64_t)pending.reset_burst, (uint64_t)pending.reset_rate);
  if (rv == 0)
    rv = s->server ? ng.session_server_new3(&s->ng, callbacks, s, option, &mem)
                   : ng.session_client_new3(&s->ng, callbacks, s, option, &mem);
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
  s->max_header_list_size = DEFAULT_HEADER_LIST_SIZE;
  s->max_header_fields = DEFAULT_HEADER_FIELDS;
  s->events_soft = DEFAULT_EVENTS_SOFT;
  s->events_hard = DEFAULT_EVENTS_HARD;
  s->account.held = sizeof *s;
  int rv = open_session(s, options, pairs);
  if (rv) {
    free(s);
    return rv;
  }
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
  free(s->retained);
  vn_free(&s->account, s->held);
  vn_streams_free(&s->streams);
  s->account.held -= sizeof *s;
  vn_account_settle(&s->account);
  atomic_fetch_sub(&sessions, 1);
  free(s);
}

int64_t vn_sessions_open(void) { return atomic_load(&sessions); }

/* After these two the session can still say goodbye; after any other fatal error it is not to be touched. */
static int can_speak(const vn_session *s) {
  return !s->fatal || s->fatal == NGHTTP2_ERR_BAD_CLIENT_MAGIC || s->fatal == NGHTTP2_ERR_FLOODED;
}

static void begin(vn_session *s, vn_buffer *events) {
  events->hard = s->events_hard;
  s->events = events;
  s->last_data = VN_NO_RECORD;
  s->blocked = 0;
}

static void finish(vn_session *s, uint32_t *state) {
  vn_block_close_record(s, 0);
  s->events = NULL;
  s->account.pool = NULL;
  vn_account_settle(&s->account);
  if (ng.session_want_read(s->ng))
    *state |= VN_STATE_WANT_READ;
  if (ng.session_want_write(s->ng) || s->tail_length)
    *state |= VN_STATE_WANT_WRITE;
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
  int64_t rv = ng.session_mem_recv(s->ng, in, length);
  if (rv >= 0 && ((size_t)rv < length || events->length > s->events_soft))
    *state |= VN_STATE_PAUSED;
  if (rv < 0 && !s->fatal)
    s->fatal = (int)rv;
  finish(s, state);
  return s->fatal ? s->fatal : rv;
}

static void put_tail(vn_session *s) {
  size_t room = s->out_capacity - s->out_length;
  size_t length = s->tail_length < room ? s->tail_length : room;
  if (length)
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
  }
  return 0;
}

/* Fields are not copied on their way into nghttp2's queue; what stays there keeps the commands alive. */
static void retain_or_release(vn_session *s, uint8_t **commands, size_t commands_length) {
  if (ng.session_get_outbound_queue_size(s->ng) == 0) {
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
  int rv = vn_commands_run(s, *commands, commands_length);
  if (rv == 0)
    rv = pump(s);
  retain_or_release(s, commands, commands_length);
  if (rv < 0)
    s->fatal = rv;
  if (s->tail_length || s->blocked)
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
    stream->remote_end = s->server != 0;
  }
  vn_account_settle(&s->account);
  return rv;
}

int64_t vn_session_get(vn_session *s, int what, int32_t id) {
  switch (what) {
  case VN_GET_NEXT_STREAM_ID:
    return ng.session_get_next_stream_id(s->ng);
  case VN_GET_LAST_PROC_STREAM_ID:
    return ng.session_get_last_proc_stream_id(s->ng);
  case VN_GET_OUTBOUND_QUEUE_SIZE:
    return (int64_t)ng.session_get_outbound_queue_size(s->ng);
  case VN_GET_REMOTE_WINDOW_SIZE:
    return id ? ng.session_get_stream_remote_window_size(s->ng, id) : ng.session_get_remote_window_size(s->ng);
  case VN_GET_LOCAL_WINDOW_SIZE:
    return id ? ng.session_get_stream_local_window_size(s->ng, id) : ng.session_get_local_window_size(s->ng);
  case VN_GET_EFFECTIVE_RECV_DATA_LENGTH:
    return id ? ng.session_get_stream_effective_recv_data_length(s->ng, id)
              : ng.session_get_effective_recv_data_length(s->ng);
  case VN_GET_OPEN_STREAMS:
    return s->streams.count;
  case VN_GET_REQUEST_ALLOWED:
    return ng.session_check_request_allowed(s->ng);
  case VN_GET_HD_INFLATE_TABLE_SIZE:
    return (int64_t)ng.session_get_hd_inflate_dynamic_table_size(s->ng);
  case VN_GET_HD_DEFLATE_TABLE_SIZE:
    return (int64_t)ng.session_get_hd_deflate_dynamic_table_size(s->ng);
  case VN_GET_STREAM_STATE: {
    nghttp2_stream *stream = ng.session_find_stream(s->ng, id);
    return stream ? (int64_t)ng.stream_get_state(stream) : -1;
  }
  default:
    return -1;
  }
}
