/* nghttp2's callbacks. Each appends records, none calls the user. */
#ifndef VN_CALLBACKS_H
#define VN_CALLBACKS_H

#include "core/state.h"

/* The callbacks that every session has; NULL when memory is short. */
nghttp2_session_callbacks *vn_callbacks(void);

#endif
