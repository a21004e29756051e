/* Appends records (wire.h) to the events of the call that runs. */
#ifndef VN_EVENTS_H
#define VN_EVENTS_H

#include "core/state.h"

/* A record with room for more bytes behind its head; NULL when the events are full, which ends the session. */
uint8_t *vn_event(vn_session *session, uint8_t type, uint8_t flags, uint16_t extra, int32_t stream_id, size_t more);

/* A record with one number. Returns 0 or an error. */
int vn_event32(vn_session *session, uint8_t type, uint8_t flags, uint16_t extra, int32_t stream_id, uint32_t value);

/* BEGIN_FRAME or BEFORE_FRAME_SEND. Returns 0 or an error. */
int vn_event_frame(vn_session *session, uint8_t type, const nghttp2_frame_hd *frame);

/* LIMIT. Returns 0 or an error. */
int vn_event_limit(vn_session *session, enum vn_limit limit, int32_t stream_id, uint32_t maximum, uint32_t reached);

/* What nghttp2 returned for a command: an error that is not fatal becomes a COMMAND_FAILED record. Returns 0
 * or an error. */
int vn_command_result(vn_session *session, uint16_t command, int32_t stream_id, int rv);

/* Ends the HEADERS record that is open, if one is. */
void vn_headers_record_end(vn_session *session, uint8_t flags);

/* u32 length and the bytes, padded. Where they end. */
static inline uint8_t *vn_put_bytes(uint8_t *at, const uint8_t *bytes, size_t length) {
  vn_put32(at, (uint32_t)length);
  if (length)
    memcpy(at + 4, bytes, length);
  return at + 4 + VN_PAD4(length);
}

/* Whether the call should pause so that the user reads the events. */
static inline int vn_events_over_soft_mark(const vn_session *s) { return s->call.events->length > s->events_soft; }

#endif
