/* Reads records as EventDecoder.java does, and checks what that relies on. */
#include "harness.h"

#include <nghttp2/nghttp2.h>

#define PAYLOAD_MAX 0xffffffu
#define KEPT_MAX 16384u

typedef struct {
  fz_end *end;
  const uint8_t *at, *last;
  const uint8_t *in, *out;
  size_t in_length, out_length, sent;
} walk;

static const uint8_t *take(walk *w, size_t length) {
  FZ_CHECK(length <= (size_t)(w->last - w->at));
  FZ_CHECK(VN_PAD4(length) <= (size_t)(w->last - w->at));
  const uint8_t *bytes = w->at;
  w->at += VN_PAD4(length);
  return bytes;
}

static uint32_t next(walk *w) { return vn_get32(take(w, 4)); }

/* NULL for one that is not watched. */
static fz_stream *stream_of(fz_end *end, int32_t id) {
  FZ_CHECK(id > 0);
  return id < FZ_STREAMS && !end->unwatched ? &end->streams[id] : NULL;
}

static fz_stream *open_stream(fz_end *end, int32_t id) {
  fz_stream *s = stream_of(end, id);
  FZ_CHECK(!s || s->state == FZ_OPEN);
  return s;
}

static void opened(fz_end *end, int32_t id) {
  fz_stream *s = stream_of(end, id);
  FZ_CHECK(!s || s->state == FZ_NEVER);
  if (s)
    s->state = FZ_OPEN;
  end->open++;
}

static void closed(fz_end *end, int32_t id) {
  fz_stream *s = open_stream(end, id);
  if (s)
    s->state = FZ_CLOSED;
  FZ_CHECK(end->open > 0 || end->unwatched);
  end->open--;
}

static void remote_ended(fz_stream *s) {
  if (s) {
    FZ_CHECK(!s->remote_ended);
    s->remote_ended = 1;
  }
}

/* --- header blocks --- */

static void text(walk *w, uint32_t ref) {
  uint32_t id;
  switch (ref >> VN_REF_KIND_SHIFT) {
  case VN_REF_LITERAL:
    take(w, ref & ~(uint32_t)VN_REF_SENSITIVE);
    break;
  case VN_REF_DEFINE:
    id = ref >> VN_REF_ID_SHIFT & 0x1fff;
    FZ_CHECK(id < sizeof w->end->known);
    w->end->known[id] = 1;
    take(w, ref & 0xffff);
    break;
  case VN_REF_KNOWN:
    id = ref & ~(vn_reference(VN_REF_KNOWN, 0) | VN_REF_SENSITIVE);
    FZ_CHECK(id < sizeof w->end->known && w->end->known[id]);
    break;
  default:
    FZ_CHECK(!"a reference of no kind");
  }
}

static void headers(walk *w, uint8_t flags, uint16_t extra, int32_t id) {
  fz_end *end = w->end;
  int prioritized = flags & VN_EVF_PRIORITY, category = extra & 0xff;
  uint32_t length = next(w);
  int32_t associated = (int32_t)next(w);
  FZ_CHECK(w->in && category <= NGHTTP2_HCAT_HEADERS && length % 4 == 0);
  const uint8_t *block = take(w, length), *after = w->at, *last = w->last;
  w->at = block;
  w->last = after;
  while (w->at < after) {
    uint32_t name = next(w), value = next(w);
    FZ_CHECK(!(value & VN_REF_SENSITIVE));
    if (name == vn_reference(VN_REF_ENDED, 0)) {
      FZ_CHECK(value < sizeof end->known && end->known[value]);
      end->known[value] = 0;
      continue;
    }
    text(w, name);
    text(w, value);
  }
  w->last = last;
  if (flags & VN_EVF_CONTINUED)
    FZ_CHECK(end->block == id);
  else if (category == NGHTTP2_HCAT_REQUEST)
    opened(end, id);
  fz_stream *s = stream_of(end, id);
  /* nghttp2 reads a block on when its stream was closed meanwhile, but that block never ends */
  FZ_CHECK(!s || s->state == FZ_OPEN || (flags & VN_EVF_CONTINUED && !(flags & VN_EVF_END_HEADERS)));
  FZ_CHECK(prioritized || extra == category);
  FZ_CHECK(prioritized ? !(flags & VN_EVF_PROMISE) : !(flags & VN_EVF_PROMISE) == !associated);
  FZ_CHECK(end->server == (category == NGHTTP2_HCAT_REQUEST && !(flags & VN_EVF_PROMISE)) ||
           category != NGHTTP2_HCAT_REQUEST);
  end->block = flags & VN_EVF_END_HEADERS ? 0 : id;
  if (flags & VN_EVF_END_STREAM) {
    FZ_CHECK(flags & VN_EVF_END_HEADERS);
    remote_ended(s);
  }
}

/* --- bodies --- */

static void data(walk *w, uint8_t flags, int32_t id) {
  uint32_t offset = next(w), length = next(w);
  FZ_CHECK(w->in && length <= w->in_length && offset <= w->in_length - length);
  fz_stream *s = open_stream(w->end, id);
  if (!s)
    return;
  FZ_CHECK(!s->remote_ended);
  for (uint32_t i = 0; w->end->checks_bodies && i < length; i++)
    FZ_CHECK(w->in[offset + i] == fz_body(id, s->received + i));
  s->received += length;
  if (flags & VN_EVF_END_STREAM)
    remote_ended(s);
}

static void frames_until(walk *w, size_t offset) {
  FZ_CHECK(offset >= w->sent && offset <= w->out_length);
  fz_append(&w->end->wire, w->out + w->sent, offset - w->sent);
  w->sent = offset;
}

