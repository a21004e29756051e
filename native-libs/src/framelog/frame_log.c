#include "framelog/frame_log.h"

#define HEAD VN_FRAME_HEAD
#define KEPT_MAX 16384u

struct vn_frames {
  /* The frame that is being received; CONTINUATION frames count as part of the frame that they continue. */
  uint8_t head[HEAD];
  uint32_t have;   /* bytes of head, those included that are being fed */
  uint32_t left;   /* bytes of the payload that come after those */
  nghttp2_frame_hd frame;
  int open;        /* CONTINUATION is to come */
  int told;
  uint8_t *bytes;  /* the beginning of the payload */
  uint32_t wanted, kept, capacity;

  uint32_t preface; /* bytes of it to come */
  int waiting;      /* for the end of a header block that was open when the log was switched on */
  int sure;         /* head is where a frame begins; until that is known, nghttp2 is fed byte by byte */
  int boundary;     /* nghttp2 said that a frame ended, and which one: */
  nghttp2_frame_hd ended;

  uint32_t piece; /* what is being fed */
  int paused;

  size_t sent_at; /* where among the events the frame sent last belongs */
};

int vn_frames_switch(vn_session *s, int on) {
  vn_frames *f = s->frames;
  if (!on && f) {
    vn_free(&s->account, f->bytes);
    vn_free(&s->account, f);
    s->frames = NULL;
  }
  if (!on || f)
    return 0;
  if (!(f = vn_calloc(&s->account, 1, sizeof *f)))
    return VN_ERR_NOMEM;
  f->sure = !s->started;
  f->preface = s->started ? 0 : s->preface;
  f->waiting = s->block.open;
  s->frames = f;
  return 0;
}

/* Puts a record where the events have reached `place`. A log never ends a session: without room it is left out. */
static void record(vn_session *s, size_t place, uint8_t event, const nghttp2_frame_hd *frame, uint16_t bits,
                   const uint8_t *bytes, uint32_t kept, const nghttp2_nv *nva, size_t nvlen) {
  size_t size = 0;
  for (size_t i = 0; i < nvlen; i++)
    size += 8 + VN_PAD4(nva[i].namelen + nva[i].valuelen);
  size_t all = VN_RECORD_HEAD + 12 + VN_PAD4(kept) + size;
  if (!vn_buffer_reserve(s->events, all))
    return;
  uint8_t *at = s->events->base + place;
  memmove(at + all, at, s->events->length - place);
  s->events->length += all;
  vn_put_head(at, event, frame->flags, frame->type | bits, frame->stream_id);
  vn_put32(at + 8, (uint32_t)frame->length);
  vn_put32(at + 12, kept);
  vn_put32(at + 16, (uint32_t)size);
  at += 20;
  if (kept)
    memcpy(at, bytes, kept);
  at += VN_PAD4(kept);
  for (size_t i = 0; i < nvlen; i++) {
    const nghttp2_nv *nv = nva + i;
    uint16_t head[2] = {(uint16_t)nv->namelen, nv->flags & NGHTTP2_NV_FLAG_NO_INDEX};
    memcpy(at, head, 4);
    vn_put32(at + 4, (uint32_t)nv->valuelen);
    if (nv->namelen)
      memcpy(at + 8, nv->name, nv->namelen);
    if (nv->valuelen)
      memcpy(at + 8 + nv->namelen, nv->value, nv->valuelen);
    at += 8 + VN_PAD4(nv->namelen + nv->valuelen);
  }
}

/* --- received --- */

static int is_block(uint8_t type) { return type == NGHTTP2_HEADERS || type == NGHTTP2_PUSH_PROMISE; }

/* Bytes of a payload that are worth keeping: all, but of content and of compressed fields only what stands before. */
static uint32_t worth(uint8_t type) {
  switch (type) {
  case NGHTTP2_DATA:
    return 1;
  case NGHTTP2_HEADERS:
    return 6;
  case NGHTTP2_PUSH_PROMISE:
    return 5;
  case NGHTTP2_CONTINUATION:
    return 0;
  default:
    return KEPT_MAX;
  }
}

static void tell_received(vn_session *s) {
  vn_frames *f = s->frames;
  uint16_t bits = 0;
  f->told = 1;
  if (is_block(f->frame.type) && (f->boundary || s->block.open)) {
    bits = (uint16_t)(VN_FRAME_FIELDS | s->block.category << 8);
    s->block.open = 0;
  }
  vn_block_close_record(s, 0);
  record(s, s->events->length, VN_EV_FRAME_RECEIVED, &f->frame, bits, f->bytes, f->kept, NULL, 0);
}

