/* The functions of libnghttp2, called as ng.session_mem_recv(...). They are looked up at run time, so that the
 * distribution's patched library is used, and newer functions if it has them. In a bundled build (build.sh --bundled)
 * the table is constant: the compiler turns each call into a direct one. The header that source.sh writes makes it a
 * bundled build; it defines VN_BUNDLED_VERSION, and VN_BUNDLED_HAS_name as 0 or 1 for each optional function. */
#ifndef VN_LIBRARY_H
#define VN_LIBRARY_H

#include <nghttp2/nghttp2.h>

/* Newer headers mark the old names, which every 1.x library has, as deprecated. */
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif

#define VN_FUNCTIONS(X)                                                                                                \
  X(version)                                                                                                           \
  X(strerror)                                                                                                          \
  X(http2_strerror)                                                                                                    \
  X(is_fatal)                                                                                                          \
  X(option_new)                                                                                                        \
  X(option_del)                                                                                                        \
  X(option_set_no_auto_window_update)                                                                                  \
  X(option_set_no_recv_client_magic)                                                                                   \
  X(option_set_peer_max_concurrent_streams)                                                                            \
  X(option_set_max_reserved_remote_streams)                                                                            \
  X(option_set_max_send_header_block_length)                                                                           \
  X(option_set_no_auto_ping_ack)                                                                                       \
  X(option_set_no_http_messaging)                                                                                      \
  X(option_set_no_closed_streams)                                                                                      \
  X(option_set_no_rfc9113_leading_and_trailing_ws_validation)                                                          \
  X(option_set_user_recv_extension_type)                                                                               \
  X(option_set_builtin_recv_extension_type)                                                                            \
  X(option_set_max_settings)                                                                                           \
  X(option_set_max_outbound_ack)                                                                                       \
  X(option_set_max_deflate_dynamic_table_size)                                                                         \
  X(session_callbacks_new)                                                                                             \
  X(session_callbacks_del)                                                                                             \
  X(session_callbacks_set_on_begin_headers_callback)                                                                   \
  X(session_callbacks_set_on_header_callback2)                                                                         \
  X(session_callbacks_set_on_invalid_header_callback2)                                                                 \
  X(session_callbacks_set_on_data_chunk_recv_callback)                                                                 \
  X(session_callbacks_set_on_frame_recv_callback)                                                                      \
  X(session_callbacks_set_on_invalid_frame_recv_callback)                                                              \
  X(session_callbacks_set_on_frame_send_callback)                                                                      \
  X(session_callbacks_set_on_frame_not_send_callback)                                                                  \
  X(session_callbacks_set_on_stream_close_callback)                                                                    \
  X(session_callbacks_set_send_data_callback)                                                                          \
  X(session_callbacks_set_error_callback2)                                                                             \
  X(session_callbacks_set_on_begin_frame_callback)                                                                     \
  X(session_callbacks_set_before_frame_send_callback)                                                                  \
  X(session_callbacks_set_on_extension_chunk_recv_callback)                                                            \
  X(session_callbacks_set_unpack_extension_callback)                                                                   \
  X(session_callbacks_set_pack_extension_callback)                                                                     \
  X(session_callbacks_set_select_padding_callback)                                                                     \
  X(session_callbacks_set_data_source_read_length_callback)                                                            \
  X(session_client_new3)                                                                                               \
  X(session_server_new3)                                                                                               \
  X(session_del)                                                                                                       \
  X(session_mem_recv)                                                                                                  \
  X(session_mem_send)                                                                                                  \
  X(session_want_read)                                                                                                 \
  X(session_want_write)                                                                                                \
  X(session_consume)                                                                                                   \
  X(session_consume_connection)                                                                                        \
  X(session_consume_stream)                                                                                            \
  X(session_resume_data)                                                                                               \
  X(session_upgrade2)                                                                                                  \
  X(session_terminate_session)                                                                                         \
  X(session_terminate_session2)                                                                                        \
  X(session_set_next_stream_id)                                                                                        \
  X(session_get_next_stream_id)                                                                                        \
  X(session_get_last_proc_stream_id)                                                                                   \
  X(session_get_outbound_queue_size)                                                                                   \
  X(session_get_remote_window_size)                                                                                    \
  X(session_get_stream_remote_window_size)                                                                             \
  X(session_get_local_window_size)                                                                                     \
  X(session_get_stream_local_window_size)                                                                              \
  X(session_get_effective_local_window_size)                                                                           \
  X(session_get_stream_effective_local_window_size)                                                                    \
  X(session_get_effective_recv_data_length)                                                                            \
  X(session_get_stream_effective_recv_data_length)                                                                     \
  X(session_get_hd_inflate_dynamic_table_size)                                                                         \
  X(session_get_hd_deflate_dynamic_table_size)                                                                         \
  X(session_get_local_settings)                                                                                        \
  X(session_get_remote_settings)                                                                                       \
  X(session_get_stream_local_close)                                                                                    \
  X(session_get_stream_remote_close)                                                                                   \
  X(session_check_server_session)                                                                                      \
  X(session_change_extpri_stream_priority)                                                                             \
  X(session_check_request_allowed)                                                                                     \
  X(session_find_stream)                                                                                               \
  X(stream_get_state)                                                                                                  \
  X(stream_get_stream_id)                                                                                              \
  X(session_set_local_window_size)                                                                                     \
  X(submit_request)                                                                                                    \
  X(submit_response)                                                                                                   \
  X(submit_data)                                                                                                       \
  X(submit_headers)                                                                                                    \
  X(submit_trailer)                                                                                                    \
  X(submit_rst_stream)                                                                                                 \
  X(submit_goaway)                                                                                                     \
  X(submit_shutdown_notice)                                                                                            \
  X(submit_settings)                                                                                                   \
  X(submit_window_update)                                                                                              \
  X(submit_extension)                                                                                                  \
  X(submit_altsvc)                                                                                                     \
  X(submit_origin)                                                                                                     \
  X(submit_ping)                                                                                                       \
  X(submit_push_promise)                                                                                               \
  X(submit_priority_update)                                                                                            \
  X(rcbuf_incref)                                                                                                      \
  X(rcbuf_decref)                                                                                                      \
  X(rcbuf_get_buf)                                                                                                     \
  X(rcbuf_is_static)                                                                                                   \
  X(hd_deflate_new2)                                                                                                   \
  X(hd_deflate_del)                                                                                                    \
  X(hd_deflate_bound)                                                                                                  \
  X(hd_deflate_hd)                                                                                                     \
  X(hd_deflate_hd_vec)                                                                                                 \
  X(hd_deflate_change_table_size)                                                                                      \
  X(hd_deflate_get_num_table_entries)                                                                                  \
  X(hd_deflate_get_table_entry)                                                                                        \
  X(hd_deflate_get_dynamic_table_size)                                                                                 \
  X(hd_deflate_get_max_dynamic_table_size)                                                                             \
  X(hd_inflate_new2)                                                                                                   \
  X(hd_inflate_del)                                                                                                    \
  X(hd_inflate_hd2)                                                                                                    \
  X(hd_inflate_end_headers)                                                                                            \
  X(hd_inflate_change_table_size)                                                                                      \
  X(hd_inflate_get_num_table_entries)                                                                                  \
  X(hd_inflate_get_table_entry)                                                                                        \
  X(hd_inflate_get_dynamic_table_size)                                                                                 \
  X(hd_inflate_get_max_dynamic_table_size)                                                                             \
  X(pack_settings_payload)                                                                                             \
  X(select_next_protocol)                                                                                              \
  X(check_header_name)                                                                                                 \
  X(check_header_value_rfc9113)                                                                                        \
  X(check_path)                                                                                                        \
  X(check_method)                                                                                                      \
  X(check_authority)

