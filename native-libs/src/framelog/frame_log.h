/* The frame log: while it is on, a session appends a record for each frame that it reads and writes (VN_EV_FRAME_*).
 *
 * A session without it has no vn_frames. What that costs is one test of a pointer where bytes are read, where a frame was
 * read, where a frame was sent and where its bytes are taken over; no callback is installed for the log alone.
 *
 * Frames received are taken from the bytes, not from nghttp2's callbacks: these pass over frames of unknown types and
 * frames that came too late for their stream, which the peer has sent nevertheless. */
#ifndef VN_FRAMES_H
#define VN_FRAMES_H

#include "core/session.h"

#define VN_FRAME_HEAD 9u
#define VN_PREFACE 24u

static inline nghttp2_frame_hd vn_frame_head(const uint8_t *h) {
  uint32_t id = (uint32_t)(h[5] & 0x7f) << 24 | (uint32_t)h[6] << 16 | (uint32_t)h[7] << 8 | h[8];
  return (nghttp2_frame_hd){.length = (size_t)h[0] << 16 | (size_t)h[1] << 8 | h[2],
                            .stream_id = (int32_t)id,
                            .type = h[3],
                            .flags = h[4]};
}

/* 0 or VN_ERR_NOMEM. Frames whose first byte comes from now on are told. */
int vn_frames_switch(vn_session *session, int on);

/* nghttp2_session_mem_recv, frame by frame. May stop early, as that does when it pauses. */
int64_t vn_frames_receive(vn_session *session, const uint8_t *in, size_t length);

/* A frame ends with the byte that nghttp2 reads now. */
void vn_frames_boundary(vn_session *session, const nghttp2_frame_hd *head);

/* A frame was handed out: tells of DATA, and of those with fields, which are plain only here; marks the place of others. */
void vn_frames_sent(vn_session *session, const nghttp2_frame *frame);

/* What nghttp2_session_mem_send returned: tells of all other frames. */
void vn_frames_written(vn_session *session, const uint8_t *bytes, size_t length);

#endif
