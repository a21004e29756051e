#define _POSIX_C_SOURCE 200809L
#include "core/limits.h"

#include "framelog/frame_log.h"

#include <string.h>
#include <time.h>

#define UPDATES_EARNED 2u       /* by a request, and by a whole message that was sent: an update of each window */
#define PRIORITIES_EARNED 2u    /* by a request */
#define EARNED_BY_BYTES 1024u
#define EARNED_BY_MESSAGE 2u    /* DATA frames */
#define BYTES_OF_DATA 5u        /* earn a DATA frame: a message of gRPC has no less, and may come at any rate */
#define LATE_END 1u             /* of a stream that this side resets: may be under way */
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

static void add(vn_bucket *b, uint64_t level) {
  uint64_t full = (uint64_t)b->maximum * VN_LIMIT_WINDOW;
  b->level = full - b->level < level ? full : b->level + level;
}

static void earn(vn_limits *l, enum vn_rate rate, uint32_t frames) {
  if (l->buckets[rate].maximum)
    add(&l->buckets[rate], (uint64_t)frames * VN_LIMIT_WINDOW);
}

/* Whether there was one left. */
static int take(vn_limits *l, enum vn_rate rate) {
  vn_bucket *b = &l->buckets[rate];
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

void vn_limits_set(vn_limits *l, enum vn_rate rate, uint32_t maximum) {
  l->any |= maximum != 0;
  l->buckets[rate] = (vn_bucket){.maximum = maximum, .level = (uint64_t)maximum * VN_LIMIT_WINDOW};
}

static int exceeded(vn_session *s, uint16_t kind, uint32_t maximum) {
  uint8_t *at = vn_event(s, VN_EV_LIMIT, 0, kind, 0, 8);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  vn_put32(at, maximum);
  vn_put32(at + 4, maximum + 1);
  s->fatal = VN_ERR_LIMIT;
  return NGHTTP2_ERR_CALLBACK_FAILURE;
}

static void pass(vn_limits *l, uint16_t kind, uint32_t maximum) {
  l->passed = kind;
  l->maximum = maximum;
}

static void count(vn_limits *l, enum vn_rate rate) {
  if (!take(l, rate))
    pass(l, (uint16_t)(VN_LIMIT_FIRST_RATE + rate), l->buckets[rate].maximum);
}

static int is_end(const nghttp2_frame_hd *head) { return head->flags & NGHTTP2_FLAG_END_STREAM; }

static int is_nothing(const nghttp2_frame_hd *head) { return !head->length && !is_end(head); }

static void earn_by_content(vn_limits *l, size_t bytes) {
  size_t came = l->came + bytes;
  earn(l, VN_RATE_TINY_DATA, (uint32_t)(came / BYTES_OF_DATA));
  l->came = (uint32_t)(came % BYTES_OF_DATA);
}

/* By the ratio of bytes to frames, so that nobody is limited who sends DATA of a decent size on average. */
static void count_tiny(vn_limits *l, const nghttp2_frame_hd *head) {
  if (!(head->flags & NGHTTP2_FLAG_PADDED))
    earn_by_content(l, head->length); /* of others it is known when they have been read */
  if (!is_end(head))
    count(l, VN_RATE_TINY_DATA);
}

static void received(vn_limits *l, const nghttp2_frame_hd *head) {
  switch (head->type) {
  case NGHTTP2_DATA:
    if (is_nothing(head)) {
      count(l, VN_RATE_EMPTY_DATA);
      break;
    }
    count_tiny(l, head);
    if (is_end(head)) /* others were counted just now, also those of a stream that is gone */
      l->untold_ends++;
    break;
  case NGHTTP2_HEADERS:
  case NGHTTP2_PUSH_PROMISE:
    l->untold_headers++;
    l->continuations = 0;
    break;
  case NGHTTP2_CONTINUATION:
    l->untold_headers++;
    if (l->max_continuations && ++l->continuations > l->max_continuations)
      pass(l, VN_LIMIT_CONTINUATIONS, l->max_continuations);
    break;
  case NGHTTP2_RST_STREAM:
    count(l, VN_RATE_RESETS);
    break;
  case NGHTTP2_SETTINGS:
    if (!(head->flags & NGHTTP2_FLAG_ACK))
      count(l, VN_RATE_SETTINGS);
    break;
  case NGHTTP2_PING:
    count(l, VN_RATE_PINGS);
    break;
  case NGHTTP2_PRIORITY:
  case NGHTTP2_PRIORITY_UPDATE:
    count(l, VN_RATE_PRIORITIES);
    break;
  case NGHTTP2_WINDOW_UPDATE:
    count(l, VN_RATE_WINDOW_UPDATES);
    break;
  default:
    count(l, VN_RATE_OTHERS);
  }
}

static uint32_t least(size_t bytes, uint32_t most) { return bytes < most ? (uint32_t)bytes : most; }

size_t vn_limits_read(vn_session *s, const uint8_t *in, size_t length) {
  vn_limits *l = &s->limits;
  size_t at = l->ahead < length ? l->ahead : length, head_at = at;
  if (!l->any)
    return length;
  while (at < length && !l->passed) {
    if (l->left) {
      uint32_t some = least(length - at, l->left);
      l->left -= some;
      at += some;
      continue;
    }
    if (!l->have)
      head_at = at;
    uint32_t some = least(length - at, VN_FRAME_HEAD - l->have);
    memcpy(l->head + l->have, in + at, some);
    l->have += some;
    at += some;
    if (l->have == VN_FRAME_HEAD) {
      nghttp2_frame_hd head = vn_frame_head(l->head);
      l->have = 0;
      l->left = (uint32_t)head.length;
      received(l, &head);
    }
  }
  return l->passed && head_at < at ? head_at : at;
}

void vn_limits_told(vn_limits *l, const nghttp2_frame_hd *head) {
  uint32_t *untold = head->type == NGHTTP2_DATA ? &l->untold_ends : &l->untold_headers;
  if (*untold && (head->type != NGHTTP2_DATA || is_end(head)))
    --*untold;
}

/* nghttp2 has read all of these frames; of the last one, if it is still coming in, it may tell yet. */
static void count_untold(vn_limits *l, uint32_t *untold, enum vn_rate rate) {
  for (; *untold > (l->left > 0) && !l->passed; --*untold)
    count(l, rate);
}

int vn_limits_fed(vn_session *s, size_t length, size_t fed) {
  vn_limits *l = &s->limits;
  l->ahead = length - fed;
  if (!l->ahead) {
    count_untold(l, &l->untold_ends, VN_RATE_EMPTY_DATA);
    count_untold(l, &l->untold_headers, VN_RATE_OTHERS);
  }
  return l->passed && !l->ahead ? exceeded(s, l->passed, l->maximum) : 0;
}

int vn_limits_padded(vn_session *s, size_t content, int end) {
  enum vn_rate rate = VN_RATE_EMPTY_DATA;
  earn_by_content(&s->limits, content);
  return content || end || take(&s->limits, rate)
           ? 0
           : exceeded(s, (uint16_t)(VN_LIMIT_FIRST_RATE + rate), s->limits.buckets[rate].maximum);
}

void vn_limits_request_sent(vn_limits *l) {
  vn_limits_request(l);
  earn(l, VN_RATE_RESETS, 1);
}

void vn_limits_request(vn_limits *l) {
  earn(l, VN_RATE_WINDOW_UPDATES, UPDATES_EARNED);
  earn(l, VN_RATE_PRIORITIES, PRIORITIES_EARNED);
  earn(l, VN_RATE_PINGS, 1);
}

void vn_limits_message(vn_limits *l) { earn(l, VN_RATE_TINY_DATA, EARNED_BY_MESSAGE); }

void vn_limits_body_sent(vn_limits *l, size_t bytes, int whole) {
  earn(l, VN_RATE_PINGS, 1);     /* gRPC measures the bandwidth by a PING for each DATA */
  earn(l, VN_RATE_TINY_DATA, 1); /* short messages are answered by short ones */
  uint64_t sent = l->sent + (uint64_t)bytes;
  earn(l, VN_RATE_WINDOW_UPDATES, (uint32_t)(sent / EARNED_BY_BYTES));
  l->sent = (uint32_t)(sent % EARNED_BY_BYTES);
  if (whole) /* others are as short as the peer's window: a window that grows byte by byte would pay for itself */
    earn(l, VN_RATE_WINDOW_UPDATES, UPDATES_EARNED);
}

void vn_limits_reset(vn_limits *l) {
  earn(l, VN_RATE_EMPTY_DATA, LATE_END);
  earn(l, VN_RATE_OTHERS, LATE_HEADERS);
}

/* mem_send is not broken off for it, so that what it wrote is whole: the next call refuses. */
void vn_limits_provoked(vn_session *s) {
  if (!take(&s->limits, VN_RATE_PROVOKED_RESETS))
    s->provoked_too_much = 1;
}

int vn_limits_written(vn_session *s) {
  if (s->fatal || !s->provoked_too_much)
    return 0;
  return exceeded(s, VN_LIMIT_FIRST_RATE + VN_RATE_PROVOKED_RESETS, s->limits.buckets[VN_RATE_PROVOKED_RESETS].maximum);
}

int vn_limits_outbound(vn_session *s) {
  vn_limits *l = &s->limits;
  int rv = vn_limits_written(s);
  if (rv)
    return rv;
  return l->max_outbound_queue && ng.session_get_outbound_queue_size(s->ng) > l->max_outbound_queue
           ? exceeded(s, VN_LIMIT_OUTBOUND_QUEUE, l->max_outbound_queue)
           : 0;
}
