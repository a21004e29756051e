/* The core: one nghttp2 session behind two calls, receive and flush. It never calls its user.
 *
 * It does not use JNI, so that a fuzzer or a C program can drive it as the JVM does. It is not thread-safe: one thread
 * at a time owns a session. A call appends what happened as event records to a vn_buffer. A flush reads what to do from
 * a stream of commands. wire.h has the shape of both. */
#ifndef VERTX_NGHTTP2_H
#define VERTX_NGHTTP2_H

#include "wire.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint8_t *base;
  size_t length, capacity;
  size_t hard; /* capacity never exceeds this */
} vn_buffer;

/* Small blocks of memory that are kept between calls. One for each thread, or NULL for none. */
typedef struct vn_pool vn_pool;

vn_pool *vn_pool_new(void);
void vn_pool_free(vn_pool *pool);

void vn_buffer_init(vn_buffer *buffer);
void vn_buffer_free(vn_buffer *buffer);

/* Opens libnghttp2 and fills the table of functions. NULL, or a text that says why it cannot be opened (valid until the
 * next call). */
const char *vn_library_open(const char *path);
int vn_library_is_open(void);

typedef struct vn_session vn_session;

/* Options in pairs of VN_OPT_* and value. 0 or an error. */
int vn_session_new(vn_session **session, int server, const int32_t *options, size_t pairs);
void vn_session_free(vn_session *session);

/* Reads bytes from the peer. Bytes consumed, or a negative error. The events replace what the buffer held.
 * state: VN_STATE_* */
int64_t vn_session_receive(vn_session *session, const uint8_t *in, size_t length, vn_buffer *events, vn_pool *pool,
                           uint32_t *state);

/* Runs the commands, then fills out with frames. Bytes written to out, or a negative error. Bytes of bodies are not
 * written: a SPLICE record reports where they belong. Once splice_budget of them have been asked for, no more are.
 * *commands is from malloc, or NULL without commands. If frames that wait refer to it, the session keeps it and sets it
 * to NULL. */
int64_t vn_session_flush(vn_session *session, uint8_t **commands, size_t commands_length, uint8_t *out,
                         size_t out_capacity, size_t splice_budget, vn_buffer *events, vn_pool *pool, uint32_t *state);

/* For a session that has been silent: gives back memory that the next request makes again, among it the table of names
 * and values that the user knows by number. Returns 1, or 0 if the session has something to do. */
int vn_session_rest(vn_session *session);

/* nghttp2_session_upgrade2, after the 101 response of an upgrade to h2c. 0 or an error. */
int vn_session_upgrade(vn_session *session, const uint8_t *settings_payload, size_t length, int head_request);

/* What was recorded (vn_recording in wire.h), in place of what the buffer held; nothing if there is no recorder. Does
 * not wake a session that rests. 0 or an error. */
int vn_session_recording(vn_session *session, int frames, vn_buffer *into);
/* To be called before vn_session_receive and vn_session_flush: the time that frames are recorded with. */
void vn_session_time(vn_session *session, uint64_t microseconds);

/* what: one of VN_GET_* */
int64_t vn_session_get(vn_session *session, int what, int32_t stream_id);

/* Bytes that all sessions hold now, theirs and nghttp2's, and how many sessions there are. */
int64_t vn_memory_used(void);
int64_t vn_sessions_open(void);

/* HPACK without a session. The errors are those of nghttp2. After an error the object can only be freed. */
typedef struct vn_deflater vn_deflater;
typedef struct vn_inflater vn_inflater;

int vn_deflater_new(vn_deflater **deflater, uint32_t max_table_size);
void vn_deflater_free(vn_deflater *deflater);
/* fields: as in a REQUEST command. Bytes that the block takes at most, or an error. */
int64_t vn_deflater_bound(vn_deflater *deflater, const uint8_t *fields, size_t length, uint16_t count);

typedef struct {
  uint8_t *base;
  size_t length;
} vn_span;

/* Fills the spans in their order. The length of the block, or an error. */
int64_t vn_deflater_deflate(vn_deflater *deflater, const uint8_t *fields, size_t length, uint16_t count,
                            const vn_span *into, size_t spans);

int vn_inflater_new(vn_inflater **inflater, uint32_t max_header_list_size);
void vn_inflater_free(vn_inflater *inflater);
/* Reads a piece of a block, and replaces what the buffer held by the fields of the piece (vn_inflated in wire.h). The
 * size of the list so far, or an error. VN_ERR_HEADER_LIST is returned for the last piece, and the inflater can be used
 * again after it. */
int64_t vn_inflater_inflate(vn_inflater *inflater, const uint8_t *in, size_t length, int last, vn_buffer *fields);
/* Bytes of the list for which VN_ERR_HEADER_LIST was returned. */
int64_t vn_inflater_list_size(const vn_inflater *inflater);

/* what: one of VN_HPACK_* */
int64_t vn_deflater_get(vn_deflater *deflater, int what);
int64_t vn_inflater_get(vn_inflater *inflater, int what);
int vn_deflater_change_table_size(vn_deflater *deflater, uint32_t size);
int vn_inflater_change_table_size(vn_inflater *inflater, uint32_t size);

typedef struct {
  const uint8_t *name, *value;
  size_t name_length, value_length;
} vn_entry;

/* By its index, from 1: 61 static ones, then the dynamic ones, newest first. 0 if there is none. */
int vn_deflater_entry(vn_deflater *deflater, size_t index, vn_entry *entry);
int vn_inflater_entry(vn_inflater *inflater, size_t index, vn_entry *entry);

/* Handles: slot and generation in one number, never an address. 0 is no handle. A handle finds an object of its kind
 * only.
 */
enum { VN_KIND_SESSION = 1, VN_KIND_DEFLATER, VN_KIND_INFLATER };
int64_t vn_handle_put(void *object, int kind);
void *vn_handle_get(int64_t handle, int kind);
void *vn_handle_take(int64_t handle, int kind);

#endif
