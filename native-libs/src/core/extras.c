/* Callbacks that only sessions with the options for them have. */
#include "core/session.h"

/* Where no splice is possible a frame has to fit into the out buffer. */
#define INLINE_DATA_MAX 16384

static ssize_t on_select_padding(nghttp2_session *ngs, const nghttp2_frame *frame, size_t most, void *user) {
  (void)ngs;
  const vn_session *s = user;
  size_t over = frame->hd.length % s->extras.padding;
  size_t padded = frame->hd.length + (over ? s->extras.padding - over : 0);
  return (ssize_t)(padded < most ? padded : most);
}

static ssize_t on_data_source_read_length(nghttp2_session *ngs, uint8_t type, int32_t id, int32_t connection_window,
                                          int32_t stream_window, uint32_t max_frame_size, void *user) {
  (void)ngs, (void)type, (void)connection_window, (void)stream_window; /* nghttp2 applies the windows itself */
  const vn_session *s = user;
  const vn_stream *stream = vn_streams_find(&s->streams, id);
  uint32_t length = s->extras.data_length < max_frame_size ? s->extras.data_length : max_frame_size;
  if (stream && stream->inline_length && length > INLINE_DATA_MAX)
    length = INLINE_DATA_MAX;
  return (ssize_t)length;
}

int vn_frame_head_event(vn_session *s, uint8_t event, const nghttp2_frame_hd *hd) {
  uint8_t *at = vn_event(s, event, hd->flags, hd->type, hd->stream_id, 4);
  if (!at)
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  vn_put32(at, (uint32_t)hd->length);
  return 0;
}

static int on_before_frame_send(nghttp2_session *ngs, const nghttp2_frame *frame, void *user) {
  (void)ngs;
  return vn_frame_head_event(user, VN_EV_BEFORE_FRAME_SEND, &frame->hd);
}

void vn_extras_callbacks(nghttp2_session_callbacks *callbacks, const vn_extras *extras) {
  if (extras->padding)
    ng.session_callbacks_set_select_padding_callback(callbacks, on_select_padding);
  if (extras->data_length)
    ng.session_callbacks_set_data_source_read_length_callback(callbacks, on_data_source_read_length);
  if (extras->tell_frames)
    ng.session_callbacks_set_before_frame_send_callback(callbacks, on_before_frame_send);
}
