/* Bodies: the credit for those that come in, the bytes and places of those that go out. */
#include "core/session.h"

#include <string.h>

/* --- in --- */

int vn_unread_more(vn_session *s, int32_t id, uint32_t length) {
  vn_stream *stream = vn_streams_find(&s->streams, id);
  if (stream) {
    stream->unread += length;
    s->unread += length;
    if (s->max_unread && s->unread > s->max_unread) {
      s->owed += length;
      return 0;
    }
  }
  return ng.is_fatal(ng.session_consume_connection(s->ng, length));
}

int vn_owed_pay(vn_session *s) {
  if (!s->owed || (s->max_unread && s->unread > s->max_unread))
    return 0;
  uint64_t owed = s->owed;
  s->owed = 0;
  return ng.session_consume_connection(s->ng, owed);
}

int vn_unread_less(vn_session *s, vn_stream *stream, uint32_t length) {
  uint32_t read = length < stream->unread ? length : stream->unread;
  stream->unread -= read;
  s->unread -= read;
  return vn_owed_pay(s);
}

/* --- out --- */

ssize_t vn_body_read(nghttp2_session *ngs, int32_t id, uint8_t *buf, size_t length, uint32_t *flags,
                     nghttp2_data_source *source, void *user) {
  (void)ngs, (void)id, (void)buf;
  vn_stream *stream = source->ptr;
  uint64_t left = vn_stream_held(stream) + stream->available;
  if (left == 0 && !stream->body_ended) {
    stream->deferred = 1;
    return NGHTTP2_ERR_DEFERRED;
  }
  *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
  if (left > length)
    return (ssize_t)length;
  if (stream->body_ended) {
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (stream->trailers) {
      *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
      if (vn_trailers_submit(user, stream))
        return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
  }
  return (ssize_t)left;
}

int vn_send_data(nghttp2_session *ngs, nghttp2_frame *frame, const uint8_t *head, size_t length,
                 nghttp2_data_source *source, void *user) {
  (void)ngs;
  vn_session *s = user;
  vn_stream *stream = source->ptr;
  size_t held = vn_stream_held(stream);
  size_t inlined = held < length ? held : length, spliced = length - inlined, padding = frame->data.padlen;
  if (s->out_capacity - s->out_length < 9 + padding + inlined || (spliced && !s->splice_budget)) {
    if (!s->out_length && 9 + padding + inlined > s->out_capacity) {
      s->fatal = VN_ERR_OUT_TOO_SMALL;
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
    s->blocked = 1;
    return NGHTTP2_ERR_WOULDBLOCK;
  }
  vn_limits_body_sent(&s->limits, length, held <= length && stream->available == spliced);
  uint8_t *to = s->out + s->out_length;
  memcpy(to, head, 9);
  to += 9;
  if (padding)
    *to++ = (uint8_t)(padding - 1); /* the length is part of it */
  if (inlined)
    memcpy(to, stream->inline_data + stream->inline_at, inlined);
  s->out_length = (size_t)(to - s->out) + inlined;
  vn_stream_took(&s->streams, stream, (uint32_t)inlined);
  if (spliced) {
    uint8_t *at = vn_event(s, VN_EV_SPLICE, 0, 0, frame->hd.stream_id, 8);
    if (!at)
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    vn_put32(at, (uint32_t)s->out_length);
    vn_put32(at + 4, (uint32_t)spliced);
    stream->available -= spliced;
    s->splice_budget -= spliced < s->splice_budget ? spliced : s->splice_budget;
  }
  if (padding) {
    memset(s->out + s->out_length, 0, padding - 1);
    s->out_length += padding - 1;
  }
  return 0;
}
