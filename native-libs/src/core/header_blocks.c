#include "core/header_blocks.h"

#include "core/events.h"
#include "core/limits.h"
#include "core/priorities.h"
#include "core/requests.h"

#define FIELD_OVERHEAD 32u  /* bytes that a field counts beside its name and value, RFC 9113 section 6.5.2 */
#define FIELD_TEXT_MAX 128u /* bytes of an invalid name or value that are reported */

static int record_begin(vn_session *s) {
  vn_block *b = &s->inbound.block;
  uint16_t extra = (uint16_t)(b->category | b->weight << VN_PRIORITY_WEIGHT_SHIFT);
  uint8_t *at = vn_event(s, VN_EV_HEADERS, b->flags, extra, b->stream_id, 8);
  if (!at)
    return s->fatal;
  b->record = s->call.events->length - VN_SIZE_RECORD_HEAD - 8;
  vn_put32(at, 0);
  vn_put32(at + 4, (uint32_t)b->associated_id);
  b->flags |= VN_EVF_CONTINUED;
  return 0;
}

static void take_priority(vn_block *b, const nghttp2_priority_spec *priority) {
  b->flags |= VN_EVF_PRIORITY;
  b->associated_id = (int32_t)vn_priority_dependency(priority);
  b->weight = (uint8_t)(priority->weight - 1);
}

static int on_begin_headers(nghttp2_session *ngs, const nghttp2_frame *frame, void *user) {
  (void)ngs;
  vn_session *s = user;
  vn_block *b = &s->inbound.block;
  vn_limits_reported(&s->limits, &frame->hd);
  if (s->server && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
    vn_limits_request(&s->limits);
  if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat != NGHTTP2_HCAT_HEADERS)
    vn_limits_message(&s->limits);
  int promise = frame->hd.type == NGHTTP2_PUSH_PROMISE;
  vn_headers_record_end(s, 0);
  *b = (vn_block){.record = VN_NO_RECORD,
                  .stream_id = promise ? frame->push_promise.promised_stream_id : frame->hd.stream_id,
                  .associated_id = promise ? frame->hd.stream_id : 0,
                  .category = promise ? NGHTTP2_HCAT_REQUEST : (uint16_t)frame->headers.cat,
                  .flags = promise ? VN_EVF_PROMISE : 0,
                  .open = 1};
  if (s->inbound.reports_priorities && !promise && frame->hd.flags & NGHTTP2_FLAG_PRIORITY)
    take_priority(b, &frame->headers.pri_spec);
  const vn_stream *stream = s->inbound.checks_requests && b->category != NGHTTP2_HCAT_REQUEST
                                ? vn_streams_find(&s->streams, b->stream_id)
                                : NULL;
  if (stream)
    b->request = stream->request;
  if (b->category == NGHTTP2_HCAT_REQUEST && !vn_streams_add(&s->streams, b->stream_id))
    vn_fatal(s, VN_ERR_NOMEM);
  return s->fatal || record_begin(s) ? NGHTTP2_ERR_CALLBACK_FAILURE : 0;
}

/* Ids that ended stand in place of a field. */
static uint8_t *put_ended(uint8_t *at, const vn_interned *interned) {
  for (uint32_t i = 0; i < interned->ended; i++, at += 8) {
    vn_put32(at, vn_reference(VN_REF_ENDED, 0));
    vn_put32(at + 4, interned->ended_ids[i]);
  }
  return at;
}

/* Writes a reference at `at` and its bytes from `bytes` on, where room was reserved. Where the bytes end. */
static uint8_t *put_text(uint8_t *at, uint8_t *bytes, nghttp2_vec text, const vn_interned *interned, uint32_t bits) {
  uint32_t length = (uint32_t)text.len;
  if (interned && interned->known) {
    vn_put32(at, vn_reference(VN_REF_KNOWN, bits | interned->id));
    return bytes;
  }
  if (interned)
    vn_put32(at, vn_reference(VN_REF_DEFINE, bits | interned->id << VN_REF_ID_SHIFT | length));
  else
    vn_put32(at, vn_reference(VN_REF_LITERAL, bits | length));
  if (length)
    memcpy(bytes, text.base, length);
  return bytes + VN_PAD4(length);
}

