#include "recorder/recorder.h"

#include "core/frame_head.h"
#include "wire.h"

#define FIRST_CAPACITY 16u /* records: the handshake and a request */
#define RESTING 16u        /* records that a silent session keeps */
#define LENGTH_MAX 0xffffffu
#define WINDOW_MAX 0x7fffffffu /* and of increments, where the bit above is reserved, RFC 9113 section 6.9 */
#define ENTRY 6u               /* bytes of a setting: its id and its value, RFC 9113 section 6.5.1 */
/* A record has the lower 32 bits of its time. What came before a longer silence is dropped. */
#define SILENCE_MAX ((uint64_t)1 << (31 + VN_RECORDED_TIME_SHIFT))

vn_recorder *vn_recorder_new(vn_account *account, uint32_t bytes) {
  vn_recorder *r = vn_calloc(account, 1, sizeof *r);
  if (!r)
    return NULL;
  r->account = account;
  r->maximum = bytes / VN_RECORDED_SIZE;
  return r;
}

void vn_recorder_free(vn_recorder *r) {
  if (!r)
    return;
  vn_free(r->account, r->ring);
  vn_free(r->account, r);
}

/* --- the ring --- */

/* Only a ring that has not begun anew grows: it is in order. */
static void grow(vn_recorder *r) {
  uint32_t capacity = r->capacity ? 2 * r->capacity : FIRST_CAPACITY;
  if (capacity > r->maximum)
    capacity = r->maximum;
  vn_record *ring = vn_realloc(r->account, r->ring, capacity * sizeof *ring);
  if (!ring)
    return;
  r->next = r->capacity;
  r->ring = ring;
  r->capacity = capacity;
}

static void drop_all(vn_recorder *r) {
  r->lost = r->written;
  r->next = 0;
}

static int is_in_order(const vn_recorder *r) { return vn_recorder_count(r) == r->next || r->next == 0; }

/* The place of a new record, or NULL. */
static vn_record *put(vn_recorder *r) {
  if (r->time - r->last > SILENCE_MAX)
    drop_all(r);
  r->last = r->time;
  if (vn_recorder_count(r) == r->capacity && r->capacity < r->maximum && is_in_order(r))
    grow(r);
  r->written++;
  if (vn_recorder_count(r) > r->capacity)
    r->lost++;
  if (!r->capacity)
    return NULL;
  vn_record *record = r->ring + r->next;
  r->next = r->next + 1 == r->capacity ? 0 : r->next + 1;
  return record;
}

/* The record of this number, or NULL if it was overwritten. */
static vn_record *find(vn_recorder *r, uint64_t number) {
  uint64_t age = r->written - number;
  if (age > vn_recorder_count(r))
    return NULL;
  return r->ring + (r->next >= age ? r->next - age : r->next + r->capacity - age);
}

static void record(vn_recorder *r, const nghttp2_frame_hd *head, uint32_t way, uint32_t value) {
  vn_record *to = put(r);
  if (!to)
    return;
  uint32_t length = head->length < LENGTH_MAX ? (uint32_t)head->length : LENGTH_MAX;
  *to = (vn_record){(uint32_t)(r->time >> VN_RECORDED_TIME_SHIFT),
                    (uint32_t)head->stream_id | way << VN_RECORDED_MARK_SHIFT,
                    (uint32_t)head->type << VN_RECORDED_TYPE_SHIFT | length, value};
}

void vn_recorder_copy(const vn_recorder *r, vn_record *to) {
  uint32_t count = vn_recorder_count(r);
  uint32_t first = r->next >= count ? r->next - count : r->next + r->capacity - count;
  uint32_t before = count < r->capacity - first ? count : r->capacity - first;
  if (before)
    memcpy(to, r->ring + first, before * sizeof *to);
  if (count > before)
    memcpy(to + before, r->ring, (count - before) * sizeof *to);
}

void vn_recorder_rest(vn_recorder *r) {
  if (r->capacity <= RESTING)
    return;
  vn_record *ring = vn_malloc(r->account, RESTING * sizeof *ring);
  if (!ring)
    return;
  uint32_t kept = 0, count = vn_recorder_count(r);
  for (; kept < RESTING && kept < count; kept++)
    ring[kept] = *find(r, r->written - (count < RESTING ? count : RESTING) + kept);
  vn_free(r->account, r->ring);
  r->ring = ring;
  r->capacity = RESTING;
  r->lost = r->written - kept;
  r->next = kept == RESTING ? 0 : kept;
}

/* --- the round trip --- */

static vn_asked *asked(vn_recorder *r, uint8_t type) {
  return type == NGHTTP2_PING ? &r->pings : type == NGHTTP2_SETTINGS ? &r->settings : NULL;
}

static void ask(vn_recorder *r, const nghttp2_frame_hd *head) {
  vn_asked *a = head->flags & NGHTTP2_FLAG_ACK ? NULL : asked(r, head->type);
  if (a)
    a->since = a->waiting++ ? 0 : r->time;
}

