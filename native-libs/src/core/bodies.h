/* Bodies that are sent. nghttp2 learns how many bytes there are, and calls vn_send_data for each DATA frame. That
 * writes the bytes which the session holds itself. For the bytes which the user holds, it reports where they belong
 * (SPLICE). */
#ifndef VN_BODIES_H
#define VN_BODIES_H

#include "core/state.h"

/* nghttp2_data_source_read_callback; the source is a vn_stream. */
ssize_t vn_body_read(nghttp2_session *ngs, int32_t id, uint8_t *buf, size_t length, uint32_t *flags,
                     nghttp2_data_source *source, void *user);

/* nghttp2_send_data_callback */
int vn_send_data(nghttp2_session *ngs, nghttp2_frame *frame, const uint8_t *head, size_t length,
                 nghttp2_data_source *source, void *user);

#endif
