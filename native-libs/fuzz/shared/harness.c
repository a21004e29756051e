#include "harness.h"

#include "core/library.h"

#define OPTIONS_MAX 7
#define SET_MAX 3
#define ROUNDS_MAX 100000

uint32_t fz_number(fz_source *from) {
  uint8_t kind = fz_byte(from), value[4] = {fz_byte(from)};
  for (int i = 1; i < (kind % 8 == 7 ? 4 : kind % 4 == 3 ? 2 : 1); i++)
    value[i] = fz_byte(from);
  return (uint32_t)value[3] << 24 | (uint32_t)value[2] << 16 | (uint32_t)value[1] << 8 | value[0];
}

const uint8_t *fz_bytes(fz_source *from, size_t *length) {
  const uint8_t *bytes = from->front;
  if (*length > fz_left(from))
    *length = fz_left(from);
  from->front += *length;
  return bytes;
}

uint8_t *fz_append(vn_buffer *to, const void *bytes, size_t length) {
  to->hard = SIZE_MAX;
  uint8_t *at = vn_buffer_reserve(to, length ? length : 1);
  FZ_CHECK(at);
  if (bytes && length)
    memcpy(at, bytes, length);
  to->length += length;
  return at;
}

void fz_start(void) {
  const char *path = getenv("VN_NGHTTP2");
  const char *complaint = vn_library_open(path ? path : "libnghttp2.so.14");
  if (complaint) {
    fprintf(stderr, "%s\n", complaint);
    exit(1);
  }
}

void fz_nothing_left(void) {
  FZ_CHECK(vn_sessions_open() == 0);
  FZ_CHECK(vn_memory_used() == 0);
}

/* --- a session's life --- */

static const struct {
  int32_t id, values[4];
} options[] = {
    {VN_OPT_MAX_HEADER_LIST_SIZE, {64, 500, 65536, 1 << 20}},
    {VN_OPT_MAX_HEADER_FIELDS, {1, 5, 100, 1000}},
    {VN_OPT_PEER_MAX_CONCURRENT_STREAMS, {0, 1, 3, 100}},
    {VN_OPT_MAX_RESERVED_REMOTE_STREAMS, {0, 1, 10, 200}},
    {VN_OPT_MAX_SEND_HEADER_BLOCK_LENGTH, {100, 2000, 65536, 1 << 20}},
    {VN_OPT_NO_AUTO_PING_ACK, {1, 1, 1, 0}},
    {VN_OPT_NO_HTTP_MESSAGING, {1, 1, 1, 0}},
    {VN_OPT_MAX_SETTINGS, {1, 2, 32, 100}},
    {VN_OPT_MAX_OUTBOUND_ACK, {1, 2, 10, 1000}},
    {VN_OPT_MAX_DEFLATE_DYNAMIC_TABLE_SIZE, {0, 64, 4096, 65536}},
    {VN_OPT_MAX_CONTINUATIONS, {0, 1, 8, 100}},
    {VN_OPT_EVENTS_SOFT, {4096, 4096, 8192, 1 << 18}},
    {VN_OPT_EVENTS_HARD, {4096, 16384, 65536, 1 << 22}},
    {VN_OPT_FLOW_CONTROL, {VN_CREDIT_BY_HAND, VN_CREDIT_AUTOMATIC, VN_CREDIT_BY_HAND, 3}},
    {VN_OPT_NO_RECV_CLIENT_MAGIC, {1, 1, 1, 0}},
    {VN_OPT_NO_WS_VALIDATION, {1, 1, 1, 0}},
    {VN_OPT_STREAM_RESET_BURST, {1, 2, 10, 1000}},
    {VN_OPT_STREAM_RESET_RATE, {1, 2, 10, 1000}},
    {VN_OPT_GLITCH_BURST, {1, 2, 10, 1000}},
    {VN_OPT_GLITCH_RATE, {1, 2, 10, 1000}},
    {VN_OPT_USER_EXTENSION, {10, 12, 16, 255}},
    {VN_OPT_USER_EXTENSION, {11, 13, 9, 256}},
    {VN_OPT_BUILTIN_EXTENSION, {10, 12, 16, 11}},
    {VN_OPT_MAX_EXTENSION_PAYLOAD, {0, 5, 1000, 16384}},
    {VN_OPT_PADDING, {1, 8, 255, 256}},
    {VN_OPT_DATA_LENGTH, {1, 100, 16384, 1 << 20}},
    {VN_OPT_REPORT_FRAMES, {1, 1, 1, 0}},
    {VN_OPT_MAX_OUTBOUND_QUEUE_SIZE, {1, 10, 1000, 0}},
    {VN_OPT_MAX_UNREAD, {1, 100, 20000, 0}},
    {VN_OPT_LENIENT_TARGETS, {1, 1, 1, 0}},
    {VN_OPT_REPORT_PRIORITIES, {1, 1, 1, 0}},
    {VN_OPT_RECORDER, {16, 160, 4096, 0}},
    {VN_OPT_LIMIT + VN_LIMIT_CONTINUATIONS, {1, 2, 8, 0}},
    {VN_OPT_LIMIT + VN_LIMIT_OUTBOUND_QUEUE, {1, 5, 100, 0}},
    {VN_OPT_LIMIT + VN_LIMIT_RESETS, {1, 2, 10, 0}},
    {VN_OPT_LIMIT + VN_LIMIT_PROVOKED_RESETS, {1, 2, 10, 0}},
    {VN_OPT_LIMIT + VN_LIMIT_SETTINGS, {1, 2, 10, 0}},
    {VN_OPT_LIMIT + VN_LIMIT_PINGS, {1, 2, 10, 0}},
    {VN_OPT_LIMIT + VN_LIMIT_PRIORITIES, {1, 2, 10, 0}},
    {VN_OPT_LIMIT + VN_LIMIT_EMPTY_DATA, {1, 2, 10, 0}},
    {VN_OPT_LIMIT + VN_LIMIT_WINDOW_UPDATES, {1, 2, 10, INT32_MAX}},
    {VN_OPT_LIMIT + VN_LIMIT_OTHERS, {1, 2, 10, 0}},
    {VN_OPT_LIMIT + VN_LIMIT_TINY_DATA, {1, 2, 10, 0}},
};

