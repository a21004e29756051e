#include "framelog/frame_log.h"

#include "core/events.h"

#define KEPT_MAX 16384u /* bytes of a payload */

struct vn_frame_log {
  vn_frame_reader reader;
  size_t skip; /* bytes that come again because nghttp2 paused, and that the reader has read before */
  /* The frame that is being received. CONTINUATION frames count as part of the frame that they continue. */
  nghttp2_frame_hd frame;
  int begun;      /* the first bytes of a head came before the log was switched on */
  int logged;     /* the record of the frame was written, or the frame began before the log was switched on */
  int delivered;  /* nghttp2 has called on_frame_recv for it */
  uint8_t *bytes; /* the beginning of the payload */
  uint32_t wanted, kept, capacity;
  int paused;
  size_t sent_at; /* where among the events the record of the frame belongs that was sent last */
};

int vn_frame_log_switch(vn_session *s, int on) {
  vn_frame_log *log = s->frame_log;
  if (!on && log) {
    vn_free(&s->account, log->bytes);
    vn_free(&s->account, log);
    s->frame_log = NULL;
  }
  if (!on || log)
    return 0;
  if (!(log = vn_calloc(&s->account, 1, sizeof *log)))
    return VN_ERR_NOMEM;
  log->reader = s->inbound.frames;
  log->skip = s->inbound.ahead;
  log->begun = log->reader.have > 0;
  log->frame = log->reader.frame;
  if (log->frame.type == NGHTTP2_CONTINUATION)
    log->frame.type = NGHTTP2_HEADERS; /* or PUSH_PROMISE, which makes no difference: it gets no record */
  log->logged = 1;
  s->frame_log = log;
  return 0;
}

