/* nghttp2's callbacks for the header blocks that come in: HEADERS and INVALID_HEADER records. */
#ifndef VN_HEADER_BLOCKS_H
#define VN_HEADER_BLOCKS_H

#include "core/state.h"

void vn_header_block_callbacks(nghttp2_session_callbacks *callbacks);

/* on_frame_recv of HEADERS or PUSH_PROMISE. Returns 0 or an error. */
int vn_header_block_end(vn_session *session, const nghttp2_frame *frame);

#endif
