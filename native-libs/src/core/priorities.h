/* The priorities of RFC 7540 section 5.3, which RFC 9113 deprecates. libnghttp2 1.65.0 and newer send none, and report
 * only those of HEADERS. */
#ifndef VN_PRIORITIES_H
#define VN_PRIORITIES_H

#include "core/reader.h"
#include "core/state.h"

/* The dependency and the weight of a command. */
int vn_take_priority(vn_reader *r, nghttp2_priority_spec *priority);

/* PRIORITY_FRAME. The frame follows the HEADERS of a request that waits to be sent. Nothing is sent if the stream is
 * closed or the library lacks the function. Returns 0 or an error. */
int vn_priority_submit(vn_session *session, int32_t id, const nghttp2_priority_spec *priority);

/* The HEADERS of a request were sent. Returns 0 or an error. */
int vn_priority_request_sent(vn_session *session, int32_t id);

/* A dependency of the wire (vn_priority in wire.h). */
uint32_t vn_priority_dependency(const nghttp2_priority_spec *priority);

/* Reports a PRIORITY frame, unless its stream is idle or closed. Returns 0 or an error. */
int vn_priority_received(vn_session *session, const nghttp2_priority *frame);

#endif