#define VN_CAP_NONE 0 /* of functions of which nobody needs to know whether they are there */

/* Functions that a library of at least 1.52 may lack, or that only newer headers have. The pointer is NULL if missing.
 */
#define VN_OPTIONAL_FUNCTIONS(X)                                                                                       \
  X(option_set_stream_reset_rate_limit, void (*)(nghttp2_option *, uint64_t, uint64_t), STREAM_RESET_RATE_LIMIT)       \
  X(option_set_max_continuations, void (*)(nghttp2_option *, size_t), MAX_CONTINUATIONS)                               \
  X(option_set_glitch_rate_limit, void (*)(nghttp2_option *, uint64_t, uint64_t), GLITCH_RATE_LIMIT)                   \
  X(extpri_parse_priority, int (*)(nghttp2_extpri *, const uint8_t *, size_t), PRIORITY_PARSER)                        \
  X(option_set_max_outbound_queue_size, void (*)(nghttp2_option *, size_t), MAX_OUTBOUND_QUEUE_SIZE)                   \
  X(session_get_extpri_stream_priority, int (*)(nghttp2_session *, nghttp2_extpri *, int32_t), STREAM_PRIORITY)        \
  X(submit_priority, int (*)(nghttp2_session *, uint8_t, int32_t, const nghttp2_priority_spec *), NONE)

typedef struct {
#define VN_FIELD(name) __typeof__(&nghttp2_##name) name;
  VN_FUNCTIONS(VN_FIELD)
#undef VN_FIELD
#define VN_FIELD(name, type, capability) __typeof__((type)0) name;
  VN_OPTIONAL_FUNCTIONS(VN_FIELD)
#undef VN_FIELD
} vn_library;

#ifdef VN_BUNDLED_VERSION
#define VN_IF_0(name) NULL
#define VN_IF_1(name) nghttp2_##name
#define VN_IF(has, name) VN_IF_##has(name)
#define VN_IF_VALUE_OF(has, name) VN_IF(has, name)
static const vn_library ng = {
#define VN_ENTRY(name) .name = nghttp2_##name,
    VN_FUNCTIONS(VN_ENTRY)
#undef VN_ENTRY
#define VN_ENTRY(name, type, capability) .name = VN_IF_VALUE_OF(VN_BUNDLED_HAS_##name, name),
        VN_OPTIONAL_FUNCTIONS(VN_ENTRY)
#undef VN_ENTRY
};
#else
extern vn_library ng;
#endif

/* The version of a bundled libnghttp2 with its patch level, such as 1.52.0-1+deb12u3; NULL for one that was opened. */
const char *vn_library_bundled(void);
/* The file that was opened; NULL for a bundled libnghttp2. */
const char *vn_library_file(void);

const char *vn_library_version(void);
uint32_t vn_library_version_number(void);
/* VN_CAP_* of the optional functions that are there. */
uint32_t vn_library_capabilities(void);

#endif
