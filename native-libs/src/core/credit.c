#include "core/credit.h"

#include "core/events.h"

static int is_too_much_unread(const vn_credit *c) { return c->max_unread && c->unread > c->max_unread; }

int vn_credit_arrived(vn_session *s, int32_t stream_id, uint32_t length) {
  vn_credit *c = &s->credit;
  vn_stream *stream = vn_streams_find(&s->streams, stream_id);
  if (stream) {
    stream->unread += length;
    c->unread += length;
    if (is_too_much_unread(c)) {
      c->owed += length;
      return 0;
    }
  }
  uint32_t ahead = c->owed >= 0 ? 0 : -c->owed < length ? (uint32_t)-c->owed : length;
  c->owed += ahead;
  int rv = ng.session_consume_connection(s->ng, length - ahead); /* also for 0: earlier bytes may be due */
  return ng.is_fatal(rv) ? rv : 0;
}

int vn_credit_pay(vn_session *s) {
  vn_credit *c = &s->credit;
  if (!c->owed || is_too_much_unread(c))
    return 0;
  size_t due = c->owed > 0 ? (size_t)c->owed : 0;
  c->owed -= (int64_t)due;
  return ng.session_consume_connection(s->ng, due);
}

/* For a smaller window nghttp2 lowers only the number of received bytes, even below 0. Bytes that are received until it
 * is 0 again would count as consumed, and later renew the credit of others that were not. */
int vn_credit_resize(vn_session *s, int32_t size) {
  int64_t used = (int64_t)ng.session_get_effective_local_window_size(s->ng) - ng.session_get_local_window_size(s->ng);
  int rv = ng.session_set_local_window_size(s->ng, NGHTTP2_FLAG_NONE, 0, size);
  if (rv || s->credit.mode != VN_CREDIT_CONNECTION_ON_ARRIVAL)
    return rv;
  s->credit.owed +=
      (int64_t)ng.session_get_effective_local_window_size(s->ng) - ng.session_get_local_window_size(s->ng) - used;
  return vn_credit_pay(s);
}

int vn_credit_read(vn_session *s, vn_stream *stream, uint32_t length) {
  uint32_t read = length < stream->unread ? length : stream->unread;
  stream->unread -= read;
  s->credit.unread -= read;
  return vn_credit_pay(s);
}

int vn_credit_now(vn_session *s, int32_t id) {
  vn_stream *stream = id ? vn_streams_find(&s->streams, id) : NULL;
  if (s->credit.mode != VN_CREDIT_CONNECTION_ON_ARRIVAL || (id && !stream))
    return 0;
  int64_t waiting = id ? (int64_t)ng.session_get_stream_effective_recv_data_length(s->ng, id) - stream->unread
                       : ng.session_get_effective_recv_data_length(s->ng) - (s->credit.owed > 0 ? s->credit.owed : 0);
  return waiting > 0 ? ng.submit_window_update(s->ng, NGHTTP2_FLAG_NONE, id, (int32_t)waiting) : 0;
}

int vn_stream_close(vn_session *s, vn_stream *stream, uint32_t code) {
  int32_t id = stream->id;
  vn_block *block = &s->inbound.block;
  uint8_t by = stream->reset_remote ? VN_EVF_BY_REMOTE : stream->reset_local ? VN_EVF_BY_LOCAL : 0;
  /* The body contradicts content-length, and nghttp2 drops the RST_STREAM that it queued. */
  if (code == NGHTTP2_NO_ERROR && !by && !stream->remote_end)
    code = NGHTTP2_PROTOCOL_ERROR;
  int rv = vn_credit_read(s, stream, stream->unread);
  if (ng.is_fatal(rv))
    return rv;
  vn_streams_remove(&s->streams, id);
  block->refused |= block->open && (block->stream_id == id || block->associated_id == id);
  return vn_event32(s, VN_EV_STREAM_CLOSED, by, 0, id, code);
}