static void keep(vn_session *s, uint32_t length) {
  vn_frames *f = s->frames;
  uint32_t limit = worth(f->frame.type);
  f->kept = 0;
  f->wanted = length < limit ? length : limit;
  if (f->wanted <= f->capacity)
    return;
  uint8_t *bytes = vn_realloc(&s->account, f->bytes, f->wanted);
  if (bytes) {
    f->bytes = bytes;
    f->capacity = f->wanted;
  } else
    f->wanted = f->capacity;
}

static int matches(const nghttp2_frame_hd *a, const nghttp2_frame_hd *b) {
  return a->type == b->type && a->stream_id == b->stream_id && a->length == b->length;
}

static void head_complete(vn_session *s) {
  vn_frames *f = s->frames;
  nghttp2_frame_hd head = vn_frame_head(f->head);
  f->left = (uint32_t)head.length;
  if (f->open && head.type == NGHTTP2_CONTINUATION && head.stream_id == f->frame.stream_id) {
    f->frame.length += head.length;
    f->frame.flags |= head.flags & NGHTTP2_FLAG_END_HEADERS;
    f->wanted = f->kept;
    return;
  }
  if (f->open && f->sure)
    tell_received(s);
  f->open = 0;
  f->told = 0;
  f->frame = head;
  keep(s, f->left);
}

/* How much to feed, so that it ends where the walk has something to say. Never the head of a CONTINUATION frame in single
 * bytes: patched libraries count each piece of it as such a frame, and allow eight. */
static uint32_t next_piece(const vn_frames *f, size_t available) {
  int search = !f->sure && !f->open;
  uint32_t piece = f->preface ? f->preface : search ? 1 : f->have < HEAD ? HEAD - f->have : f->left;
  return piece < available ? piece : (uint32_t)available;
}

/* Takes down what is about to be fed. */
static void walk(vn_session *s, const uint8_t *in, uint32_t length) {
  vn_frames *f = s->frames;
  if (f->preface)
    f->preface -= length;
  else if (f->have < HEAD) {
    memcpy(f->head + f->have, in, length);
    f->have += length;
    if (f->have == HEAD)
      head_complete(s);
  } else {
    uint32_t more = f->wanted - f->kept < length ? f->wanted - f->kept : length;
    if (more)
      memcpy(f->bytes + f->kept, in, more);
    f->kept += more;
    f->left -= length;
  }
}

/* Whether the frame ends with the bytes that are being fed. */
static int is_last(const vn_frames *f) {
  return f->have == HEAD && f->left == 0 && !(is_block(f->frame.type) && !(f->frame.flags & NGHTTP2_FLAG_END_HEADERS));
}

/* Feeding single bytes makes a chunk of each byte of DATA: the last one is added to the one before. */
static void join_data(vn_session *s, size_t before, size_t last) {
  const size_t size = VN_RECORD_HEAD + 8;
  if (last == VN_NO_RECORD || last + size != before || s->last_data != before || s->events->length != before + size)
    return;
  uint8_t *a = s->events->base + last, *b = a + size;
  if (memcmp(a + 4, b + 4, 4) || vn_get32(a + 8) + vn_get32(a + 12) != vn_get32(b + 8))
    return;
  vn_put32(a + 12, vn_get32(a + 12) + vn_get32(b + 12));
  a[1] |= b[1];
  s->events->length = before;
  s->last_data = last;
}

static void fed(vn_session *s) {
  vn_frames *f = s->frames;
  if (is_last(f) && !f->told && (f->sure || (f->boundary && matches(&f->frame, &f->ended))))
    tell_received(s);
  if (f->have == HEAD && f->left == 0) {
    f->open = !is_last(f);
    f->have = 0;
  }
  if (!f->sure && f->boundary) {
    f->sure = f->piece == 1 || matches(&f->frame, &f->ended);
    f->have = 0;
    f->open = 0;
  }
}

/* A pause left the rest of a piece to be fed again. */
static void unread(vn_frames *f, uint32_t have, uint32_t kept, uint32_t n) {
  if (have < HEAD)
    f->have = have + n;
  else {
    f->left += f->piece - n;
    f->kept = f->kept < kept + n ? f->kept : kept + n;
  }
}

static int over_soft_mark(const vn_session *s) { return s->events->length > s->events_soft; }