/* Puts a record where the events have reached `place`. A log never ends a session: without room it is left out. */
static void record(vn_session *s, size_t place, uint8_t event, const nghttp2_frame_hd *frame, uint16_t bits,
                   const uint8_t *bytes, uint32_t kept, const nghttp2_nv *nva, size_t nvlen) {
  size_t size = 0;
  for (size_t i = 0; i < nvlen; i++)
    size += 8 + VN_PAD4(nva[i].namelen + nva[i].valuelen);
  size_t all = VN_SIZE_RECORD_HEAD + 12 + VN_PAD4(kept) + size;
  if (!vn_buffer_reserve(s->call.events, all))
    return;
  uint8_t *at = s->call.events->base + place;
  memmove(at + all, at, s->call.events->length - place);
  s->call.events->length += all;
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
    uint16_t head[2] = {(uint16_t)nv->namelen, nv->flags & NGHTTP2_NV_FLAG_NO_INDEX ? VN_FIELD_NEVER_INDEX : 0};
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

static int is_continued_block(const nghttp2_frame_hd *frame) {
  return is_block(frame->type) && !(frame->flags & NGHTTP2_FLAG_END_HEADERS);
}

/* Whether the frame ends with the bytes that were read last. */
static int is_complete(const vn_frame_log *log) {
  return vn_frame_is_between(&log->reader) && !is_continued_block(&log->frame);
}

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

static void log_received(vn_session *s) {
  vn_frame_log *log = s->frame_log;
  vn_block *block = &s->inbound.block;
  uint16_t bits = 0;
  log->logged = 1;
  if (is_block(log->frame.type) && (log->delivered || block->open)) {
    bits = (uint16_t)(VN_LOGGED_FIELDS_KNOWN | block->category << VN_LOGGED_CATEGORY_SHIFT);
    block->open = 0;
  }
  vn_headers_record_end(s, 0);
  record(s, s->call.events->length, VN_EV_FRAME_RECEIVED, &log->frame, bits, log->bytes, log->kept, NULL, 0);
}

static void reserve_payload(vn_session *s, uint32_t length) {
  vn_frame_log *log = s->frame_log;
  uint32_t limit = worth(log->frame.type);
  log->kept = 0;
  log->wanted = length < limit ? length : limit;
  if (log->wanted <= log->capacity)
    return;
  uint8_t *bytes = vn_realloc(&s->account, log->bytes, log->wanted);
  if (bytes) {
    log->bytes = bytes;
    log->capacity = log->wanted;
  } else
    log->wanted = log->capacity;
}

static void begin_frame(vn_session *s) {
  vn_frame_log *log = s->frame_log;
  const nghttp2_frame_hd *head = &log->reader.frame;
  int is_open = is_continued_block(&log->frame);
  if (is_open && head->type == NGHTTP2_CONTINUATION && head->stream_id == log->frame.stream_id) {
    log->frame.length += head->length;
    log->frame.flags |= head->flags & NGHTTP2_FLAG_END_HEADERS;
    log->wanted = log->kept;
    return;
  }
  if (is_open && !log->logged)
    log_received(s);
  s->inbound.block.open = 0; /* it has ended: nghttp2 does not report the end of a refused block */
  log->logged = log->begun;
  log->frame = *head;
  reserve_payload(s, log->reader.left);
}

/* Reads what nghttp2 is about to read. Never less of a CONTINUATION frame's head than there is: patched libraries count
 * each piece of it as such a frame, and allow eight. */
static void read_piece(vn_session *s, const uint8_t *in, uint32_t length) {
  vn_frame_log *log = s->frame_log;
  int is_payload = log->reader.left > 0;
  if (vn_frame_take(&log->reader, in, length)) {
    begin_frame(s);
    log->begun = 0;
  } else if (is_payload) {
    uint32_t more = log->wanted - log->kept < length ? log->wanted - log->kept : length;
    if (more)
      memcpy(log->bytes + log->kept, in, more);
    log->kept += more;
  }
}

/* nghttp2 paused after n bytes of the piece: the rest comes again. */
static void rewind_piece(vn_frame_log *log, const vn_frame_reader *before, uint32_t kept, const uint8_t *in,
                         uint32_t n) {
  log->reader = *before;
  vn_frame_take(&log->reader, in, n);
  if (log->kept > kept + n)
    log->kept = kept + n;
}

static int64_t feed_piece(vn_session *s, const uint8_t *in, uint32_t piece) {
  vn_frame_log *log = s->frame_log;
  vn_frame_reader before = log->reader;
  uint32_t kept = log->kept;
  log->delivered = 0;
  read_piece(s, in, piece);
  if (is_complete(log) && !log->logged && !is_block(log->frame.type))
    log_received(s); /* before the records of what the frame causes; of fields those records come first */
  ssize_t n = ng.session_mem_recv(s->ng, in, piece);
  if (n >= 0 && (size_t)n < piece)
    rewind_piece(log, &before, kept, in, (uint32_t)n);
  if (is_complete(log) && !log->logged)
    log_received(s);
  return n;
}

int64_t vn_frame_log_receive(vn_session *s, const uint8_t *in, size_t length) {
  vn_frame_log *log = s->frame_log;
  size_t at = 0;
  if (log->paused || log->skip) {
    size_t again = log->skip < length ? log->skip : length;
    ssize_t n = ng.session_mem_recv(s->ng, in, again);
    if (n < 0)
      return n;
    log->skip -= (size_t)n;
    at = (size_t)n;
    if (log->skip)
      return n;
  }
  while (at < length && !vn_events_over_soft_mark(s)) {
    uint32_t piece = vn_frame_piece(&log->reader, length - at);
    int64_t n = feed_piece(s, in + at, piece);
    if (n < 0)
      return n;
    at += (size_t)n;
    if (n < piece)
      break;
  }
  log->paused = at < length || vn_events_over_soft_mark(s);
  return (int64_t)at;
}

void vn_frame_log_delivered(vn_session *s) {
  vn_frame_log *log = s->frame_log;
  log->delivered = 1;
  if (is_complete(log) && !log->logged && is_block(log->frame.type))
    log_received(s);
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

void vn_frame_log_sent(vn_session *s, const nghttp2_frame *frame) {
  const nghttp2_headers *headers = &frame->headers;
  const nghttp2_push_promise *promise = &frame->push_promise;
  uint8_t bytes[6];
  uint32_t n;
  switch (frame->hd.type) {
  case NGHTTP2_DATA:
    n = put_pad(bytes, &frame->hd, frame->data.padlen);
    record(s, s->call.events->length, VN_EV_FRAME_SENT, &frame->hd, 0, bytes, n, NULL, 0);
    break;
  case NGHTTP2_HEADERS:
    n = put_pad(bytes, &frame->hd, headers->padlen);
    if (frame->hd.flags & NGHTTP2_FLAG_PRIORITY) {
      n += put_be32(bytes + n, (uint32_t)headers->pri_spec.stream_id | (headers->pri_spec.exclusive ? 1u << 31 : 0));
      bytes[n++] = (uint8_t)(headers->pri_spec.weight - 1);
    }
    record(s, s->call.events->length, VN_EV_FRAME_SENT, &frame->hd,
           (uint16_t)(VN_LOGGED_FIELDS_KNOWN | headers->cat << VN_LOGGED_CATEGORY_SHIFT), bytes, n, headers->nva,
           headers->nvlen);
    break;
  case NGHTTP2_PUSH_PROMISE:
    n = put_pad(bytes, &frame->hd, promise->padlen);
    n += put_be32(bytes + n, (uint32_t)promise->promised_stream_id);
    record(s, s->call.events->length, VN_EV_FRAME_SENT, &frame->hd, VN_LOGGED_FIELDS_KNOWN, bytes, n, promise->nva,
           promise->nvlen);
    break;
  default: /* vn_frame_log_written has its bytes, but comes after what sending it brought about */
    s->frame_log->sent_at = s->call.events->length;
  }
}

void vn_frame_log_written(vn_session *s, const uint8_t *bytes, size_t length) {
  if (length < VN_FRAME_HEAD || bytes[3] == NGHTTP2_DATA || is_block(bytes[3]) || bytes[3] == NGHTTP2_CONTINUATION)
    return;
  nghttp2_frame_hd head = vn_frame_head(bytes);
  if (head.length + VN_FRAME_HEAD != length) /* the client's preface */
    return;
  uint32_t kept = head.length < KEPT_MAX ? (uint32_t)head.length : KEPT_MAX;
  record(s, s->frame_log->sent_at, VN_EV_FRAME_SENT, &head, 0, bytes + VN_FRAME_HEAD, kept, NULL, 0);
}