/* Options that have an effect only together. Drawn one by one they are seldom together. */
static const int32_t sets[][2 * SET_MAX] = {
    {0},
    {VN_OPT_BUILTIN_EXTENSION, 10, VN_OPT_BUILTIN_EXTENSION, 12, VN_OPT_BUILTIN_EXTENSION, 16},
    {VN_OPT_USER_EXTENSION, 10, VN_OPT_USER_EXTENSION, 11, VN_OPT_MAX_EXTENSION_PAYLOAD, 100},
    {VN_OPT_EVENTS_SOFT, 4096, VN_OPT_REPORT_FRAMES, 1, VN_OPT_PADDING, 8},
    {VN_OPT_EVENTS_HARD, 4096, VN_OPT_DATA_LENGTH, 100},
    {VN_OPT_NO_HTTP_MESSAGING, 1, VN_OPT_FLOW_CONTROL, VN_CREDIT_AUTOMATIC},
    {VN_OPT_MAX_UNREAD, 10, VN_OPT_LIMIT + VN_LIMIT_CONTINUATIONS, 5, VN_OPT_LIMIT + VN_LIMIT_EMPTY_DATA, 5},
};

static size_t choose_options(fz_source *from, int32_t *pairs, uint8_t choice) {
  size_t count = 0;
  for (const int32_t *set = sets[choice % (sizeof sets / sizeof *sets)]; count < SET_MAX && set[2 * count]; count++)
    memcpy(pairs + 2 * count, set + 2 * count, 2 * sizeof *set);
  for (size_t more = choice >> 4 & 7; more; more--, count++) {
    uint32_t which = fz_below(from, sizeof options / sizeof *options);
    pairs[2 * count] = options[which].id;
    pairs[2 * count + 1] = options[which].values[fz_below(from, 4)];
  }
  return count;
}

int fz_open(fz_end *end, int server, fz_source *from) {
  int32_t pairs[2 * (SET_MAX + OPTIONS_MAX)];
  uint8_t choice = fz_byte(from);
  size_t count = choose_options(from, pairs, choice);
  *end = (fz_end){.server = server, .next_id = server ? 2 : 1};
  vn_buffer_init(&end->events);
  vn_buffer_init(&end->commands);
  vn_buffer_init(&end->wire);
  if (choice & 0x80)
    vn_put_head(fz_append(&end->commands, NULL, VN_SIZE_RECORD_HEAD), VN_CMD_FRAME_LOG, 0, 1, 0);
  int rv = vn_session_new(&end->session, server, pairs, count);
  FZ_CHECK(rv == 0 || rv == VN_ERR_BAD_OPTION || rv == VN_ERR_UNSUPPORTED);
  return rv == 0;
}

/* Each stream that opened and did not close is one that nghttp2 knows, or a request that waits. */
static void check_streams(fz_end *end) {
  if (end->unwatched || end->dead)
    return;
  FZ_CHECK(vn_session_get(end->session, VN_GET_OPEN_STREAMS, 0) == end->open);
  if (vn_session_get(end->session, VN_GET_OUTBOUND_QUEUE_SIZE, 0) == 0)
    for (int32_t id = 1; id < FZ_STREAMS; id++)
      if (end->streams[id].state == FZ_OPEN)
        FZ_CHECK(vn_session_get(end->session, VN_GET_FIND_STREAM, id) == id);
}

/* Mostly a little later, sometimes hours. */
static void time_passes(fz_end *end) {
  end->time += UINT64_C(1) << end->calls++ % 36;
  vn_session_time(end->session, end->time);
}

