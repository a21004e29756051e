#define _POSIX_C_SOURCE 200809L
#include "core/limits.h"

#include "core/events.h"

#include <time.h>

#define UPDATES_EARNED 2u    /* by a request, and by a DATA frame that was sent whole: an update of each window */
#define PRIORITIES_EARNED 2u /* by a request */
#define EARNED_BY_BYTES 1024u
#define EARNED_BY_MESSAGE 2u /* DATA frames */
#define BYTES_OF_DATA 5u     /* earn a DATA frame: a message of gRPC has at least so many, and may come at any rate */
#define LATE_END 1u          /* of a stream that this side resets: the peer may have sent it before */
#define LATE_HEADERS 2u

#ifdef CLOCK_MONOTONIC_COARSE
#define CLOCK CLOCK_MONOTONIC_COARSE
#else
#define CLOCK CLOCK_MONOTONIC
#endif

static uint64_t now(vn_limits *l) {
  if (!l->now) {
    struct timespec t;
    clock_gettime(CLOCK, &t);
    l->now = (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000 + 1;
  }
  return l->now;
}

static vn_bucket *bucket_of(vn_limits *l, enum vn_limit limit) { return &l->buckets[limit - VN_LIMIT_FIRST_RATE]; }

static void add(vn_bucket *b, uint64_t level) {
  uint64_t full = (uint64_t)b->maximum * VN_LIMIT_WINDOW;
  b->level = full - b->level < level ? full : b->level + level;
}

static void earn(vn_limits *l, enum vn_limit limit, uint32_t frames) {
  vn_bucket *b = bucket_of(l, limit);
  if (b->maximum)
    add(b, (uint64_t)frames * VN_LIMIT_WINDOW);
}

/* Whether there was one left. */
static int take(vn_limits *l, enum vn_limit limit) {
  vn_bucket *b = bucket_of(l, limit);
  if (!b->maximum)
    return 1;
  uint64_t time = now(l), passed = time - b->filled;
  add(b, (passed < VN_LIMIT_WINDOW ? passed : VN_LIMIT_WINDOW) * b->maximum);
  b->filled = time;
  if (b->level < VN_LIMIT_WINDOW)
    return 0;
  b->level -= VN_LIMIT_WINDOW;
  return 1;
}

int vn_limits_set(vn_limits *l, enum vn_limit limit, uint32_t maximum) {
  if (limit == VN_LIMIT_CONTINUATIONS)
    l->max_continuations = maximum;
  else if (limit == VN_LIMIT_OUTBOUND_QUEUE)
    l->max_outbound_queue = maximum;
  else if (limit >= VN_LIMIT_FIRST_RATE && limit <= VN_LIMIT_LAST)
    *bucket_of(l, limit) = (vn_bucket){.maximum = maximum, .level = (uint64_t)maximum * VN_LIMIT_WINDOW};
  else
    return VN_ERR_BAD_OPTION;
  return 0;
}

static int end_session(vn_session *s, enum vn_limit limit, uint32_t maximum) {
  int rv = vn_event_limit(s, limit, 0, maximum, maximum + 1);
  return rv ? rv : vn_fatal(s, VN_ERR_LIMIT);
}

static int end_session_by_rate(vn_session *s, enum vn_limit limit) {
  return end_session(s, limit, bucket_of(&s->limits, limit)->maximum);
}

static void exceed(vn_limits *l, enum vn_limit limit, uint32_t maximum) {
  l->exceeded = limit;
  l->maximum = maximum;
}

static void count(vn_limits *l, enum vn_limit limit) {
  if (!take(l, limit))
    exceed(l, limit, bucket_of(l, limit)->maximum);
}

static int is_end(const nghttp2_frame_hd *head) { return head->flags & NGHTTP2_FLAG_END_STREAM; }

static int is_nothing(const nghttp2_frame_hd *head) { return !head->length && !is_end(head); }

static void earn_by_content(vn_limits *l, size_t bytes) {
  size_t bytes_received = l->received_rest + bytes;
  earn(l, VN_LIMIT_TINY_DATA, (uint32_t)(bytes_received / BYTES_OF_DATA));
  l->received_rest = (uint32_t)(bytes_received % BYTES_OF_DATA);
}

/* Compares bytes with frames, so that a peer is not limited that sends DATA frames of a decent size on average. */
static void count_tiny(vn_limits *l, const nghttp2_frame_hd *head) {
  if (!(head->flags & NGHTTP2_FLAG_PADDED))
    earn_by_content(l, head->length); /* the content of others is known when they have been read */
  if (!is_end(head))
    count(l, VN_LIMIT_TINY_DATA);
}

static void count_received(vn_limits *l, const nghttp2_frame_hd *head) {
  switch (head->type) {
  case NGHTTP2_DATA:
    if (is_nothing(head)) {
      count(l, VN_LIMIT_EMPTY_DATA);
      break;
    }
    count_tiny(l, head);
    if (is_end(head)) /* frames without END_STREAM were counted just now, also those of a closed stream */
      l->unreported_ends++;
    break;
  case NGHTTP2_HEADERS:
  case NGHTTP2_PUSH_PROMISE:
    l->unreported_headers++;
    l->continuations = 0;
    break;
  case NGHTTP2_CONTINUATION:
    l->unreported_headers++;
    if (l->max_continuations && ++l->continuations > l->max_continuations)
      exceed(l, VN_LIMIT_CONTINUATIONS, l->max_continuations);
    break;
  case NGHTTP2_RST_STREAM:
    count(l, VN_LIMIT_RESETS);
    break;
  case NGHTTP2_SETTINGS:
    if (!(head->flags & NGHTTP2_FLAG_ACK))
      count(l, VN_LIMIT_SETTINGS);
    break;
  case NGHTTP2_PING:
    count(l, VN_LIMIT_PINGS);
    break;
  case NGHTTP2_PRIORITY:
  case NGHTTP2_PRIORITY_UPDATE:
    count(l, VN_LIMIT_PRIORITIES);
    break;
  case NGHTTP2_WINDOW_UPDATE:
    count(l, VN_LIMIT_WINDOW_UPDATES);
    break;
  default: /* custom frames are messages of the user, as DATA is, if they come for the user */
    count(l, l->custom_frames && head->type > NGHTTP2_CONTINUATION ? VN_LIMIT_TINY_DATA : VN_LIMIT_OTHERS);
  }
}

/* head: NULL for a part of a payload */
static void record(vn_recorder *r, const nghttp2_frame_hd *head, const uint8_t *payload, uint32_t length) {
  if (head)
    vn_recorder_received(r, head);
  else if (r->value_left)
    vn_recorder_payload(r, payload, length);
}

size_t vn_limits_scan(vn_session *s, const uint8_t *in, size_t length) {
  vn_limits *l = &s->limits;
  vn_inbound *inbound = &s->inbound;
  vn_frame_reader *frames = &inbound->frames;
  size_t at = inbound->ahead < length ? inbound->ahead : length, head_at = at;
  while (at < length && !l->exceeded) {
    if (vn_frame_is_between(frames))
      head_at = at;
    uint32_t piece = vn_frame_piece(frames, length - at);
    int complete = vn_frame_take(frames, in + at, piece);
    if (s->recorder)
      record(s->recorder, complete ? &frames->frame : NULL, in + at, piece);
    at += piece;
    if (complete)
      count_received(l, &frames->frame);
  }
  return l->exceeded && head_at < at ? head_at : at;
}

void vn_limits_reported(vn_limits *l, const nghttp2_frame_hd *head) {
  uint32_t *unreported = head->type == NGHTTP2_DATA ? &l->unreported_ends : &l->unreported_headers;
  if (*unreported && (head->type != NGHTTP2_DATA || is_end(head)))
    --*unreported;
}

/* nghttp2 has read all of these frames. It may still report the last one if that is not complete. */
static void count_unreported(vn_session *s, uint32_t *unreported, enum vn_limit limit) {
  for (; *unreported > (s->inbound.frames.left > 0) && !s->limits.exceeded; --*unreported)
    count(&s->limits, limit);
}

int vn_limits_fed(vn_session *s, size_t length, size_t fed) {
  vn_limits *l = &s->limits;
  s->inbound.ahead = length - fed;
  if (s->inbound.ahead)
    return 0;
  count_unreported(s, &l->unreported_ends, VN_LIMIT_EMPTY_DATA);
  count_unreported(s, &l->unreported_headers, VN_LIMIT_OTHERS);
  return l->exceeded ? end_session(s, l->exceeded, l->maximum) : 0;
}

int vn_limits_padded(vn_session *s, size_t content, int end) {
  earn_by_content(&s->limits, content);
  return content || end || take(&s->limits, VN_LIMIT_EMPTY_DATA) ? 0 : end_session_by_rate(s, VN_LIMIT_EMPTY_DATA);
}

void vn_limits_request_sent(vn_limits *l) {
  vn_limits_request(l);
  earn(l, VN_LIMIT_RESETS, 1);
}

void vn_limits_request(vn_limits *l) {
  earn(l, VN_LIMIT_WINDOW_UPDATES, UPDATES_EARNED);
  earn(l, VN_LIMIT_PRIORITIES, PRIORITIES_EARNED);
  earn(l, VN_LIMIT_PINGS, 1);
}

void vn_limits_message(vn_limits *l) { earn(l, VN_LIMIT_TINY_DATA, EARNED_BY_MESSAGE); }

void vn_limits_body_sent(vn_limits *l, size_t bytes, int whole) {
  earn(l, VN_LIMIT_PINGS, 1);     /* gRPC measures the bandwidth by a PING for each DATA */
  earn(l, VN_LIMIT_TINY_DATA, 1); /* a short message may be sent for a short one */
  uint64_t sent = l->sent_rest + (uint64_t)bytes;
  earn(l, VN_LIMIT_WINDOW_UPDATES, (uint32_t)(sent / EARNED_BY_BYTES));
  l->sent_rest = (uint32_t)(sent % EARNED_BY_BYTES);
  if (whole) /* others are as short as the peer's window: a window that grows byte by byte would pay for itself */
    earn(l, VN_LIMIT_WINDOW_UPDATES, UPDATES_EARNED);
}

void vn_limits_reset(vn_limits *l) {
  earn(l, VN_LIMIT_EMPTY_DATA, LATE_END);
  earn(l, VN_LIMIT_OTHERS, LATE_HEADERS);
}

/* mem_send goes on, so that what it wrote is complete: the next call fails. */
void vn_limits_provoked(vn_limits *l) {
  if (!take(l, VN_LIMIT_PROVOKED_RESETS))
    l->provoked_too_much = 1;
}

int vn_limits_written(vn_session *s) {
  return s->fatal || !s->limits.provoked_too_much ? 0 : end_session_by_rate(s, VN_LIMIT_PROVOKED_RESETS);
}

int vn_limits_outbound(vn_session *s) {
  vn_limits *l = &s->limits;
  int rv = vn_limits_written(s);
  if (rv)
    return rv;
  return l->max_outbound_queue && ng.session_get_outbound_queue_size(s->ng) > l->max_outbound_queue
             ? end_session(s, VN_LIMIT_OUTBOUND_QUEUE, l->max_outbound_queue)
             : 0;
}
