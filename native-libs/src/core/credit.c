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
  int rv = ng.session_consume_connection(s->ng, length);
  return ng.is_fatal(rv) ? rv : 0;
}

int vn_credit_pay(vn_session *s) {
  vn_credit *c = &s->credit;
  if (!c->owed || is_too_much_unread(c))
    return 0;
  uint64_t owed = c->owed;
  c->owed = 0;
  return ng.session_consume_connection(s->ng, owed);
}

int vn_credit_read(vn_session *s, vn_stream *stream, uint32_t length) {
  uint32_t read = length < stream->unread ? length : stream->unread;
  stream->unread -= read;
  s->credit.unread -= read;
  return vn_credit_pay(s);
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
