/* The frame log: while it is on, a session appends a record for each frame that it reads and writes (VN_EV_FRAME_*).
 *
 * A session without it has no vn_frame_log. It then costs one test of a pointer where bytes are read, where a frame was
 * read, where a frame was sent and where its bytes are taken over. No callback is installed for the log alone.
 *
 * Received frames are taken from the bytes and not from nghttp2's callbacks. nghttp2 does not report frames of unknown
 * types and frames that came too late for their stream. The peer has sent them nevertheless. */
#ifndef VN_FRAME_LOG_H
#define VN_FRAME_LOG_H

#include "core/state.h"

/* 0 or VN_ERR_NOMEM. Frames whose first byte arrives from now on are logged. */
int vn_frame_log_switch(vn_session *session, int on);

/* nghttp2_session_mem_recv, frame by frame. May stop early, as that does when it pauses. */
int64_t vn_frame_log_receive(vn_session *session, const uint8_t *in, size_t length);

/* nghttp2 has called on_frame_recv for the frame that ends with the bytes that it reads now. */
void vn_frame_log_delivered(vn_session *session);

/* A frame was handed out. Logs DATA, and frames with fields, which are plain only here. Marks the place of others. */
void vn_frame_log_sent(vn_session *session, const nghttp2_frame *frame);

/* What nghttp2_session_mem_send returned. Logs all other frames. */
void vn_frame_log_written(vn_session *session, const uint8_t *bytes, size_t length);

#endif