int64_t vn_frames_receive(vn_session *s, const uint8_t *in, size_t length) {
  vn_frames *f = s->frames;
  size_t at = 0;
  ssize_t n = 0;
  f->boundary = 0;
  if (f->waiting) {
    n = ng.session_mem_recv(s->ng, in, length);
    f->waiting = !f->boundary;
    return n;
  }
  if (f->paused && (n = ng.session_mem_recv(s->ng, in, 0)) < 0)
    return n;
  while (at < length && !over_soft_mark(s)) {
    size_t before = s->events->length, last = s->last_data;
    uint32_t have = f->have, kept = f->kept;
    f->piece = next_piece(f, length - at);
    f->boundary = 0;
    walk(s, in + at, f->piece);
    if (f->sure && is_last(f) && !f->told && !is_block(f->frame.type))
      tell_received(s); /* before what nghttp2 makes of it; of fields it has to tell first */
    n = ng.session_mem_recv(s->ng, in + at, f->piece);
    if (!f->sure)
      join_data(s, before, last);
    if (n >= 0 && (size_t)n < f->piece)
      unread(f, have, kept, (uint32_t)n);
    fed(s);
    if (n < 0)
      return n;
    at += (size_t)n;
    if ((size_t)n < f->piece)
      break;
  }
  f->paused = at < length || over_soft_mark(s);
  return (int64_t)at;
}

void vn_frames_boundary(vn_session *s, const nghttp2_frame_hd *head) {
  vn_frames *f = s->frames;
  f->boundary = 1;
  f->ended = *head;
  if (is_last(f) && !f->told && is_block(head->type) && (f->sure || matches(&f->frame, head)))
    tell_received(s);
}

/* --- sent --- */

static uint32_t put_be32(uint8_t *to, uint32_t value) {
  for (int i = 0; i < 4; i++)
    to[i] = (uint8_t)(value >> (24 - 8 * i));
  return 4;
}

/* nghttp2 counts the Pad Length field as padding. */
static uint32_t put_pad(uint8_t *to, const nghttp2_frame_hd *head, size_t padlen) {
  if (!(head->flags & NGHTTP2_FLAG_PADDED))
    return 0;
  *to = (uint8_t)(padlen ? padlen - 1 : 0);
  return 1;
}

void vn_frames_sent(vn_session *s, const nghttp2_frame *frame) {
  const nghttp2_headers *headers = &frame->headers;
  const nghttp2_push_promise *promise = &frame->push_promise;
  uint8_t bytes[6];
  uint32_t n;
  switch (frame->hd.type) {
  case NGHTTP2_DATA:
    n = put_pad(bytes, &frame->hd, frame->data.padlen);
    record(s, s->events->length, VN_EV_FRAME_SENT, &frame->hd, 0, bytes, n, NULL, 0);
    break;
  case NGHTTP2_HEADERS:
    n = put_pad(bytes, &frame->hd, headers->padlen);
    if (frame->hd.flags & NGHTTP2_FLAG_PRIORITY) {
      n += put_be32(bytes + n, (uint32_t)headers->pri_spec.stream_id | (headers->pri_spec.exclusive ? 1u << 31 : 0));
      bytes[n++] = (uint8_t)(headers->pri_spec.weight - 1);
    }
    record(s, s->events->length, VN_EV_FRAME_SENT, &frame->hd, (uint16_t)(VN_FRAME_FIELDS | headers->cat << 8), bytes, n,
           headers->nva, headers->nvlen);
    break;
  case NGHTTP2_PUSH_PROMISE:
    n = put_pad(bytes, &frame->hd, promise->padlen);
    n += put_be32(bytes + n, (uint32_t)promise->promised_stream_id);
    record(s, s->events->length, VN_EV_FRAME_SENT, &frame->hd, VN_FRAME_FIELDS, bytes, n, promise->nva, promise->nvlen);
    break;
  default: /* vn_frames_written has its bytes, but comes after what sending it brought about */
    s->frames->sent_at = s->events->length;
  }
}

void vn_frames_written(vn_session *s, const uint8_t *bytes, size_t length) {
  if (length < HEAD || bytes[3] == NGHTTP2_DATA || is_block(bytes[3]) || bytes[3] == NGHTTP2_CONTINUATION)
    return;
  nghttp2_frame_hd head = vn_frame_head(bytes);
  if (head.length + HEAD != length) /* the client's preface */
    return;
  uint32_t kept = head.length < KEPT_MAX ? (uint32_t)head.length : KEPT_MAX;
  record(s, s->frames->sent_at, VN_EV_FRAME_SENT, &head, 0, bytes + HEAD, kept, NULL, 0);
}
