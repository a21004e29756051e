/* nghttp2's callbacks: each appends a record, none calls anybody. */
#include "framelog/frame_log.h"

#define FIELD_TEXT_MAX 128u
#define ERROR_TEXT_MAX 256u

uint8_t *vn_event(vn_session *s, uint8_t type, uint8_t flags, uint16_t extra, int32_t stream_id, size_t more) {
  vn_block_close_record(s, 0); /* nghttp2 does not tell the end of a block whose stream is being reset */
  size_t size = VN_RECORD_HEAD + VN_PAD4(more);
  uint8_t *at = vn_buffer_reserve(s->events, size);
  if (!at) {
    s->fatal = VN_ERR_EVENTS_FULL;
    return NULL;
  }
  s->events->length += size;
  vn_put_head(at, type, flags, extra, stream_id);
  return at + VN_RECORD_HEAD;
}

static int event32(vn_session *s, uint8_t type, uint8_t flags, uint16_t extra, int32_t stream_id, uint32_t value) {
  uint8_t *at = vn_event(s, type, flags, extra, stream_id, 4);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  vn_put32(at, value);
  return 0;
}

static int over_soft_mark(const vn_session *s) { return s->events->length > s->events_soft; }

/* --- header blocks --- */

static int block_open_record(vn_session *s) {
  vn_block *b = &s->block;
  uint8_t *at = vn_event(s, VN_EV_HEADERS, b->flags, b->category, b->stream_id, 8);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  b->record = s->events->length - VN_RECORD_HEAD - 8;
  vn_put32(at, 0);
  vn_put32(at + 4, (uint32_t)b->associated_id);
  b->flags |= VN_EVF_CONTINUED;
  return 0;
}

void vn_block_close_record(vn_session *s, uint8_t flags) {
  if (s->block.record == VN_NO_RECORD)
    return;
  uint8_t *record = s->events->base + s->block.record;
  record[1] |= flags;
  vn_put32(record + VN_RECORD_HEAD, (uint32_t)(s->events->length - s->block.record - VN_RECORD_HEAD - 8));
  s->block.record = VN_NO_RECORD;
}

static int on_begin_headers(nghttp2_session *ngs, const nghttp2_frame *frame, void *user) {
  (void)ngs;
  vn_session *s = user;
  vn_limits_told(&s->limits, &frame->hd);
  if (s->server && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
    vn_limits_request(&s->limits);
  if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat != NGHTTP2_HCAT_HEADERS)
    vn_limits_message(&s->limits);
  int promise = frame->hd.type == NGHTTP2_PUSH_PROMISE;
  vn_block_close_record(s, 0);
  s->block = (vn_block){.record = VN_NO_RECORD,
                        .stream_id = promise ? frame->push_promise.promised_stream_id : frame->hd.stream_id,
                        .associated_id = promise ? frame->hd.stream_id : 0,
                        .category = promise ? NGHTTP2_HCAT_REQUEST : (uint16_t)frame->headers.cat,
                        .flags = promise ? VN_EVF_PROMISE : 0,
                        .open = 1};
  if (s->block.category == NGHTTP2_HCAT_REQUEST && !vn_streams_add(&s->streams, s->block.stream_id))
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  return block_open_record(s);
}

/* Ids that ended stand in place of a field. */
static uint8_t *put_ended(uint8_t *at, const vn_interned *interned) {
  for (uint32_t i = 0; i < interned->ended; i++, at += 8) {
    vn_put32(at, VN_REF_ENDED);
    vn_put32(at + 4, interned->ended_ids[i]);
  }
  return at;
}

/* Writes a reference at `at` and its bytes from `bytes` on, where room was reserved; where the bytes end. */
static uint8_t *put_text(uint8_t *at, uint8_t *bytes, nghttp2_vec text, const vn_interned *interned, uint32_t bits) {
  uint32_t length = (uint32_t)text.len;
  if (interned && interned->known) {
    vn_put32(at, VN_REF_KNOWN | bits | interned->id);
    return bytes;
  }
  if (interned)
    vn_put32(at, VN_REF_DEFINE | bits | interned->id << 16 | length);
  else
    vn_put32(at, VN_REF_LITERAL | bits | length);
  if (length)
    memcpy(bytes, text.base, length);
  return bytes + VN_PAD4(length);
}