static void splice(walk *w, int32_t id) {
  uint32_t offset = next(w), length = next(w);
  FZ_CHECK(w->out && length);
  frames_until(w, offset);
  fz_stream *s = open_stream(w->end, id);
  uint8_t *to = fz_append(&w->end->wire, NULL, length);
  if (!s || w->end->breaks_rules) {
    memset(to, 0, length);
    return;
  }
  FZ_CHECK(length <= s->waiting);
  for (uint32_t i = 0; i < length; i++)
    to[i] = fz_body(id, s->given - s->waiting--);
}

/* --- other records --- */

static void less(walk *w) {
  uint32_t limit = next(w), reached = next(w);
  FZ_CHECK(limit < reached);
}

static void logged(walk *w, uint8_t type, uint16_t extra) {
  uint32_t length = next(w), kept = next(w), fields = next(w);
  FZ_CHECK(length <= PAYLOAD_MAX && kept <= length && kept <= KEPT_MAX);
  FZ_CHECK(fields == 0 || (type == VN_EV_FRAME_SENT && extra & VN_LOGGED_FIELDS_KNOWN));
  take(w, kept);
  const uint8_t *after = w->at + fields;
  FZ_CHECK(fields <= (size_t)(w->last - w->at));
  while (w->at < after) {
    const uint8_t *head = take(w, 8);
    take(w, vn_get16(head) + (size_t)vn_get32(head + 4));
  }
  FZ_CHECK(w->at == after);
}

static void other_record(walk *w, uint8_t type, uint8_t flags, uint16_t extra, int32_t id) {
  switch (type) {
  case VN_EV_GOAWAY:
    FZ_CHECK((int32_t)next(w) >= 0);
    next(w);
    take(w, next(w));
    FZ_CHECK(flags & VN_EVF_SENT || w->in);
    break;
  case VN_EV_SETTINGS:
    take(w, 8 * (size_t)extra);
    break;
  case VN_EV_PING:
    take(w, 8);
    break;
  case VN_EV_INVALID_FRAME:
  case VN_EV_FRAME_NOT_SENT:
    FZ_CHECK(extra <= 255 && (int32_t)next(w) < 0);
    break;
  case VN_EV_LIMIT:
    FZ_CHECK(extra >= VN_LIMIT_HEADER_LIST_SIZE && extra < VN_LIMIT_OTHERS + 1);
    less(w);
    if (extra <= VN_LIMIT_HEADER_FIELDS)
      w->end->block = 0;
    break;
  case VN_EV_INVALID_HEADER: {
    uint32_t name = next(w), value = next(w);
    take(w, name);
    take(w, value);
    w->end->block = 0;
    break;
  }
  case VN_EV_ERROR:
    FZ_CHECK((int32_t)next(w) < 0);
    take(w, next(w));
    break;
  case VN_EV_COMMAND_FAILED:
    FZ_CHECK(w->out && (int32_t)next(w) < 0);
    if (extra == VN_CMD_REQUEST || extra == VN_CMD_PUSH_PROMISE)
      closed(w->end, id);
    break;
  case VN_EV_FRAME_RECEIVED:
  case VN_EV_FRAME_SENT:
    logged(w, type, extra);
    break;
  case VN_EV_EXTENSION:
    FZ_CHECK(extra > NGHTTP2_CONTINUATION && extra <= 255);
    take(w, next(w));
    break;
  case VN_EV_EXTENSION_DROPPED:
    less(w);
    break;
  case VN_EV_ALTSVC:
    take(w, next(w));
    take(w, next(w));
    break;
  case VN_EV_ORIGIN:
    while (extra--)
      take(w, next(w));
    break;
  case VN_EV_PRIORITY:
    FZ_CHECK(extra < VN_PRIORITY_WEIGHT_MAX);
    next(w);
    open_stream(w->end, id);
    break;
  case VN_EV_PRIORITY_UPDATE:
    take(w, next(w));
    break;
  case VN_EV_BEGIN_FRAME:
  case VN_EV_BEFORE_FRAME_SEND:
    FZ_CHECK(extra <= 255 && next(w) <= PAYLOAD_MAX);
    break;
  default:
    FZ_CHECK(!"a record of no known type");
  }
}

size_t fz_walk(fz_end *end, const uint8_t *in, size_t in_length, const uint8_t *out, size_t out_length) {
  static const uint8_t none[1];
  const uint8_t *events = end->events.length ? end->events.base : none;
  walk w = {end, events, events + end->events.length, in, out, in_length, out_length, 0};
  while (w.at < w.last) {
    const uint8_t *head = take(&w, VN_SIZE_RECORD_HEAD);
    uint8_t type = head[0], flags = head[1];
    int32_t id = (int32_t)vn_get32(head + 4);
    fz_stream *s;
    switch (type) {
    case VN_EV_HEADERS:
      headers(&w, flags, vn_get16(head + 2), id);
      break;
    case VN_EV_DATA:
      data(&w, flags, id);
      break;
    case VN_EV_END_STREAM:
      remote_ended(open_stream(end, id));
      break;
    case VN_EV_STREAM_CLOSED:
      next(&w);
      closed(end, id);
      break;
    case VN_EV_SPLICE:
      splice(&w, id);
      break;
    case VN_EV_LOCAL_END:
      if ((s = open_stream(end, id))) {
        FZ_CHECK(!s->local_ended);
        s->local_ended = 1;
      }
      break;
    default:
      other_record(&w, type, flags, vn_get16(head + 2), id);
    }
  }
  return w.sent;
}
