/* Frames beyond RFC 9113: any type as bytes, and those that nghttp2 knows (ALTSVC, ORIGIN, PRIORITY_UPDATE). */
#ifndef VN_EXTENSION_H
#define VN_EXTENSION_H

#include "core/state.h"

void vn_extensions_free(vn_session *session);

/* Adds callbacks that nghttp2 does not call in sessions without such frames. */
void vn_extension_callbacks(nghttp2_session_callbacks *callbacks);

/* Appends the record of a frame that nghttp2 has unpacked. Returns 0 or an error. */
int vn_extension_received(vn_session *session, const nghttp2_frame *frame);

/* Submits a frame of an extension type. Returns 0 or an error. */
int vn_extension_submit(vn_session *session, uint8_t type, uint8_t flags, int32_t stream_id, const uint8_t *bytes,
                        uint32_t length);

#endif
