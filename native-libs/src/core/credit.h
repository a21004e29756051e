/* Flow control of the bodies that come in (RFC 9113, section 5.2), for VN_CREDIT_CONNECTION_ON_ARRIVAL.
 *
 * Bytes credit the connection when they arrive, and their stream when the application has read them: a stream that
 * nobody reads does not hold up the others. Above max_unread unread bytes the connection is credited later. */
#ifndef VN_CREDIT_H
#define VN_CREDIT_H

#include "core/state.h"

/* Bytes of a body arrived. Returns 0 or a fatal error. */
int vn_credit_arrived(vn_session *session, int32_t stream_id, uint32_t length);

/* The application has read so many bytes of the stream, or never will. Returns 0 or an error. */
int vn_credit_read(vn_session *session, vn_stream *stream, uint32_t length);

/* Credits the connection with what is owed, unless too much is unread still. Returns 0 or an error. */
int vn_credit_pay(vn_session *session);

/* Credits what has been read, of the stream, or of the connection for stream 0. nghttp2 waits for half of a window, and
 * after a window has grown, that would take longer than before. Returns 0 or an error. */
int vn_credit_now(vn_session *session, int32_t stream_id);

/* Sets the size of the connection's window. Returns 0 or an error. */
int vn_credit_resize(vn_session *session, int32_t size);

/* Forgets a stream, credits what was unread of it, and reports STREAM_CLOSED. Returns 0 or a fatal error. */
int vn_stream_close(vn_session *session, vn_stream *stream, uint32_t code);

#endif