static int refuse(vn_session *s, enum vn_limit limit, uint32_t maximum, uint32_t reached) {
  vn_block *b = &s->inbound.block;
  if (vn_event_limit(s, limit, b->stream_id, maximum, reached))
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  b->refused = 1;
  if (ng.submit_rst_stream(s->ng, NGHTTP2_FLAG_NONE, b->stream_id, NGHTTP2_ENHANCE_YOUR_CALM) != 0)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

/* Makes the table of known texts and begins the record, unless they exist. Returns 0 or an error. */
static int prepare(vn_session *s) {
  vn_inbound *in = &s->inbound;
  if (!in->intern && !(in->intern = vn_calloc_lasting(&s->account, sizeof *in->intern)))
    return vn_fatal(s, VN_ERR_NOMEM);
  return in->block.record == VN_NO_RECORD ? record_begin(s) : 0;
}

static int report_invalid(vn_session *s, nghttp2_vec n, nghttp2_vec v) {
  vn_block *b = &s->inbound.block;
  b->refused = 1;
  uint32_t name_length = n.len < FIELD_TEXT_MAX ? (uint32_t)n.len : FIELD_TEXT_MAX;
  uint32_t value_length = v.len < FIELD_TEXT_MAX ? (uint32_t)v.len : FIELD_TEXT_MAX;
  uint8_t *at = vn_event(s, VN_EV_INVALID_HEADER, 0, 0, b->stream_id, 8 + VN_PAD4(name_length) + VN_PAD4(value_length));
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  vn_put32(at, name_length);
  vn_put32(at + 4, value_length);
  if (name_length)
    memcpy(at + 8, n.base, name_length);
  if (value_length)
    memcpy(at + 8 + VN_PAD4(name_length), v.base, value_length);
  return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

/* nghttp2 resets the stream with PROTOCOL_ERROR. */
static int on_invalid_header(nghttp2_session *ngs, const nghttp2_frame *frame, nghttp2_rcbuf *name,
                             nghttp2_rcbuf *value, uint8_t flags, void *user) {
  (void)ngs, (void)frame, (void)flags;
  return report_invalid(user, ng.rcbuf_get_buf(name), ng.rcbuf_get_buf(value));
}

/* Resets the stream of a request that this side has checked. */
static int reset_malformed(vn_session *s) {
  return ng.submit_rst_stream(s->ng, NGHTTP2_FLAG_NONE, s->inbound.block.stream_id, NGHTTP2_PROTOCOL_ERROR);
}

static int check_field(vn_session *s, nghttp2_vec name, nghttp2_vec value, uint8_t *valid) {
  vn_inbound *in = &s->inbound;
  vn_block *b = &in->block;
  if (vn_request_field(&b->request, name, value, b->category != NGHTTP2_HCAT_REQUEST, in->connect_protocol, valid))
    return 0;
  return reset_malformed(s) ? NGHTTP2_ERR_CALLBACK_FAILURE : report_invalid(s, name, value);
}

/* Room for a field and the ids that ended with it; NULL when the events are full. */
static uint8_t *reserve_field(vn_session *s, size_t size) {
  uint8_t *at = vn_buffer_reserve(s->call.events, size);
  if (!at)
    s->fatal = VN_ERR_EVENTS_FULL;
  return at;
}

/* A field whose name and value the other side knows. Most are. */
static int put_known(vn_session *s, uint32_t name, uint32_t value) {
  vn_intern *intern = s->inbound.intern;
  uint8_t *at = reserve_field(s, 8);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  vn_intern_use(intern, name);
  vn_intern_use(intern, value);
  vn_put32(at, vn_reference(VN_REF_KNOWN, name));
  vn_put32(at + 4, vn_reference(VN_REF_KNOWN, value));
  s->call.events->length += 8;
  return 0;
}

static int put_new(vn_session *s, nghttp2_rcbuf *name, nghttp2_rcbuf *value, int sensitive, uint8_t valid) {
  vn_inbound *in = &s->inbound;
  nghttp2_vec n = ng.rcbuf_get_buf(name), v = ng.rcbuf_get_buf(value);
  int is_path = n.len == 5 && !memcmp(n.base, ":path", 5);
  vn_interned name_id, value_id, *name_at = NULL, *value_at = NULL;
  size_t ended = 0;
  if (n.len <= VN_INTERN_NAME_MAX) {
    vn_intern_text(in->intern, name, (uint32_t)n.len, name_at = &name_id);
    ended += name_id.ended;
  }
  if (!sensitive && !is_path && v.len <= VN_INTERN_VALUE_MAX) {
    vn_intern_text(in->intern, value, (uint32_t)v.len, value_at = &value_id);
    ended += value_id.ended;
  }
  if (name_at)
    vn_intern_set_valid(in->intern, name, name_id.id, valid & VN_VALID_NAME);
  if (value_at)
    vn_intern_set_valid(in->intern, value, value_id.id, valid & VN_VALID_VALUE);
  uint8_t *at = reserve_field(s, 8 * (1 + ended) + VN_PAD4(n.len) + VN_PAD4(v.len));
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  /* Interning the value may reuse an id that was freed for the name, or evict the name. So the ids freed for the name
   * come first, and those freed for the value come last. */
  uint8_t *field = name_at ? put_ended(at, name_at) : at;
  uint8_t *end = put_text(field, field + 8, n, name_at, sensitive ? VN_REF_SENSITIVE : 0);
  end = put_text(field + 4, end, v, value_at, 0);
  if (value_at)
    end = put_ended(end, value_at);
  s->call.events->length += (size_t)(end - at);
  return 0;
}

static int on_header(nghttp2_session *ngs, const nghttp2_frame *frame, nghttp2_rcbuf *name, nghttp2_rcbuf *value,
                     uint8_t flags, void *user) {
  (void)ngs, (void)frame;
  vn_session *s = user;
  vn_inbound *in = &s->inbound;
  vn_block *b = &in->block;
  nghttp2_vec n = ng.rcbuf_get_buf(name), v = ng.rcbuf_get_buf(value);
  uint32_t name_id = vn_intern_find(in->intern, name), value_id = vn_intern_find(in->intern, value);
  uint8_t known = vn_intern_valid(in->intern, name_id) & VN_VALID_NAME;
  known |= vn_intern_valid(in->intern, value_id) & VN_VALID_VALUE;
  uint8_t valid = known;
  int malformed = in->checks_requests ? check_field(s, n, v, &valid) : 0;
  if (malformed)
    return malformed;
  b->fields++;
  b->size += (uint32_t)(n.len + v.len) + FIELD_OVERHEAD;
  if (b->size > in->max_header_list_size)
    return refuse(s, VN_LIMIT_HEADER_LIST_SIZE, in->max_header_list_size, b->size);
  if (b->fields > in->max_header_fields)
    return refuse(s, VN_LIMIT_HEADER_FIELDS, in->max_header_fields, b->fields);
  if (prepare(s))
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  int sensitive = flags & NGHTTP2_NV_FLAG_NO_INDEX;
  int both = name_id != VN_INTERN_IDS && value_id != VN_INTERN_IDS && !sensitive && valid == known;
  int rv = both ? put_known(s, name_id, value_id) : put_new(s, name, value, sensitive, valid);
  return rv == 0 && vn_events_over_soft_mark(s) ? NGHTTP2_ERR_PAUSE : rv;
}

/* Whether the head or the trailers of a request are complete, and its content if they end it. */
static int is_complete(vn_session *s, int end_stream) {
  vn_block *b = &s->inbound.block;
  vn_stream *stream = vn_streams_find(&s->streams, b->stream_id);
  int complete = b->category == NGHTTP2_HCAT_REQUEST ? vn_request_head_ends(&b->request) : end_stream;
  if (stream)
    stream->request = b->request;
  return complete && (!end_stream || vn_request_ends(&b->request));
}

static int refuse_malformed(vn_session *s, const nghttp2_frame *frame) {
  s->inbound.block.refused = 1;
  int rv = reset_malformed(s);
  return rv ? vn_fatal(s, rv)
            : vn_event32(s, VN_EV_INVALID_FRAME, 0, frame->hd.type, frame->hd.stream_id,
                         (uint32_t)NGHTTP2_ERR_HTTP_MESSAGING);
}

int vn_header_block_end(vn_session *s, const nghttp2_frame *frame) {
  vn_block *b = &s->inbound.block;
  int end_stream = frame->hd.type == NGHTTP2_HEADERS && frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
  if (s->inbound.checks_requests && !is_complete(s, end_stream))
    return refuse_malformed(s, frame);
  vn_stream *stream = end_stream ? vn_streams_find(&s->streams, frame->hd.stream_id) : NULL;
  if (stream)
    stream->remote_end = 1;
  if (frame->hd.type == NGHTTP2_PUSH_PROMISE && !vn_streams_find(&s->streams, b->stream_id)) {
    b->open = 0; /* the promised stream ended meanwhile; nghttp2 does not call this for HEADERS of closed streams */
    return 0;
  }
  if (b->record == VN_NO_RECORD && record_begin(s))
    return s->fatal;
  if (s->recorder)
    s->recorder->field_bytes += b->size - b->fields * FIELD_OVERHEAD;
  b->open = 0;
  vn_headers_record_end(s, VN_EVF_END_HEADERS | (end_stream ? VN_EVF_END_STREAM : 0));
  return 0;
}

void vn_header_block_callbacks(nghttp2_session_callbacks *callbacks) {
  ng.session_callbacks_set_on_begin_headers_callback(callbacks, on_begin_headers);
  ng.session_callbacks_set_on_header_callback2(callbacks, on_header);
  ng.session_callbacks_set_on_invalid_header_callback2(callbacks, on_invalid_header);
}
