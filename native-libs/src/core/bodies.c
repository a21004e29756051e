#include "core/bodies.h"

#include "core/events.h"
#include "core/fields.h"
#include "core/limits.h"

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

/* 0, or why the frame has to wait or the session to end. */
static int check_room(vn_session *s, size_t inlined, size_t spliced, size_t padding) {
  vn_call *call = &s->call;
  size_t needed = VN_FRAME_HEAD + padding + inlined;
  if (call->out_capacity - call->out_length >= needed && (!spliced || call->splice_budget))
    return 0;
  if (!call->out_length && needed > call->out_capacity) {
    s->fatal = VN_ERR_OUT_TOO_SMALL;
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }
  call->blocked = 1;
  return NGHTTP2_ERR_WOULDBLOCK;
}

int vn_send_data(nghttp2_session *ngs, nghttp2_frame *frame, const uint8_t *head, size_t length,
                 nghttp2_data_source *source, void *user) {
  (void)ngs;
  vn_session *s = user;
  vn_call *call = &s->call;
  vn_stream *stream = source->ptr;
  size_t held = vn_stream_held(stream);
  size_t inlined = held < length ? held : length, spliced = length - inlined, padding = frame->data.padlen;
  int rv = check_room(s, inlined, spliced, padding);
  if (rv)
    return rv;
  vn_limits_body_sent(&s->limits, length, held <= length && stream->available == spliced);
  uint8_t *to = call->out + call->out_length;
  memcpy(to, head, VN_FRAME_HEAD);
  to += VN_FRAME_HEAD;
  if (padding)
    *to++ = (uint8_t)(padding - 1); /* padlen counts the Pad Length octet as padding */
  if (inlined)
    memcpy(to, stream->inline_data + stream->inline_at, inlined);
  call->out_length = (size_t)(to - call->out) + inlined;
  vn_stream_took(&s->streams, stream, (uint32_t)inlined);
  if (spliced) {
    uint8_t *at = vn_event(s, VN_EV_SPLICE, 0, 0, frame->hd.stream_id, 8);
    if (!at)
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    vn_put32(at, (uint32_t)call->out_length);
    vn_put32(at + 4, (uint32_t)spliced);
    stream->available -= spliced;
    if (s->recorder)
      s->recorder->sent_bytes += spliced;
    call->splice_budget -= spliced < call->splice_budget ? spliced : call->splice_budget;
  }
  if (padding) {
    memset(call->out + call->out_length, 0, padding - 1);
    call->out_length += padding - 1;
  }
  return 0;
}