static int exceeds(vn_session *s, uint16_t kind, uint32_t limit, uint32_t value) {
  if (value <= limit)
    return 0;
  uint8_t *at = vn_event(s, VN_EV_LIMIT, 0, kind, s->block.stream_id, 8);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  vn_put32(at, limit);
  vn_put32(at + 4, value);
  s->block.refused = 1;
  if (ng.submit_rst_stream(s->ng, NGHTTP2_FLAG_NONE, s->block.stream_id, NGHTTP2_ENHANCE_YOUR_CALM) != 0)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

static int on_header(nghttp2_session *ngs, const nghttp2_frame *frame, nghttp2_rcbuf *name, nghttp2_rcbuf *value,
                     uint8_t flags, void *user) {
  (void)ngs, (void)frame;
  vn_session *s = user;
  vn_block *b = &s->block;
  nghttp2_vec n = ng.rcbuf_get_buf(name), v = ng.rcbuf_get_buf(value);
  b->fields++;
  b->size += (uint32_t)(n.len + v.len + 32);
  int rv = exceeds(s, VN_LIMIT_HEADER_LIST_SIZE, s->max_header_list_size, b->size);
  if (!rv)
    rv = exceeds(s, VN_LIMIT_HEADER_FIELDS, s->max_header_fields, b->fields);
  if (rv)
    return rv;
  if (!s->intern && !(s->intern = vn_calloc(&s->account, 1, sizeof *s->intern)))
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  if (b->record == VN_NO_RECORD && block_open_record(s))
    return NGHTTP2_ERR_CALLBACK_FAILURE;

  int secret = flags & NGHTTP2_NV_FLAG_NO_INDEX;
  int path = n.len == 5 && !memcmp(n.base, ":path", 5);
  vn_interned name_id, value_id, *name_at = NULL, *value_at = NULL;
  size_t ended = 0;
  if (n.len <= VN_INTERN_NAME_MAX) {
    vn_intern_text(s->intern, name, (uint32_t)n.len, name_at = &name_id);
    ended += name_id.ended;
  }
  if (!secret && !path && v.len <= VN_INTERN_VALUE_MAX) {
    vn_intern_text(s->intern, value, (uint32_t)v.len, value_at = &value_id);
    ended += value_id.ended;
  }
  uint8_t *at = vn_buffer_reserve(s->events, 8 * (1 + ended) + VN_PAD4(n.len) + VN_PAD4(v.len));
  if (!at) {
    s->fatal = VN_ERR_EVENTS_FULL;
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }
  /* The value may take the place of what ended for the name, and the name may end for the value. */
  uint8_t *field = name_at ? put_ended(at, name_at) : at;
  uint8_t *end = put_text(field, field + 8, n, name_at, secret ? VN_REF_SENSITIVE : 0);
  end = put_text(field + 4, end, v, value_at, 0);
  if (value_at)
    end = put_ended(end, value_at);
  s->events->length += (size_t)(end - at);
  return over_soft_mark(s) ? NGHTTP2_ERR_PAUSE : 0;
}

static int on_invalid_header(nghttp2_session *ngs, const nghttp2_frame *frame, nghttp2_rcbuf *name,
                             nghttp2_rcbuf *value, uint8_t flags, void *user) {
  (void)ngs, (void)frame, (void)flags;
  vn_session *s = user;
  s->block.refused = 1;
  nghttp2_vec n = ng.rcbuf_get_buf(name), v = ng.rcbuf_get_buf(value);
  uint32_t name_length = n.len < FIELD_TEXT_MAX ? (uint32_t)n.len : FIELD_TEXT_MAX;
  uint32_t value_length = v.len < FIELD_TEXT_MAX ? (uint32_t)v.len : FIELD_TEXT_MAX;
  uint8_t *at = vn_event(s, VN_EV_INVALID_HEADER, 0, 0, s->block.stream_id,
                         8 + VN_PAD4(name_length) + VN_PAD4(value_length));
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  vn_put32(at, name_length);
  vn_put32(at + 4, value_length);
  if (name_length)
    memcpy(at + 8, n.base, name_length);
  if (value_length)
    memcpy(at + 8 + VN_PAD4(name_length), v.base, value_length);
  return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE; /* makes nghttp2 reset the stream with PROTOCOL_ERROR */
}

/* --- frames received --- */

static int on_begin_frame(nghttp2_session *ngs, const nghttp2_frame_hd *hd, void *user) {
  (void)ngs;
  vn_session *s = user;
  if (hd->type == NGHTTP2_DATA || hd->type == NGHTTP2_CONTINUATION)
    vn_limits_told(&s->limits, hd); /* of HEADERS it tells here even if it passes over them */
  return s->extras.tell_frames ? vn_frame_head_event(s, VN_EV_BEGIN_FRAME, hd) : 0;
}

static int on_data_chunk(nghttp2_session *ngs, uint8_t flags, int32_t id, const uint8_t *data, size_t length,
                         void *user) {
  (void)ngs, (void)flags;
  vn_session *s = user;
  if (s->flow_control == VN_CREDIT_CONNECTION_ON_ARRIVAL && vn_unread_more(s, id, (uint32_t)length))
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  uint8_t *at = vn_event(s, VN_EV_DATA, 0, 0, id, 8);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  s->last_data = s->events->length - VN_RECORD_HEAD - 8;
  vn_put32(at, (uint32_t)(data - s->in));
  vn_put32(at + 4, (uint32_t)length);
  return over_soft_mark(s) ? NGHTTP2_ERR_PAUSE : 0;
}

static int remote_end(vn_session *s, int32_t id) {
  vn_stream *stream = vn_streams_find(&s->streams, id);
  if (stream)
    stream->remote_end = 1;
  if (s->last_data != VN_NO_RECORD && s->last_data + VN_RECORD_HEAD + 8 == s->events->length &&
      vn_get32(s->events->base + s->last_data + 4) == (uint32_t)id) {
    s->events->base[s->last_data + 1] |= VN_EVF_END_STREAM;
    return 0;
  }
  return vn_event(s, VN_EV_END_STREAM, 0, 0, id, 0) ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
}

static int on_goaway(vn_session *s, const nghttp2_goaway *goaway, uint8_t flags) {
  uint32_t length = flags & VN_EVF_SENT ? 0 : (uint32_t)goaway->opaque_data_len;
  uint8_t *at = vn_event(s, VN_EV_GOAWAY, flags, 0, 0, 12 + length);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  vn_put32(at, (uint32_t)goaway->last_stream_id);
  vn_put32(at + 4, goaway->error_code);
  vn_put32(at + 8, length);
  if (length)
    memcpy(at + 12, goaway->opaque_data, length);
  return 0;
}

static int on_settings(vn_session *s, const nghttp2_settings *settings) {
  uint8_t ack = settings->hd.flags & NGHTTP2_FLAG_ACK ? VN_EVF_ACK : 0;
  uint8_t *at = vn_event(s, VN_EV_SETTINGS, ack, (uint16_t)settings->niv, 0, 8 * settings->niv);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  for (size_t i = 0; i < settings->niv; i++, at += 8) {
    vn_put32(at, (uint32_t)settings->iv[i].settings_id);
    vn_put32(at + 4, settings->iv[i].value);
  }
  return 0;
}

static int on_frame_recv(nghttp2_session *ngs, const nghttp2_frame *frame, void *user) {
  (void)ngs;
  vn_session *s = user;
  int end = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
  vn_stream *stream;
  uint8_t *at;
  if (s->frames)
    vn_frames_boundary(s, &frame->hd);
  switch (frame->hd.type) {
  case NGHTTP2_DATA:
    if (frame->data.padlen && vn_limits_padded(s, frame->hd.length - frame->data.padlen, end))
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    return end ? remote_end(s, frame->hd.stream_id) : 0;
  case NGHTTP2_HEADERS:
    if (end && (stream = vn_streams_find(&s->streams, frame->hd.stream_id)))
      stream->remote_end = 1;
    /* fall through */
  case NGHTTP2_PUSH_PROMISE:
    if (frame->hd.type == NGHTTP2_PUSH_PROMISE && !vn_streams_find(&s->streams, s->block.stream_id)) {
      s->block.open = 0; /* the promised stream ended meanwhile; of closed streams with HEADERS nghttp2 knows itself */
      return 0;
    }
    if (s->block.record == VN_NO_RECORD && block_open_record(s))
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    s->block.open = 0;
    vn_block_close_record(s, VN_EVF_END_HEADERS | (frame->hd.type == NGHTTP2_HEADERS && end ? VN_EVF_END_STREAM : 0));
    return 0;
  case NGHTTP2_RST_STREAM:
    if ((stream = vn_streams_find(&s->streams, frame->hd.stream_id)))
      stream->reset_remote = 1;
    return 0;
  case NGHTTP2_SETTINGS:
    return on_settings(s, &frame->settings);
  case NGHTTP2_PING:
    if (!(at = vn_event(s, VN_EV_PING, frame->hd.flags & NGHTTP2_FLAG_ACK ? VN_EVF_ACK : 0, 0, 0, 8)))
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    memcpy(at, frame->ping.opaque_data, 8);
    return 0;
  case NGHTTP2_GOAWAY:
    return on_goaway(s, &frame->goaway, 0);
  case NGHTTP2_ALTSVC:
  case NGHTTP2_ORIGIN:
  case NGHTTP2_PRIORITY_UPDATE:
    return vn_extension_received(s, frame);
  default:
    return 0;
  }
}

/* Before 1.68.1 nghttp2 goes on to read after a PRIORITY_UPDATE frame for which it ends the connection, and a frame of the wrong
 * size then makes an assertion fail, which ends the process (CVE-2026-27135). Here the reading is broken off, and nghttp2 is
 * fed nothing more. */
static int end_unheard(vn_session *s) {
  if (ng.session_terminate_session(s->ng, NGHTTP2_PROTOCOL_ERROR))
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  s->deaf = 1;
  return NGHTTP2_ERR_CALLBACK_FAILURE;
}

static int on_invalid_frame_recv(nghttp2_session *ngs, const nghttp2_frame *frame, int error, void *user) {
  (void)ngs;
  vn_session *s = user;
  if (error == NGHTTP2_ERR_REFUSED_STREAM)
    vn_limits_told(&s->limits, &frame->hd); /* a stream too many, whose reset is counted */
  s->block.refused |= frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_PUSH_PROMISE;
  int rv = event32(s, VN_EV_INVALID_FRAME, 0, frame->hd.type, frame->hd.stream_id, (uint32_t)error);
  return rv || frame->hd.type != NGHTTP2_PRIORITY_UPDATE ? rv : end_unheard(s);
}

/* --- frames sent --- */

/* By the library, or because the user found what the library lets through. */
static int is_provoked(const vn_session *s, const nghttp2_rst_stream *reset) {
  const vn_stream *stream = vn_streams_find(&s->streams, reset->hd.stream_id);
  return !stream || !stream->reset_local || reset->error_code == NGHTTP2_PROTOCOL_ERROR;
}

static int on_frame_send(nghttp2_session *ngs, const nghttp2_frame *frame, void *user) {
  (void)ngs;
  vn_session *s = user;
  vn_stream *stream;
  if (frame->hd.type == NGHTTP2_HEADERS && s->server && frame->hd.stream_id % 2 == 0 &&
      (stream = vn_streams_find(&s->streams, frame->hd.stream_id))) {
    stream->reserved = 0;
    s->push_opened = 1;
  }
  if (frame->hd.type == NGHTTP2_HEADERS && !s->server && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
    vn_limits_request_sent(&s->limits);
  if (s->frames)
    vn_frames_sent(s, frame);
  if (frame->hd.type == NGHTTP2_GOAWAY)
    return on_goaway(s, &frame->goaway, VN_EVF_SENT);
  if (frame->hd.type == NGHTTP2_RST_STREAM && is_provoked(s, &frame->rst_stream))
    vn_limits_provoked(s);
  else if (frame->hd.type == NGHTTP2_RST_STREAM)
    vn_limits_reset(&s->limits);
  if (!(frame->hd.flags & NGHTTP2_FLAG_END_STREAM) ||
      (frame->hd.type != NGHTTP2_DATA && frame->hd.type != NGHTTP2_HEADERS))
    return 0;
  stream = vn_streams_find(&s->streams, frame->hd.stream_id);
  if (!stream || stream->remote_end)
    return 0; /* the STREAM_CLOSED that follows says it */
  return vn_event(s, VN_EV_LOCAL_END, 0, 0, frame->hd.stream_id, 0) ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
}

static int on_frame_not_send(nghttp2_session *ngs, const nghttp2_frame *frame, int error, void *user) {
  (void)ngs;
  return event32(user, VN_EV_FRAME_NOT_SENT, 0, frame->hd.type, frame->hd.stream_id, (uint32_t)error);
}

int vn_stream_close(vn_session *s, vn_stream *stream, uint32_t code) {
  int32_t id = stream->id;
  uint8_t by = stream->reset_remote ? VN_EVF_BY_REMOTE : stream->reset_local ? VN_EVF_BY_LOCAL : 0;
  if (code == NGHTTP2_NO_ERROR && !by && !stream->remote_end)
    code = NGHTTP2_PROTOCOL_ERROR; /* the body contradicts content-length: nghttp2 drops the RST_STREAM that it queued */
  if (ng.is_fatal(vn_unread_less(s, stream, stream->unread)))
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  vn_streams_remove(&s->streams, id);
  s->block.refused |= s->block.open && (s->block.stream_id == id || s->block.associated_id == id);
  return event32(s, VN_EV_STREAM_CLOSED, by, 0, id, code) ? VN_ERR_EVENTS_FULL : 0;
}

static int on_stream_close(nghttp2_session *ngs, int32_t id, uint32_t code, void *user) {
  (void)ngs;
  vn_session *s = user;
  vn_stream *stream = vn_streams_find(&s->streams, id);
  if (stream && vn_stream_close(s, stream, code) == NGHTTP2_ERR_CALLBACK_FAILURE)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  return 0; /* without room fatal is set, and says it: nghttp2 would not free a request that it has given up */
}

static int on_error(nghttp2_session *ngs, int error, const char *text, size_t length, void *user) {
  (void)ngs;
  vn_session *s = user;
  if (length > ERROR_TEXT_MAX)
    length = ERROR_TEXT_MAX;
  uint8_t *at = vn_event(s, VN_EV_ERROR, 0, 0, 0, 8 + length);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  vn_put32(at, (uint32_t)error);
  vn_put32(at + 4, (uint32_t)length);
  memcpy(at + 8, text, length);
  return 0;
}

nghttp2_session_callbacks *vn_callbacks(void) {
  nghttp2_session_callbacks *callbacks;
  if (ng.session_callbacks_new(&callbacks))
    return NULL;
  ng.session_callbacks_set_on_begin_headers_callback(callbacks, on_begin_headers);
  ng.session_callbacks_set_on_header_callback2(callbacks, on_header);
  ng.session_callbacks_set_on_invalid_header_callback2(callbacks, on_invalid_header);
  ng.session_callbacks_set_on_begin_frame_callback(callbacks, on_begin_frame);
  ng.session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data_chunk);
  ng.session_callbacks_set_on_frame_recv_callback(callbacks, on_frame_recv);
  ng.session_callbacks_set_on_invalid_frame_recv_callback(callbacks, on_invalid_frame_recv);
  ng.session_callbacks_set_on_frame_send_callback(callbacks, on_frame_send);
  ng.session_callbacks_set_on_frame_not_send_callback(callbacks, on_frame_not_send);
  ng.session_callbacks_set_on_stream_close_callback(callbacks, on_stream_close);
  ng.session_callbacks_set_send_data_callback(callbacks, vn_send_data);
  ng.session_callbacks_set_error_callback2(callbacks, on_error);
  vn_extensions_callbacks(callbacks);
  return callbacks;
}
