/* Callbacks that only the sessions have whose options need them. */
#ifndef VN_OPTIONAL_CALLBACKS_H
#define VN_OPTIONAL_CALLBACKS_H

#include "core/state.h"

int vn_needs_optional_callbacks(const vn_session *session);

void vn_optional_callbacks(nghttp2_session_callbacks *callbacks, const vn_session *session);

#endif
