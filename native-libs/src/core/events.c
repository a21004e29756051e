#include "core/events.h"

uint8_t *vn_event(vn_session *s, uint8_t type, uint8_t flags, uint16_t extra, int32_t stream_id, size_t more) {
  vn_headers_record_end(s, 0); /* nghttp2 does not report the end of a block whose stream is being reset */
  vn_buffer *events = s->call.events;
  size_t size = VN_SIZE_RECORD_HEAD + VN_PAD4(more);
  uint8_t *at = vn_buffer_reserve(events, size);
  if (!at) {
    s->fatal = VN_ERR_EVENTS_FULL;
    return NULL;
  }
  events->length += size;
  vn_put_head(at, type, flags, extra, stream_id);
  return at + VN_SIZE_RECORD_HEAD;
}

int vn_event32(vn_session *s, uint8_t type, uint8_t flags, uint16_t extra, int32_t stream_id, uint32_t value) {
  uint8_t *at = vn_event(s, type, flags, extra, stream_id, 4);
  if (!at)
    return s->fatal;
  vn_put32(at, value);
  return 0;
}

int vn_event_frame(vn_session *s, uint8_t type, const nghttp2_frame_hd *frame) {
  return vn_event32(s, type, frame->flags, frame->type, frame->stream_id, (uint32_t)frame->length);
}

int vn_event_limit(vn_session *s, enum vn_limit limit, int32_t stream_id, uint32_t maximum, uint32_t reached) {
  uint8_t *at = vn_event(s, VN_EV_LIMIT, 0, (uint16_t)limit, stream_id, 8);
  if (!at)
    return s->fatal;
  vn_put32(at, maximum);
  vn_put32(at + 4, reached);
  return 0;
}

int vn_command_result(vn_session *s, uint16_t command, int32_t stream_id, int rv) {
  if (rv >= 0)
    return 0;
  if (ng.is_fatal(rv))
    return rv;
  return vn_event32(s, VN_EV_COMMAND_FAILED, 0, command, stream_id, (uint32_t)rv);
}

void vn_headers_record_end(vn_session *s, uint8_t flags) {
  vn_block *block = &s->inbound.block;
  if (block->record == VN_NO_RECORD)
    return;
  uint8_t *record = s->call.events->base + block->record;
  record[1] |= flags;
  vn_put32(record + VN_SIZE_RECORD_HEAD, (uint32_t)(s->call.events->length - block->record - VN_SIZE_RECORD_HEAD - 8));
  block->record = VN_NO_RECORD;
}