/* What was recorded is in order, and no more than there was. */
static void check_recording(fz_end *end) {
  vn_buffer recording;
  vn_buffer_init(&recording);
  FZ_CHECK(vn_session_recording(end->session, 1, &recording) == 0);
  if (recording.length) {
    uint64_t numbers[VN_RECORDING_NUMBERS];
    memcpy(numbers, recording.base, sizeof numbers);
    size_t records = (recording.length - sizeof numbers) / VN_RECORDED_SIZE;
    FZ_CHECK(recording.length == sizeof numbers + records * VN_RECORDED_SIZE);
    FZ_CHECK(records + numbers[VN_RECORDING_LOST] <=
             numbers[VN_RECORDING_RECEIVED_FRAMES] + numbers[VN_RECORDING_SENT_FRAMES]);
    FZ_CHECK(numbers[VN_RECORDING_LAST] <= end->time);
    uint32_t last = (uint32_t)(numbers[VN_RECORDING_LAST] >> VN_RECORDED_TIME_SHIFT);
    if (records)
      FZ_CHECK(vn_get32(recording.base + recording.length - VN_RECORDED_SIZE) == last);
  }
  vn_buffer_free(&recording);
}

int fz_receive(fz_end *end, const uint8_t *in, size_t length) {
  size_t at = 0;
  uint32_t state = VN_STATE_PAUSED;
  for (int rounds = 0; !end->dead && (at < length || state & VN_STATE_PAUSED); rounds++) {
    size_t left = length - at;
    uint8_t *copy = malloc(left ? left : 1);
    if (left)
      memcpy(copy, in + at, left);
    time_passes(end);
    int64_t rv = vn_session_receive(end->session, copy, left, &end->events, NULL, &state);
    FZ_CHECK(rv <= (int64_t)left && rounds < ROUNDS_MAX);
    fz_walk(end, copy, left, NULL, 0);
    free(copy);
    end->dead = rv < 0;
    if (!end->dead) {
      FZ_CHECK(rv > 0 || end->events.length || !(state & VN_STATE_PAUSED));
      at += (size_t)rv;
      FZ_CHECK(at == length || state & VN_STATE_PAUSED);
    }
  }
  if (!end->commands.length)
    check_streams(end);
  return !end->dead;
}

/* Whether the session has more to send. */
static int flush_once(fz_end *end, size_t capacity, size_t budget) {
  size_t length = end->commands.length;
  uint8_t *commands = length ? malloc(length) : NULL;
  if (length)
    memcpy(commands, end->commands.base, length);
  end->commands.length = 0;
  uint8_t *out = malloc(capacity ? capacity : 1);
  uint32_t state;
  time_passes(end);
  int64_t rv = vn_session_flush(end->session, &commands, length, out, capacity, budget, &end->events, NULL, &state);
  free(commands);
  FZ_CHECK(rv <= (int64_t)capacity);
  size_t sent = fz_walk(end, NULL, 0, out, rv < 0 ? capacity : (size_t)rv);
  if (rv >= 0)
    fz_append(&end->wire, out + sent, (size_t)rv - sent);
  free(out);
  if (rv < 0) {
    FZ_CHECK(rv != NGHTTP2_ERR_CALLBACK_FAILURE);
    end->dead = 1;
    return 0;
  }
  FZ_CHECK(rv > 0 || end->events.length || !(state & VN_STATE_MORE) || !capacity || !budget);
  return (state & VN_STATE_MORE) != 0;
}

void fz_close(fz_end *end) {
  if (end->session) {
    if (end->dead) /* as Java does: a GOAWAY may wait */
      flush_once(end, 32 << 10, 64 << 10);
    check_recording(end);
    vn_session_free(end->session);
  }
  end->session = NULL;
  vn_buffer_free(&end->events);
  vn_buffer_free(&end->commands);
  vn_buffer_free(&end->wire);
}

int fz_flush(fz_end *end, fz_source *from, int all) {
  static const size_t capacities[] = {20 << 10, 32 << 10, 9, 1000, 20 << 10, 16393, 100 << 10, 1};
  static const size_t budgets[] = {64 << 10, 1 << 20, 1, 100, 64 << 10, 16384, 0, 64 << 10};
  if (all) {
    int more, rounds = 0;
    do {
      more = flush_once(end, 32 << 10, 64 << 10);
      FZ_CHECK(rounds++ < ROUNDS_MAX);
    } while (more);
  } else {
    uint8_t choice = fz_byte(from);
    flush_once(end, capacities[choice % 8], budgets[choice / 8 % 8]);
  }
  check_streams(end);
  return !end->dead;
}

void fz_query(fz_end *end, fz_source *from) {
  int what = (int)fz_below(from, VN_GET_INTERN_EVICTIONS + 3);
  if (what == VN_GET_INTERN_EVICTIONS + 2) { /* no record may refer to a text of before */
    if (vn_session_rest(end->session))
      memset(end->known, 0, sizeof end->known);
    check_recording(end);
    return;
  }
  vn_session_get(end->session, what, (int32_t)(fz_byte(from) & 0x80 ? fz_number(from) : fz_below(from, 32)));
}
