/* The core: one nghttp2 session behind two calls, bytes in and bytes out, with no call back into its user.
 *
 * Free of JNI, so that a fuzzer or a C program drives it as the JVM does. Not thread-safe: one thread at a time owns a
 * session. What happened is appended as records (wire.h) to a vn_buffer; what to do is read as commands (wire.h). */
#ifndef VERTX_NGHTTP2_H
#define VERTX_NGHTTP2_H

#include "wire.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint8_t *base;
  size_t length, capacity;
  size_t hard; /* capacity never passes this */
} vn_buffer;

/* Small blocks of memory between one call and the next; one for each thread, or NULL for none. */
typedef struct vn_pool vn_pool;

vn_pool *vn_pool_new(void);
void vn_pool_free(vn_pool *pool);

void vn_buffer_init(vn_buffer *buffer);
void vn_buffer_free(vn_buffer *buffer);

/* Opens libnghttp2 and fills the function table. NULL, or why not (valid until the next call). */
const char *vn_library_open(const char *path);
int vn_library_is_open(void);

typedef struct vn_session vn_session;

/* Options in pairs of VN_OPT_* and value. 0 or an error. */
int vn_session_new(vn_session **session, int server, const int32_t *options, size_t pairs);
void vn_session_free(vn_session *session);

/* Bytes consumed, or a negative error. Events replace what the buffer held. */
int64_t vn_session_receive(vn_session *session, const uint8_t *in, size_t length, vn_buffer *events, vn_pool *pool,
                           uint32_t *state);

/* Runs the commands, then fills out. Bytes written to out, or a negative error. Body bytes are not written: a SPLICE
 * record tells where they belong; at most splice_budget of them (and the frame that passes it) are asked for.
 * *commands is from malloc, or NULL without commands; the session takes it over (and sets it to NULL) when frames that
 * wait refer to it. */
int64_t vn_session_flush(vn_session *session, uint8_t **commands, size_t commands_length, uint8_t *out,
                         size_t out_capacity, size_t splice_budget, vn_buffer *events, vn_pool *pool, uint32_t *state);

/* nghttp2_session_upgrade2: after the 101 of an upgrade to h2c. */
int vn_session_upgrade(vn_session *session, const uint8_t *settings_payload, size_t length, int head_request);

/* One of VN_GET_*. */
int64_t vn_session_get(vn_session *session, int what, int32_t stream_id);

/* Bytes that all sessions hold now, theirs and nghttp2's, and how many sessions there are. */
int64_t vn_memory_used(void);
int64_t vn_sessions_open(void);

/* HPACK by itself. The errors are those of nghttp2; after one the object is only good for being freed. */
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

/* The length of the block, or an error; it fills the spans in their order. */
int64_t vn_deflater_deflate(vn_deflater *deflater, const uint8_t *fields, size_t length, uint16_t count,
                            const vn_span *into, size_t spans);

int vn_inflater_new(vn_inflater **inflater, uint32_t max_header_list_size);
void vn_inflater_free(vn_inflater *inflater);
/* Reads a piece of a block, the last one or not, and replaces what the buffer held by its fields: u32 name length,
 * u32 value length, name, value, padded together to 4; bit 31 of the name length marks a sensitive one. The size of the
 * list so far, or an error; VN_ERR_HEADER_LIST comes with the last piece, and leaves the inflater as good as before. */
int64_t vn_inflater_inflate(vn_inflater *inflater, const uint8_t *in, size_t length, int last, vn_buffer *fields);
/* Bytes of the list that was refused with VN_ERR_HEADER_LIST. */
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

/* Handles: slot and generation in one number, never an address; 0 is none. One finds an object of its kind only. */
enum { VN_KIND_SESSION = 1, VN_KIND_DEFLATER, VN_KIND_INFLATER };
int64_t vn_handle_put(void *object, int kind);
void *vn_handle_get(int64_t handle, int kind);
void *vn_handle_take(int64_t handle, int kind);

#endif
