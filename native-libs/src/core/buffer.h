#ifndef VN_BUFFER_H
#define VN_BUFFER_H

#include "vertx_nghttp2.h"

#include <string.h>

/* Room for more bytes at the end, or NULL when that would pass the hard cap or memory is short. */
uint8_t *vn_buffer_grow(vn_buffer *buffer, size_t more);

static inline uint8_t *vn_buffer_reserve(vn_buffer *buffer, size_t more) {
  if (buffer->capacity - buffer->length >= more)
    return buffer->base + buffer->length;
  return vn_buffer_grow(buffer, more);
}

/* Frees what it holds, unless that is at most `kept` bytes. */
void vn_buffer_trim(vn_buffer *buffer, size_t kept);

static inline void vn_put32(uint8_t *to, uint32_t value) { memcpy(to, &value, 4); }

static inline uint32_t vn_get32(const uint8_t *from) {
  uint32_t value;
  memcpy(&value, from, 4);
  return value;
}

static inline uint16_t vn_get16(const uint8_t *from) {
  uint16_t value;
  memcpy(&value, from, 2);
  return value;
}

static inline uint32_t vn_reference(enum vn_reference kind, uint32_t value) {
  return (uint32_t)kind << VN_REF_KIND_SHIFT | value;
}

static inline void vn_put_head(uint8_t *to, uint8_t type, uint8_t flags, uint16_t extra, int32_t stream_id) {
  to[0] = type;
  to[1] = flags;
  memcpy(to + 2, &extra, 2);
  memcpy(to + 4, &stream_id, 4);
}

#endif