static void acknowledged(vn_recorder *r, const nghttp2_frame_hd *head) {
  vn_asked *a = head->flags & NGHTTP2_FLAG_ACK ? asked(r, head->type) : NULL;
  if (!a || !a->waiting || --a->waiting || !a->since)
    return;
  uint64_t passed = r->time - a->since ? r->time - a->since : 1;
  if (!r->round_trip || passed < r->round_trip)
    r->round_trip = passed;
}

/* --- frames --- */

/* A CONTINUATION frame without a HEADERS frame before it, which nghttp2 refuses, begins a block of its own. */
static int has_fields(uint8_t type) {
  return type == NGHTTP2_HEADERS || type == NGHTTP2_PUSH_PROMISE || type == NGHTTP2_CONTINUATION;
}

/* RFC 9113 defines no flags for these. Their value is in the place of the flags. */
static int has_value(uint8_t type) {
  return type == NGHTTP2_WINDOW_UPDATE || type == NGHTTP2_RST_STREAM || type == NGHTTP2_GOAWAY;
}

static int has_settings(const nghttp2_frame_hd *head) {
  return head->type == NGHTTP2_SETTINGS && !(head->flags & NGHTTP2_FLAG_ACK);
}

/* The value of a SETTINGS record, in the place of its flags, of which RFC 9113 defines only that of acknowledgements.
 */
static uint32_t with_setting(uint32_t value, uint32_t id, uint32_t setting) {
  int known = id == NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE && setting <= WINDOW_MAX;
  return known ? setting | 1u << VN_RECORDED_MARK_SHIFT : value;
}

static void continued(vn_recorder *r, const nghttp2_frame_hd *head) {
  r->block_bytes += head->length;
  vn_record *block = find(r, r->block);
  if (block) {
    uint32_t room = LENGTH_MAX - (block->frame & LENGTH_MAX);
    block->frame += head->length < room ? (uint32_t)head->length : room;
    block->value |= head->flags & NGHTTP2_FLAG_END_HEADERS;
  }
}

void vn_recorder_received(vn_recorder *r, const nghttp2_frame_hd *head) {
  r->received_frames++;
  r->value_left = r->value_skip = 0;
  int continues = r->block_open && head->type == NGHTTP2_CONTINUATION;
  r->block_open = vn_frame_is_continued(head);
  if (continues) {
    continued(r, head);
    return;
  }
  acknowledged(r, head);
  int valued = has_value(head->type);
  record(r, head, 0, valued ? 0 : head->flags);
  if (has_fields(head->type)) {
    r->block = r->written - 1;
    r->block_bytes += head->length;
  } else if (valued) {
    r->value_of = r->written - 1;
    r->value_skip = head->type == NGHTTP2_GOAWAY ? 4 : 0;
    r->value_left = 4;
  } else if (has_settings(head)) {
    r->value_of = r->written - 1;
    r->value_left = (uint32_t)head->length / ENTRY * ENTRY;
  }
}

/* The value of a record. entry: the bytes of it that have come last */
static uint32_t value(const vn_record *of, uint64_t entry) {
  switch (of->frame >> VN_RECORDED_TYPE_SHIFT) {
  case NGHTTP2_SETTINGS:
    return with_setting(of->value, (uint32_t)(entry >> 32) & 0xffffu, (uint32_t)entry);
  case NGHTTP2_WINDOW_UPDATE:
    return (uint32_t)entry & WINDOW_MAX;
  default:
    return (uint32_t)entry;
  }
}

void vn_recorder_payload(vn_recorder *r, const uint8_t *payload, uint32_t length) {
  vn_record *of = find(r, r->value_of);
  for (uint32_t i = 0; i < length && r->value_left; i++) {
    if (r->value_skip) {
      r->value_skip--;
      continue;
    }
    r->entry = r->entry << 8 | payload[i];
    if (--r->value_left % ENTRY == 0 && of)
      of->value = value(of, r->entry);
  }
}

static void count_fields(vn_recorder *r, const nghttp2_nv *fields, size_t count, size_t block) {
  r->block_bytes += block;
  for (size_t i = 0; i < count; i++)
    r->field_bytes += fields[i].namelen + fields[i].valuelen;
}

void vn_recorder_sent(vn_recorder *r, const nghttp2_frame *frame) {
  uint32_t last = frame->hd.flags;
  r->sent_frames++;
  ask(r, &frame->hd);
  switch (frame->hd.type) {
  case NGHTTP2_HEADERS:
    count_fields(r, frame->headers.nva, frame->headers.nvlen, frame->hd.length);
    break;
  case NGHTTP2_PUSH_PROMISE:
    count_fields(r, frame->push_promise.nva, frame->push_promise.nvlen, frame->hd.length);
    break;
  case NGHTTP2_SETTINGS:
    for (size_t i = 0; i < frame->settings.niv; i++)
      last = with_setting(last, (uint32_t)frame->settings.iv[i].settings_id, frame->settings.iv[i].value);
    break;
  case NGHTTP2_WINDOW_UPDATE:
    last = (uint32_t)frame->window_update.window_size_increment;
    break;
  case NGHTTP2_RST_STREAM:
    last = frame->rst_stream.error_code;
    break;
  case NGHTTP2_GOAWAY:
    last = frame->goaway.error_code;
    break;
  default:
    break;
  }
  record(r, &frame->hd, 1, last);
}
