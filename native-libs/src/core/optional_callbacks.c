#include "core/optional_callbacks.h"

#include "core/events.h"

/* Where no splice is possible a frame has to fit into the out buffer. */
#define INLINE_DATA_MAX 16384

static ssize_t on_select_padding(nghttp2_session *ngs, const nghttp2_frame *frame, size_t most, void *user) {
  (void)ngs;
  const vn_session *s = user;
  size_t over = frame->hd.length % s->outbound.padding;
  size_t padded = frame->hd.length + (over ? s->outbound.padding - over : 0);
  return (ssize_t)(padded < most ? padded : most);
}

static ssize_t on_data_source_read_length(nghttp2_session *ngs, uint8_t type, int32_t id, int32_t connection_window,
                                          int32_t stream_window, uint32_t max_frame_size, void *user) {
  (void)ngs, (void)type, (void)connection_window, (void)stream_window; /* nghttp2 applies the windows itself */
  const vn_session *s = user;
  const vn_stream *stream = vn_streams_find(&s->streams, id);
  uint32_t length = s->outbound.data_length < max_frame_size ? s->outbound.data_length : max_frame_size;
  if (stream && stream->inline_length && length > INLINE_DATA_MAX)
    length = INLINE_DATA_MAX;
  return (ssize_t)length;
}

static int on_before_frame_send(nghttp2_session *ngs, const nghttp2_frame *frame, void *user) {
  (void)ngs;
  return vn_event_frame(user, VN_EV_BEFORE_FRAME_SEND, &frame->hd) ? NGHTTP2_ERR_CALLBACK_FAILURE : 0;
}

int vn_needs_optional_callbacks(const vn_session *s) {
  return s->outbound.padding || s->outbound.data_length || s->report_frames;
}

void vn_optional_callbacks(nghttp2_session_callbacks *callbacks, const vn_session *s) {
  if (s->outbound.padding)
    ng.session_callbacks_set_select_padding_callback(callbacks, on_select_padding);
  if (s->outbound.data_length)
    ng.session_callbacks_set_data_source_read_length_callback(callbacks, on_data_source_read_length);
  if (s->report_frames)
    ng.session_callbacks_set_before_frame_send_callback(callbacks, on_before_frame_send);
}
