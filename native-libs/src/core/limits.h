/* Limits of how many cheap frames a peer may send, or make this side send.
 *
 * Each limit has a bucket. It holds the maximum at the start, loses one with each frame, and fills up again within
 * VN_LIMIT_WINDOW. What this side sends, and requests, let the peer send some more: they are earned. */
#ifndef VN_LIMITS_H
#define VN_LIMITS_H

#include "core/state.h"

#define VN_LIMIT_WINDOW 10000u /* milliseconds */

/* Sets the maximum of a limit that ends the session. Returns 0 or VN_ERR_BAD_OPTION. */
int vn_limits_set(vn_limits *limits, enum vn_limit limit, uint32_t maximum);

/* Counts the frames that arrived, by their heads, before nghttp2 reads them. Returns how many bytes nghttp2 may read:
 * those before the frame that exceeds a limit. */
size_t vn_limits_scan(vn_session *session, const uint8_t *in, size_t length);
/* nghttp2 has read so many of these bytes. Returns 0, or a fatal error after the LIMIT record. */
int vn_limits_fed(vn_session *session, size_t length, size_t fed);
/* nghttp2 reports that it accepts this frame of DATA, HEADERS, PUSH_PROMISE or CONTINUATION. */
void vn_limits_reported(vn_limits *limits, const nghttp2_frame_hd *head);
/* A DATA frame with padding was read, and so much content. Returns 0 or a fatal error. */
int vn_limits_padded(vn_session *session, size_t content, int end);
/* A request arrived: the peer may send a few frames because of it. */
void vn_limits_request(vn_limits *limits);
/* A request was sent: the peer may also reset its stream. */
void vn_limits_request_sent(vn_limits *limits);
/* The head of a request or a response arrived, whose body may be short. */
void vn_limits_message(vn_limits *limits);
/* A DATA frame leaves. whole: with all bytes that wait, so that this side chose its length. */
void vn_limits_body_sent(vn_limits *limits, size_t bytes, int whole);
/* A RST_STREAM leaves that this side chose to send: the peer does not know of it yet. */
void vn_limits_reset(vn_limits *limits);
/* A RST_STREAM leaves that the peer has provoked. */
void vn_limits_provoked(vn_limits *limits);
/* To be called before more is written. Returns 0 or a fatal error. */
int vn_limits_written(vn_session *session);
/* To be called at the end of a receive. Returns 0 or a fatal error. */
int vn_limits_outbound(vn_session *session);

#endif
