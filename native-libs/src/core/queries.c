/* Numbers that a session can be asked for. */
#include "core/state.h"

static int64_t window(vn_session *s, int what, int32_t id) {
  switch (what) {
  case VN_GET_REMOTE_WINDOW_SIZE:
    return id ? ng.session_get_stream_remote_window_size(s->ng, id) : ng.session_get_remote_window_size(s->ng);
  case VN_GET_LOCAL_WINDOW_SIZE:
    return id ? ng.session_get_stream_local_window_size(s->ng, id) : ng.session_get_local_window_size(s->ng);
  case VN_GET_EFFECTIVE_LOCAL_WINDOW_SIZE:
    return id ? ng.session_get_stream_effective_local_window_size(s->ng, id)
              : ng.session_get_effective_local_window_size(s->ng);
  case VN_GET_EFFECTIVE_RECV_DATA_LENGTH:
    return id ? ng.session_get_stream_effective_recv_data_length(s->ng, id)
              : ng.session_get_effective_recv_data_length(s->ng);
  default:
    return -1;
  }
}

static int64_t setting(vn_session *s, int what, int32_t id) {
  if (id < NGHTTP2_SETTINGS_HEADER_TABLE_SIZE || id > NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES || id == 7)
    return -1; /* for others the library aborts */
  return what == VN_GET_LOCAL_SETTING ? ng.session_get_local_settings(s->ng, (nghttp2_settings_id)id)
                                      : ng.session_get_remote_settings(s->ng, (nghttp2_settings_id)id);
}

static int64_t stream(vn_session *s, int what, int32_t id) {
  nghttp2_stream *found;
  switch (what) {
  case VN_GET_STREAM_STATE:
    return (found = ng.session_find_stream(s->ng, id)) ? (int64_t)ng.stream_get_state(found) : -1;
  case VN_GET_FIND_STREAM:
    return (found = ng.session_find_stream(s->ng, id)) ? ng.stream_get_stream_id(found) : -1;
  case VN_GET_LOCAL_CLOSE:
    return ng.session_get_stream_local_close(s->ng, id);
  case VN_GET_REMOTE_CLOSE:
    return ng.session_get_stream_remote_close(s->ng, id);
  case VN_GET_PRIORITY: {
    nghttp2_extpri priority;
    if (!ng.session_get_extpri_stream_priority)
      return VN_ERR_UNSUPPORTED;
    int rv = ng.session_get_extpri_stream_priority(s->ng, &priority, id);
    return rv ? rv : (int64_t)(priority.urgency | (uint32_t)priority.inc << 8);
  }
  default:
    return window(s, what, id);
  }
}

int64_t vn_session_get(vn_session *s, int what, int32_t id) {
  vn_account_wake(&s->account);
  switch (what) {
  case VN_GET_NEXT_STREAM_ID:
    return ng.session_get_next_stream_id(s->ng);
  case VN_GET_LAST_PROC_STREAM_ID:
    return ng.session_get_last_proc_stream_id(s->ng);
  case VN_GET_OUTBOUND_QUEUE_SIZE:
    return (int64_t)ng.session_get_outbound_queue_size(s->ng);
  case VN_GET_OPEN_STREAMS:
    return s->streams.count;
  case VN_GET_REQUEST_ALLOWED:
    return ng.session_check_request_allowed(s->ng);
  case VN_GET_HD_INFLATE_TABLE_SIZE:
    return (int64_t)ng.session_get_hd_inflate_dynamic_table_size(s->ng);
  case VN_GET_HD_DEFLATE_TABLE_SIZE:
    return (int64_t)ng.session_get_hd_deflate_dynamic_table_size(s->ng);
  case VN_GET_INTERNED_BYTES:
    return s->inbound.intern ? s->inbound.intern->bytes : 0;
  case VN_GET_INTERN_EVICTIONS:
    return s->inbound.intern ? (int64_t)s->inbound.intern->evictions : 0;
  case VN_GET_LOCAL_SETTING:
  case VN_GET_REMOTE_SETTING:
    return setting(s, what, id);
  default:
    return stream(s, what, id);
  }
}
