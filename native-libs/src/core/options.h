#ifndef VN_OPTIONS_H
#define VN_OPTIONS_H

#include "core/state.h"

/* Pairs of id and value go to nghttp2's options or to the session. Returns 0 or an error. */
int vn_options_apply(vn_session *session, nghttp2_option *option, const int32_t *options, size_t pairs);

#endif
