/* Frames beyond RFC 9113: any type as bytes, and those that nghttp2 knows (ALTSVC, ORIGIN, PRIORITY_UPDATE). */
#ifndef VN_EXTENSION_H
#define VN_EXTENSION_H

#include "core/library.h"
#include "core/memory.h"

/* A payload that waits for its frame to be packed. */
typedef struct vn_payload {
  struct vn_payload *next;
  uint32_t length;
  uint8_t bytes[];
} vn_payload;

typedef struct {
  uint32_t max_payload;
  uint8_t *in; /* the payload that is being received; it may span several calls */
  uint32_t in_length;
  vn_payload *out, *last; /* oldest first */
} vn_extensions;

typedef struct vn_session vn_session;

void vn_extensions_free(vn_session *session);

/* Installs what they need; nghttp2 calls none of it in sessions that have no such frames. */
void vn_extensions_callbacks(nghttp2_session_callbacks *callbacks);

/* The record of a frame that nghttp2 has unpacked. */
int vn_extension_received(vn_session *session, const nghttp2_frame *frame);

/* 0 or nghttp2's error. */
int vn_extension_submit(vn_session *session, uint8_t type, uint8_t flags, int32_t stream_id, const uint8_t *bytes,
                        uint32_t length);

#endif
